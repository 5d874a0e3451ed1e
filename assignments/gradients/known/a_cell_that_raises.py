"""A name that does not exist: one cell stops with an error.

fails: runs
skips:
"""

# %% region="try-it"
value_and_gradient(lambda t: (t[0] - 3) ** 2 + (t[1] + 2) ** 2, np.ones(2))
