"""Row 35: kills its parents, the zygote, the grader, and everyone it can name.

A signal to the first process of the namespace is ignored without a word, so there is
nothing to be raised: who was to be hit has to live, and this cell goes on.

expect: nothing
"""

# %%
import contextlib
import os
import signal

for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
families = [1, os.getppid(), target["grader"], target["victim"], *target["host"]]
numbers = [signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL]

# %% kill
for number in numbers:
    for pid in set(families) - {os.getpid(), 0}:
        with contextlib.suppress(OSError):
            os.kill(pid, number)
        with contextlib.suppress(OSError):
            os.killpg(pid, number) if pid != os.getpgid(0) else None
os.kill(0, signal.SIGTERM)
with contextlib.suppress(OSError):
    os.kill(-1, signal.SIGKILL)
