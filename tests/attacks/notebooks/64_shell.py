"""Row 64: shell commands, which are the sandbox's own affair.

expect: nothing
"""

# %%
import os
import subprocess
import time

shell = get_ipython()

# %% bash
shell.run_cell_magic("bash", "", 'cd; echo x > "$HOME/from-bash"; touch /tmp/from-bash')
assert open("from-bash").read() == "x\n"

# %% system
assert os.system("nohup sleep 600 > /dev/null 2>&1 &") == 0
assert os.system("touch /usr/from-shell 2> /dev/null") != 0

# %% who is asked
assert subprocess.check_output(["id", "-u"]).strip() != b"0"
assert subprocess.run(["ls", "/root/.ssh"], capture_output=True).returncode != 0
