"""The world that the tests of the upper rooms share."""

from closing_world import closing, closing_once
from world import demo, judged, life

__all__ = ["closing", "closing_once", "demo", "judged", "life"]
