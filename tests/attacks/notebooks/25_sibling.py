"""Row 25: another kernel's socket and key.

expect: nothing
walls off: succeeds
"""

# %%
import socket
from pathlib import Path

from ipykernel.connect import get_connection_file


def answers(path):
    with socket.socket(socket.AF_UNIX) as made:
        try:
            made.connect(str(path))
        except OSError:
            return False
    return True


# %% look
own = Path(get_connection_file()).parent
places = (own.parent, Path(target["sibling"]).parent)
found = [path for place in places for path in place.glob("*/*.json")]
others = {path for path in found if path.parent != own}
spoken = answers(target["pathname"])
assert not others
assert not spoken
assert not Path(target["sibling"]).exists()
