"""Row 7: threads without end.

expect: deny
raises: RuntimeError
processes: 64
"""

# %%
import threading
import time

# %% multiply
while True:
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
