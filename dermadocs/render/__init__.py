"""Data to conformant PDF."""
