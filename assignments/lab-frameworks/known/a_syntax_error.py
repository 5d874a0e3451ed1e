"""A colon is missing: one cell does not even begin.

fails: runs
skips:
"""

# %% region="iris-look"
for name in iris.target_names
    print(name)
