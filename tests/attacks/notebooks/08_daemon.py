"""Row 8: a process that leaves its parents twice, to outlive the cell.

expect: nothing
"""

# %%
import os
import sys
import time
from pathlib import Path


def living():
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return [line for line in lines if "a daemon" in line]


# %%
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.setsid()
        os.execv(sys.executable, ["a daemon", "-c", "import time; time.sleep(99)"])
    os._exit(0)
deadline = time.monotonic() + 5
while not living() and time.monotonic() < deadline:
    time.sleep(0.01)
assert living(), "it was never there"

# %% is it there still
deadline = time.monotonic() + 2
while living() and time.monotonic() < deadline:
    time.sleep(0.01)
assert living() == []
