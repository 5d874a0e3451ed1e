"""Row 2: sleeps forever, and turns over when it is woken.

expect: timeout
cell seconds: 1
"""

# %%
import time

# %% sleep
while True:
    try:
        time.sleep(10**6)
    except BaseException:
        continue
