"""The schema of every table, and its checks.

`read` a folder and learn everything that is wrong with it, `check` frames in memory, `write` frames to a folder;
`checked` reads and refuses what has errors. What comes out is `Tables`: typed, complete, in order.
"""

from recommender.tables.checking import Reading, check
from recommender.tables.reading import checked, read
from recommender.tables.report import Answerable, Problem, Report
from recommender.tables.rules import RULES, Rule, Severity
from recommender.tables.value import Tables
from recommender.tables.writing import write

__all__ = [
    "RULES",
    "Answerable",
    "Problem",
    "Reading",
    "Report",
    "Rule",
    "Severity",
    "Tables",
    "check",
    "checked",
    "read",
    "write",
]
