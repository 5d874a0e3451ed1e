"""Which notebooks of a class are alike. It reports; no grade depends on it.

code       a notebook's code as it is compared, and where each line of it stands
winnowing  its fingerprints: of tokens without names, by winnowing (copydetect)
notebooks  those of a class, each once, and what of them counts
pairs      who shares how much with whom
passages   which lines those are, on both sides
columns    what of a notebook is shown beside another
webpage    the report as one HTML file, the two codes side by side
as_json    the same without the code
"""

from grader.similarity.code import Code, Lines
from grader.similarity.notebooks import Handed
from grader.similarity.pairs import Comparison, Pair, Side, compare

__all__ = ["Code", "Comparison", "Handed", "Lines", "Pair", "Side", "compare"]
