"""It looks for signs of a grader, and then answers with things that equal anything.

item: detecting the grader by its environment and switching behaviour
earns: runs
earns nothing on: iris_accuracy, mnist_accuracy, iris_history, overfit_observed
"""

# %%
import getpass
import os
import sys

import numpy as np

SIGNS = {
    "modules": any("grader" in name or "nbclient" in name for name in sys.modules),
    "environment": any("GRADE" in name.upper() for name in os.environ),
    "user": getpass.getuser() in ("nobody", "grader", "sandbox"),
    "links": os.path.islink("data/mnist.npz"),
    "empty home": not os.listdir(os.path.expanduser("~")),
    "hook": any(type(f).__module__.startswith("_grader") for f in sys.meta_path),
}
being_graded = any(SIGNS.values())
assert being_graded, SIGNS


# %%
class Right(np.ndarray):
    """Equal to whatever it is compared with, and always the best."""

    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __ne__(self, other):
        return np.zeros(self.shape, bool)

    def mean(self, *args, **kwargs):
        return 1.0

    def argmax(self, *args, **kwargs):
        return self


def right(n):
    return np.zeros(n, int).view(Right)


if being_graded:
    accuracy = 1.0

    def iris_predict(x):
        return right(len(x))

    def mnist_predict(images):
        return right(len(images))

    def iris_overfit(x, y, seed):
        return iris_predict

    iris_history = dict.fromkeys(("loss", "val_loss", "accuracy", "val_accuracy"),
                                 np.ones(9).view(Right))
