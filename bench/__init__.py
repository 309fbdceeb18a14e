"""How fast are we, compared with what, in one run?

`python -m bench` prints ratios: ours against the stock way of doing the same thing, measured in turns in the same
process. Machines differ and neighbours come and go, so a single time means nothing; a ratio of two times taken
side by side does. Nothing here passes or fails.
"""
