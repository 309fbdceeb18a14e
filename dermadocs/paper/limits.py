"""How much of a received file is taken, by whoever reads it: to compare its pages, or to copy them."""

from __future__ import annotations

MOST_PAGES = 500
MOST_PIXELS = 60_000_000
"""Of one page: an A3 at 400 dpi, and every telephone."""
