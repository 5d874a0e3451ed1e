"""Row 34: swaps files for links while the grader may be reading or removing them.

expect: nothing
"""

# %%
import contextlib
import os
import threading
from pathlib import Path

from ipykernel.connect import get_connection_file

connection = Path(get_connection_file())
room = connection.parent
folder, link = room / "folder", room / "link"


def swap():
    while True:
        with contextlib.suppress(OSError):
            os.symlink(Path(target["canary"]).parent, link)
        with contextlib.suppress(OSError):
            folder.mkdir()
        with contextlib.suppress(OSError):
            os.rename(folder, room / "away")
        with contextlib.suppress(OSError):
            os.rename(link, folder)
        with contextlib.suppress(OSError):
            os.unlink(folder)
        with contextlib.suppress(OSError):
            os.rename(room / "away", folder)


# %% swap
threading.Thread(target=swap, daemon=True).start()
