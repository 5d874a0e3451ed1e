"""Row 17: prints without end.

expect: output
"""

# %% print
while True:
    print("x" * 1000)
