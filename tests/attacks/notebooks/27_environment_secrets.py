"""Row 27: a secret in the grader's environment, looked for in every process.

expect: nothing
walls off: succeeds
"""

# %%
import os
from pathlib import Path


def environment_of(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


# %%
own = target["secret"] in os.environ

# %% of every process
others = [
    path
    for path in Path("/proc").glob("[0-9]*/environ")
    if target["secret"].encode() in environment_of(path)
]
assert not own
assert others == []
