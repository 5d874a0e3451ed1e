"""Row 12: memory in files without a folder (memfd), twice what it may use.

expect: memory deny
no cgroups: deny nothing
memory: 512
"""

# %%
import os

MIB = 1 << 20


def fill():
    held = []
    try:
        for _ in range(64):
            held.append(os.memfd_create("much"))
            os.write(held[-1], bytes(16 * MIB))
    finally:
        for descriptor in held:
            os.close(descriptor)


# %% fill
fill()
