"""Row 40: programs that make whoever starts them root.

expect: nothing
walls off: succeeds as root
"""

# %%
import os
import stat
from pathlib import Path

programs = [
    path
    for path in Path("/usr/bin").iterdir()
    if path.is_file() and path.stat().st_mode & stat.S_ISUID
]
status = dict(line.split(":", 1) for line in open("/proc/self/status"))

# %% look
assert programs, "there is none to be tried"
privileged = [p for p in programs if not os.statvfs(p).f_flag & os.ST_NOSUID]
assert int(status["NoNewPrivs"]) == 1
assert privileged == []
assert int(status["CapBnd"], 16) == 0 or int(status["CapEff"], 16) == 0
