"""Row 12: fills /dev/shm.

expect: deny memory
raises: OSError
memory: 512
"""

# %% fill
for i in range(64):
    with open(f"/dev/shm/{i}", "wb") as file:
        file.write(bytes(16 << 20))
