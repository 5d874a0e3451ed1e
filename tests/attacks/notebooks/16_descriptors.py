"""Row 16: every descriptor that there is.

expect: deny
raises: OSError
"""

# %%
import os


def hoard():
    held = []
    try:
        while True:
            held.append(os.open("/dev/null", os.O_RDONLY))
    finally:
        for descriptor in held:
            os.close(descriptor)


# %% open them
hoard()
