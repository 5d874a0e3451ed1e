"""Saved after its cells were run in another order, many times, with old errors in it.

item: cells out of order
base: iris
saved by: somebody in a hurry
earns all of: runs, iris_split, iris_accuracy, iris_history, iris_curves,
  iris_experiments, iris_replay, overfit_observed, overfit_prevented
"""

# %%
"""Nothing of its own: the metadata are what is unusual."""
