"""It squares: right for 0 and 2, and for nothing else.

fails: doubled
skips:
framework: FRAMEWORK
"""


# %% region="double"
def double(x):
    return x**2
