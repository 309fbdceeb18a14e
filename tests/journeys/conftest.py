"""The world that the tests of the upper rooms share."""

from at_command import at_command
from world import demo, judged, life

__all__ = ["at_command", "demo", "judged", "life"]
