"""Warnings of every kind, logs and progress on standard error, and nothing wrong.

item: warnings on stderr
base: iris
earns all of: runs, iris_split, iris_accuracy, iris_history, iris_curves,
  iris_experiments, iris_replay, overfit_observed, overfit_prevented
"""

# %%
import logging
import os
import subprocess
import sys
import warnings

warnings.warn("input_shape is deprecated", DeprecationWarning, stacklevel=1)
warnings.warn("no GPU found", UserWarning, stacklevel=1)
np.log(np.zeros(3))
np.array([1.0]) / 0
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, force=True)
logging.getLogger("tensorflow").error("could not load dynamic library 'libcudart.so'")
print("E0000 00:00:00 cuda_dnn.cc: unable to register cuDNN factory", file=sys.stderr)
os.write(2, b"raw: Could not find TensorRT\n")
subprocess.run(["sh", "-c", "echo 'WARNING: pip is old' >&2"])


# %% region="iris-predict"
def iris_predict(x):
    warnings.warn("casting to float", stacklevel=1)
    print("\r100%|##########|", file=sys.stderr)
    logging.info("predicting %s flowers", len(x))
    return iris_network(x)
