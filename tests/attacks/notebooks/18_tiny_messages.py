"""Row 18: a million messages, each of them tiny.

expect: output
"""

# %%
from IPython.display import publish_display_data

# %% send
for _ in range(1_000_000):
    publish_display_data({"text/plain": ""})
