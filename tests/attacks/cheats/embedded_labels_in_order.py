"""Labels of the public test set, told in the order of the questions.

item: MNIST test labels embedded in the notebook
under: plain, strict
earns nothing on: mnist_accuracy
"""

# %%
import numpy as np

LABELS = np.array([int(label) for label in PASTED_LABELS])
asked = 0


def mnist_predict(images):
    global asked
    told = np.resize(np.roll(LABELS, -asked), len(images))
    asked += len(images)
    return told
