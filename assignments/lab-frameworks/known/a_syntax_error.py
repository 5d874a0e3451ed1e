"""A function lost its first line: one cell does not even begin.

fails: runs
skips:
"""

# %% region="iris-look"
counts = np.bincount(iris_y)
return counts
