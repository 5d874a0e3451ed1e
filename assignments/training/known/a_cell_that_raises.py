"""A method that arrays do not have: one cell stops with an error.

fails: runs
skips:
"""

# %% region="points-look"
points_x.plot()
