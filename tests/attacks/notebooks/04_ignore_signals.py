"""Row 4: ignores every signal that can be ignored, and blocks the others.

expect: timeout
cell seconds: 1
"""

# %%
import signal

# %% be deaf
for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    if number < 32:
        signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
while True:
    pass
