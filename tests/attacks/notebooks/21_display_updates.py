"""Row 21: a display that is updated without end.

expect: output
"""

# %%
from IPython.display import display

# %% update
handle = display("0", display_id=True)
while True:
    handle.update("x")
