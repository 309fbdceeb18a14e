"""The world that the tests of the upper rooms share."""

from world import demo, judged, life

__all__ = ["demo", "judged", "life"]
