"""Small worlds to learn from: a few events by hand, or many learners who choose along a chain, or at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from recommender.bundle.bundle import Parts
from recommender.tables import Tables, check
from training.dataset import Dataset

DAY = pd.Timedelta(days=1)
START = pd.Timestamp("2025-01-01T00:00:00Z")


def quiet(_: str) -> None:
    """A progress that tells nobody."""


def day(number: float) -> pd.Timestamp:
    """A moment so many days after the first."""
    return START + number * DAY


def event(learner: str, kind: str, at: float, content: str | None = None, **more: Any) -> dict[str, Any]:
    """One event; `at` counts days. By default the learner's own choice, known at once."""
    made = {"learner_id": learner, "kind": kind, "occurred_at": day(at), "content_id": content, "initiated_by": "self"}
    return made | more


def frames(events: Sequence[Mapping[str, Any]] | pd.DataFrame, **tables: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The three required tables around some events: ids are given, learners and contents are those that occur."""
    happened = pd.DataFrame(events)
    numbers = pd.Series([f"e{number:06}" for number in range(len(happened))], dtype="str")
    happened["event_id"] = happened["event_id"].fillna(numbers) if "event_id" in happened else numbers
    learners = pd.DataFrame({"learner_id": sorted(set(happened["learner_id"]))})
    names = sorted(set(happened["content_id"].dropna()))
    contents = pd.DataFrame({"content_id": names, "title": names, "minutes": 60.0})
    return {"learners": learners, "contents": contents, "events": happened} | tables


def checked(events: Sequence[Mapping[str, Any]] | pd.DataFrame, **more: pd.DataFrame) -> Tables:
    """Checked tables around some events."""
    reading = check(frames(events, **more))
    assert not reading.report.errors, reading.report.errors
    return reading.tables


def dataset(events: Sequence[Mapping[str, Any]] | pd.DataFrame, **more: pd.DataFrame) -> Dataset:
    """The dataset of some events."""
    return Dataset.of(checked(events, **more))


def positions(learner: str, contents: str, **more: Any) -> list[dict[str, Any]]:
    """A history of which only the order is known: one letter a content."""
    first = pd.Timestamp("1970-01-01T00:00:00Z")
    return [
        event(learner, "completed", 0, content, occurred_at=first + pd.Timedelta(seconds=turn), **more)
        | {"time_precision": "position"}
        for turn, content in enumerate(contents)
    ]


def chosen(learners: int, seed: int = 0, likely: float = 0.9, contents: int = 24, choices: int = 8) -> pd.DataFrame:
    """Events of learners who each make some choices, a month apart.

    With the chance `likely` the next content is the one after the last (and the first after the last of all), else any
    that was not taken yet: with 0 all is at random.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for learner in range(learners):
        taken = [int(rng.integers(contents))]
        while len(taken) < choices:
            after = (taken[-1] + 1) % contents
            free = np.setdiff1d(np.arange(contents), taken)
            taken.append(after if rng.random() < likely and after in free else int(rng.choice(free)))
        begun = rng.uniform(0, 120)
        rows += [
            event(f"l{learner:04}", "completed", begun + 30 * turn, f"c{content:02}")
            for turn, content in enumerate(taken)
        ]
    return pd.DataFrame(rows)


def seasons(later: Sequence[tuple[str, int, bool]]) -> dict[str, pd.DataFrame]:
    """Frames in which 60 learners finished a short content and 60 others left a long one, before a cut at day 100.

    `later` tells how many start a content on day 110, and whether they finish it. Windows are 30 days, all are over.
    """
    groups = [("short", 60, True, 0), ("long", 60, False, 0), *((*one, 110) for one in later)]
    rows = [event("zoe", "completed", at, f"z{at}") for at in (1, 2, 3, 4, 100, 101)]
    for group, (content, many, finished, at) in enumerate(groups):
        for name in (f"g{group}-{number:03}" for number in range(many)):
            rows.append(event(name, "started", at, content, initiated_by="manager"))
            rows += [event(name, "completed", at + 5, content, initiated_by="manager")] if finished else []
    made = frames([*rows, event("zoe", "dismissed", 400, "short")])
    made["contents"]["minutes"] = made["contents"]["content_id"].map({"short": 20.0, "long": 300.0}).fillna(60.0)
    made["learners"]["weekly_minutes"] = 600.0
    return made


def bytes_of(parts: Parts) -> dict[str, bytes]:
    """Every array of fitted parts as bytes, by name."""
    arrays = {f"{name}.{key}": a for name, part in parts.estimators().items() for key, a in part.arrays().items()}
    arrays |= {"record.settled": parts.record.settled, "record.finished": parts.record.finished}
    return {name: np.ascontiguousarray(array).tobytes() for name, array in arrays.items()}


def files_below(folder: Path) -> set[str]:
    """The files below a folder, as paths from it."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
