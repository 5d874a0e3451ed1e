"""A cell uses what a later cell makes: it fails, and costs what it costs, no more.

item: cells out of order
base: iris
fails: runs
earns all of: iris_split, iris_accuracy, iris_history, iris_curves, iris_experiments,
  iris_replay, overfit_observed, overfit_prevented
"""

# %% region="before"
print(f"{iris_history['val_accuracy'][-1]:.1%}")
