"""Row 44: says that its cell went well, and then does not do what was asked.

expect: deny
raises: ZeroDivisionError
solution: none
score: 0
"""

# %%
kernel = get_ipython().kernel
parent = kernel.get_parent("shell")


# %% reply, then fail
def send(kind, content):
    kernel.session.send(kernel.iopub_socket, kind, content, kernel.get_parent("shell"))


send("execute_reply", {"status": "ok", "execution_count": 3, "user_expressions": {}})
send("status", {"execution_state": "idle"})
1 / 0
