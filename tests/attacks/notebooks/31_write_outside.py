"""Row 31: overwrites a file of the host that anybody may write to.

expect: deny
raises: FileNotFoundError PermissionError OSError
walls off: succeeds
"""

# %%
from pathlib import Path

# %% overwrite
with Path(target["canary"]).open("r+") as file:
    file.write("")

# %% beside it
with Path(target["canary"]).with_name("new.txt").open("w") as file:
    file.write("new")
Path(target["canary"]).with_name("new.txt").unlink()
