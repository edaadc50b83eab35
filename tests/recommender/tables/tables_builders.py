"""The smallest organisation that has nothing wrong with it, and ways to spoil it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from recommender.tables import Problem, Reading, check

Row = dict[str, object]


def a_learner(learner_id: str = "ada", **more: object) -> Row:
    return {"learner_id": learner_id, **more}


def a_content(content_id: str = "loops", **more: object) -> Row:
    return {"content_id": content_id, "title": f"About {content_id}", "minutes": "30", **more}


def an_event(event_id: str = "e1", **more: object) -> Row:
    return {
        "event_id": event_id,
        "learner_id": "ada",
        "kind": "completed",
        "occurred_at": "2026-03-01T09:00:00Z",
        "content_id": "loops",
    } | more


def a_skill(skill_id: str = "python", **more: object) -> Row:
    return {"skill_id": skill_id, "name": skill_id.title(), **more}


def an_employment(valid_from: str = "2026-01-01", valid_to: str | None = None, **more: object) -> Row:
    return {"learner_id": "ada", "valid_from": valid_from, "valid_to": valid_to, **more}


def stars() -> list[Row]:
    return [{"scale_id": "stars", "mark": str(mark), "level": (mark - 1) / 4} for mark in range(1, 6)]


def an_organisation(**tables: list[Row]) -> dict[str, pd.DataFrame]:
    """Frames as raw as from a CSV file: one learner, one content, one event, unless told otherwise."""
    rows = {"learners": [a_learner()], "contents": [a_content()], "events": [an_event()]} | tables
    return {name: pd.DataFrame(those) for name, those in rows.items()}


def reading_of(**tables: list[Row]) -> Reading:
    return check(an_organisation(**tables))


def found(reading: Reading) -> set[str]:
    """The codes of everything that was found."""
    return {code for _, _, _, code in reading.report.counts}


def only(reading: Reading) -> Problem:
    """The one problem that there is."""
    (problem,) = reading.report.problems
    return problem


def a_folder(folder: Path, **files: str | bytes) -> Path:
    """A folder with the smallest organisation as CSV files, some of them replaced (by table name)."""
    whole: dict[str, str | bytes] = {
        "learners": "learner_id\nada\n",
        "contents": "content_id,title,minutes\nloops,About loops,30\n",
        "events": "event_id,learner_id,kind,occurred_at,content_id\ne1,ada,completed,2026-03-01T09:00:00Z,loops\n",
    }
    for name, text in (whole | files).items():
        (folder / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
