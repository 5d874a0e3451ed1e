"""Interactive plots where plotly is to be had, matplotlib elsewhere.

item: plots with plotly absent
base: iris
earns all of: runs, iris_split, iris_accuracy, iris_history, iris_curves,
  iris_experiments, iris_replay, overfit_observed, overfit_prevented
"""

# %% region="iris-curves"
try:
    import plotly.express as px
except ImportError:
    px = None

for key in ("loss", "accuracy"):
    if px is not None:
        px.line({"training": iris_history[key]}).show()
    plt.figure()
    plt.plot(iris_history[key], label="training")
    plt.plot(iris_history[f"val_{key}"], label="validation")
    plt.legend()
