"""Row 46: frames that lie: of their size, their question, their type.

expect: nothing
solution: none
score: 1
"""

# %%
import itertools
import sys

agent = sys.modules["_grader_inside.agent"]
header = agent.frames.HEADER
lies = itertools.cycle(
    [
        lambda head: header.pack(b"GRF1", head.request, head.nonce, 1, 2, 1, 0, 1 << 50),
        lambda head: header.pack(b"GRF1", head.request, head.nonce, 1, 99, 8, 255, 8),
        lambda head: header.pack(b"GRF1", 0, bytes(16), 1, 2, 0, 0, 8) + bytes(8),
        lambda head: b"\xff" * 4096,
    ]
)


# %% lie
def double(x):
    return 2 * x


agent._encoded = lambda head, *arguments: next(lies)(head)
