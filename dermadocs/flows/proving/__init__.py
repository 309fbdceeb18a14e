"""Verification: what a file proves of itself. `judging` tells the steps; `batch` runs them in limited children.

Nothing is imported here: who only starts the children need not load what they read files with (half a second).
"""
