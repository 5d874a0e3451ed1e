"""Row 19: one message of a hundred megabytes.

expect: output
"""

# %% print
print("x" * 100_000_000)
