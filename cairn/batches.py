"""How are many learners answered into one file?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import pandas as pd

from cairn.desk import Desk, unknown
from cairn.places import WRITERS, Writer, put, readable, require_file_place
from recommender.errors import OutputRefused, UnknownName
from recommender.types import LearnerId

PIECE: Final = 500
"""Learners that are ranked between two moves of the progress bar."""
_MOST_TOLD: Final = 20
COLUMNS: Final = ("learner_id", "rank", "content_id", "score")


def writer_of(out: Path) -> Writer:
    """How a file of this name is written.

    Raises OutputRefused for other endings than .csv and .parquet, and where no file can stand there.
    """
    if out.suffix not in WRITERS:
        raise OutputRefused(f"{out} has an ending that cannot be written", ["name a file in .csv or .parquet"])
    require_file_place(out)
    return WRITERS[out.suffix]


def listed(file: Path | None, known: Sequence[LearnerId]) -> tuple[LearnerId, ...]:
    """The learners of a file with one id a line, each once, in its order; everybody without a file.

    Empty lines do not count. Raises UnknownName with the learners that are not known.
    """
    if file is None:
        return tuple(known)
    asked = tuple(dict.fromkeys(LearnerId(line.strip()) for line in readable(file).splitlines() if line.strip()))
    there = set(known)
    strangers = [learner for learner in asked if learner not in there]
    if strangers:
        told = [f"{unknown('learner', one, known).summary}" for one in strangers[:_MOST_TOLD]]
        more = [f"and {len(strangers) - _MOST_TOLD:,} more"] if len(strangers) > _MOST_TOLD else []
        learners = "learner" if len(strangers) == 1 else "learners"
        raise UnknownName(f"{file} names {len(strangers):,} {learners} that the tables do not hold", told + more)
    return asked


def ranked(
    desk: Desk, learners: Sequence[LearnerId], as_of: datetime, k: int, by: str, advance: Callable[[int], None]
) -> pd.DataFrame:
    """The k best contents of each learner: learner_id, rank, content_id, score, in the order of the learners."""
    found = list(_pieces(desk, learners, as_of, k, by, advance))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(COLUMNS))


def save(frame: pd.DataFrame, out: Path, write: Writer) -> None:
    """Writes the file as a whole or not at all. Raises OutputRefused."""
    put(out, lambda draft: write(frame, draft))


def _pieces(
    desk: Desk, learners: Sequence[LearnerId], as_of: datetime, k: int, by: str, advance: Callable[[int], None]
) -> Iterable[pd.DataFrame]:
    for low in range(0, len(learners), PIECE):
        some = learners[low : low + PIECE]
        yield desk.engine.batch(desk.people, some, as_of, k, by)
        advance(len(some))
