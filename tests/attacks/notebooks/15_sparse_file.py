"""Row 15: a file of four terabytes that takes no room.

expect: deny
raises: OSError
"""

# %% stretch
with open("sparse", "wb") as file:
    file.truncate(4 << 40)
