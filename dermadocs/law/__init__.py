"""The law as data and cards."""
