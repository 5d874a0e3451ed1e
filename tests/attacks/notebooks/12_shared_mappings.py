"""Row 12: memory that is shared with nobody yet, twice what it may use.

Resource limits do not count it; a control group does.

expect: memory deny
no cgroups: deny nothing
memory: 512
"""

# %%
import mmap

MIB = 1 << 20


def fill():
    held = []
    try:
        for _ in range(64):
            held.append(mmap.mmap(-1, 16 * MIB))
            held[-1].write(bytes(16 * MIB))
    finally:
        for mapping in held:
            mapping.close()


# %% fill
fill()
