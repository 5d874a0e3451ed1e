"""Row 10: a list that grows until no memory is left.

expect: memory deny
raises: MemoryError
memory: 512
"""


# %% hoard
def hoard():
    kept = []
    while True:
        kept.append(bytearray(b"x") * (8 << 20))


hoard()
