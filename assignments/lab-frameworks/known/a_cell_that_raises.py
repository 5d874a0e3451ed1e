"""A table that was an array: one cell stops with an error.

fails: runs
skips:
"""

# %% region="iris-look"
print(iris_x.head())
