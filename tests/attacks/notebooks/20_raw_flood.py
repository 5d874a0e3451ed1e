"""Row 20: writes past Python, to every pipe that the kernel holds.

expect: output timeout
cell seconds: 2
"""

# %%
import os
import stat
import threading


def is_pipe(descriptor):
    return stat.S_ISFIFO(os.fstat(descriptor).st_mode)


def flood(descriptor):
    try:
        while True:
            os.write(descriptor, b"x" * 65_536)
    except OSError:
        return


held = [int(name) for name in os.listdir("/proc/self/fd")]
pipes = [number for number in held if os.path.exists(f"/proc/self/fd/{number}")]
pipes = [number for number in pipes if is_pipe(number)]

# %% flood
assert {1, 2} <= set(pipes)
for number in pipes:
    threading.Thread(target=flood, args=(number,), daemon=True).start()
threading.Event().wait()
