"""plotly is imported in the first cell, before all that the notebook needs.

item: plots with plotly absent
base: iris
earns all of: iris_split, iris_accuracy, iris_history, iris_curves, iris_replay
"""

# %% region="iris-data"
import plotly.graph_objects as go
import numpy as np
import matplotlib.pyplot as plt
import threadpoolctl
from sklearn.datasets import load_iris

threadpoolctl.threadpool_limits(1)
x, y = load_iris(return_X_y=True)

# %%
go.Figure(data=go.Scatter(x=x[:, 2], y=x[:, 3], mode="markers")).show()
