"""How papers of others are read for what each card asks: who, what, for how much, when, and in which sense.

Each file makes looks (`Part`) that cards carry beside those at our own papers; none of them leans on a card.
"""
