"""In which words do the learning systems report what happened?"""

from __future__ import annotations

from typing import Final

import numpy as np

from recommender.types import Bools, Floats, Ints
from training.demo.diary import LETTER_MARK, LETTER_SCALE
from training.demo.queue import Rows
from training.demo.scene import Course
from training.demo.shelf import Shelf

LETTER_LEVELS: Final = np.array([0.95, 0.8, 0.65, 0.5, 0.25])
"""Levels of the grades A to F, as in the scales table."""
_SCORE_SPREAD: Final = 0.08


def about(rows: Rows) -> dict[str, Ints]:
    """What every event of a content says."""
    return {"content": rows["content"], "initiated": rows["initiated"]}


def silent(shelf: Shelf, rows: Rows) -> Bools:
    """Whether the content's system reports completions only."""
    return shelf.silent[rows["content"]]


def ask_again(course: Course, rows: Rows, week: Ints) -> None:
    """A duty that came to nothing is asked for again from a week on."""
    duty = rows["duty"] >= 0
    course.due[rows["learner"][duty], rows["duty"][duty]] = week[duty]


def score(
    course: Course, shelf: Shelf, rows: Rows, at: Ints, level: Floats, attempt: int, rng: np.random.Generator
) -> None:
    """A test of the main skill: the share right is the level with noise, or a letter of the grade scale."""
    content = rows["content"]
    share = np.clip(level + _SCORE_SPREAD * rng.normal(size=len(level)), 0.0, 1.0)
    letters = shelf.letters[content]
    letter = LETTER_MARK + np.abs(share[:, None] - LETTER_LEVELS).argmin(1)
    course.diary.write(
        "scored",
        rows["learner"],
        at,
        content=content,
        skill=shelf.skill[content, 0],
        mark=np.where(letters, letter, np.rint(20 * share).astype(np.int64)),
        scale=np.where(letters, LETTER_SCALE, -1),
        attempt=attempt,
        initiated=rows["initiated"],
    )
