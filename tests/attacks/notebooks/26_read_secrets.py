"""Row 26: reads the system's secrets, a home, keys, checks, a gradebook.

expect: nothing
walls off: succeeds
"""

# %%
from pathlib import Path


def readable(name):
    try:
        return bool(Path(name).read_bytes())
    except OSError:
        return False


# %% read
assert len(target["files"]) > 5
found = [name for name in target["files"] if readable(name)]
assert found == []
