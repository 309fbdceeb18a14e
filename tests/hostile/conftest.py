"""The life that all forgeries start from, lived once a session."""

from world import demo, life

__all__ = ["demo", "life"]
