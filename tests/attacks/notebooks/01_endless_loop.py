"""Row 1: a loop that never ends.

expect: timeout
cell seconds: 1
"""

# %% loop
while True:
    pass
