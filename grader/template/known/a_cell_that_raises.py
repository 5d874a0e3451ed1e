"""A name that does not exist: one cell stops with an error.

fails: runs
skips:
framework: FRAMEWORK
"""

# %% region="try-it"
treble(3)
