"""The one place that names implementations: which renderer, which clock, which keys."""
