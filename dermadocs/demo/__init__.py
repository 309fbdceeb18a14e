"""`make demo`: an estimate through its whole life on embedded parts, forgeries of it, and an auditor's judgment."""

from dermadocs.demo.play import play

__all__ = ["play"]
