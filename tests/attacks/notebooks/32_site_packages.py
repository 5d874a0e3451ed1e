"""Row 32: changes the interpreter, its packages, the grader's code, the served data.

expect: deny
raises: PermissionError OSError
walls off: succeeds as root
"""

# %%
import json
import os
import sys
from pathlib import Path

import numpy

agent = Path(sys.modules["_grader_inside"].__file__)


def change(path):
    """Opened to append nothing: where it is possible, it does no harm."""
    os.close(os.open(path, os.O_WRONLY | os.O_APPEND))


def add(folder):
    path = Path(folder, "sitecustomize_test.py")
    path.touch()
    path.unlink()


# %% a package
change(numpy.__file__)

# %% beside the packages
add(Path(numpy.__file__).parents[1])

# %% the standard library
change(json.__file__)

# %% the interpreter
add(Path(sys.prefix))

# %% the system
add("/usr/lib")

# %% the code of the grader
change(agent)

# %% the root
add("/")
