"""Row 14: a million empty files, which have no size and take memory all the same.

bubblewrap bounds the bytes of a folder and not its files: a control group has to.

expect: deny memory timeout
raises: OSError
memory: 384
cell seconds: 5
"""


# %%
import os


def fill(folder):
    os.makedirs(folder, exist_ok=True)
    for i in range(1_000_000):
        os.close(os.open(f"{folder}/{i}", os.O_CREAT | os.O_WRONLY))


# %% in the home
fill("empty")
