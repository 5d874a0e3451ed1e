"""It gives back what it was given.

fails: doubled
skips:
framework: FRAMEWORK
"""


# %% region="double"
def double(x):
    return x
