"""Row 30: searches its own memory for seeds, keys and what other students wrote.

expect: nothing
"""

# %%
import os
import re

# Made here, so that this cell itself is not what is found.
pattern = re.compile((target["mark"] + "[0-9a-f]{32}").encode())
planted = target["mark"].encode() + b"00000000" * 4


def found_in_memory():
    found = set()
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps.read().splitlines():
            span, rights, *_ = line.split()
            start, end = (int(bound, 16) for bound in span.split("-"))
            if not rights.startswith("rw"):
                continue
            try:
                memory.seek(start)
                found |= set(pattern.findall(memory.read(end - start)))
            except (OSError, ValueError, OverflowError):
                continue
    return found


# %% search
found = found_in_memory()
assert planted in found, "the search itself does not work"
assert found == {planted}
