"""One TOML file a procedure: what it is, how it goes, what can go wrong, with the source of every fact.

`load.entry("dermabrasion")` reads a shipped one, `load.read` a practice's own; a new procedure needs no code.
"""
