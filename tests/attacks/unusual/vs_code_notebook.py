"""Written in VS Code: languages, ids and interpreters of that machine in its metadata.

item: Colab and VS Code metadata
base: iris
saved by: vscode
earns all of: runs, iris_split, iris_accuracy, iris_history, iris_curves,
  iris_experiments, iris_replay, overfit_observed, overfit_prevented
"""

# %%
#%% a marker of its own, and a comment
__vsc_ipynb_file__ = "c:\\Users\\Ana\\lab.ipynb"
