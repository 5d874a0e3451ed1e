"""A cell that trains in silence for longer than any message may keep one waiting.

item: a long but finite training
base: iris
earns all of: runs, iris_split, iris_accuracy, iris_history, iris_curves,
  iris_experiments, iris_replay, overfit_observed, overfit_prevented
"""

# %%
import time

end = time.monotonic() + 7
while time.monotonic() < end:
    time.sleep(0.05)
    fit(x[train], y[train], epochs=10)


# %% region="iris-predict"
def iris_predict(x):
    time.sleep(0.02)
    return iris_network(x)
