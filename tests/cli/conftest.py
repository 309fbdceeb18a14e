"""The world that the tests of the upper rooms share."""

from at_command import at_command, home, homes
from closing_world import closing, closing_once
from world import demo, judged, life

__all__ = ["at_command", "closing", "closing_once", "demo", "home", "homes", "judged", "life"]
