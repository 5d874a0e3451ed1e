"""Row 28: sees and signals the processes of the host.

expect: deny
raises: ProcessLookupError FileNotFoundError
walls off: succeeds
"""

# %%
import os

victim = target["victim"]

# %% signal
os.kill(victim, 0)

# %% schedule
os.sched_getaffinity(victim)

# %% look
os.listdir(f"/proc/{victim}/fd")

# %% hold
os.close(os.pidfd_open(victim))
