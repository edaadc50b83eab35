"""Drafts before people: which suggested links to ask about first, and how much of the tables is mapped at all.

Inside: `asking` stands on `stakes`, which stands on `crowd`, `shares` and `questions`; `coverage` stands alone.
"""

from recommender.confirmations.asking import FIRST, confirmations
from recommender.confirmations.coverage import Cover, coverage
from recommender.confirmations.questions import LEVELS, LINKS, REVIEWED, Confirmation, Key, Question, waiting

__all__ = [
    "FIRST",
    "LEVELS",
    "LINKS",
    "REVIEWED",
    "Confirmation",
    "Cover",
    "Key",
    "Question",
    "confirmations",
    "coverage",
    "waiting",
]
