"""Written in Colab: a drive to mount, a package to install, forms, its metadata.

item: Colab and VS Code metadata
base: iris
saved by: colab
earns all of: runs, iris_split, iris_accuracy, iris_history, iris_curves,
  iris_experiments, iris_replay, overfit_observed, overfit_prevented
"""

# %%
from google.colab import drive, files

drive.mount("/content/drive")
EPOCHS = 10  # @param {type:"slider", min:5, max:50}
!pip install --quiet seaborn
%matplotlib inline
