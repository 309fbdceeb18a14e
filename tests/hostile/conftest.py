"""The life that all forgeries start from, lived once a session."""

from world import life

__all__ = ["life"]
