"""Row 45: answers the first question well, and replays that answer to the second.

expect: nothing
solution: none
score: 1
"""

# %% replay
import sys

agent = sys.modules["_grader_inside.agent"]
first, kept = agent._encoded, []


def replay(*arguments):
    kept.append(first(*arguments))
    return kept[0]


def double(x):
    return 2 * x


agent._encoded = replay
