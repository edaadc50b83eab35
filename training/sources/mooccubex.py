"""Who took which course on a large open platform, in which order? Read from a leave-last-out split of MOOCCubeX."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from recommender.errors import SourceRefused
from training.sources.files import Cell, Export, read_exports, rows
from training.sources.imported import Imported, counted

_EXPORTS = (
    Export("interactions", {"user": Cell.WHOLE, "course": Cell.WHOLE, "pos": Cell.WHOLE, "split": Cell.WHOLE}),
    Export("users", {"remap_id": Cell.WHOLE, "gender": Cell.ID}),
    Export("course_text", {"course": Cell.WHOLE, "name": Cell.TEXT, "about": Cell.TEXT, "schools": Cell.NAMES}),
)
_LAST_POSITION = 1_000_000_000


def import_mooccubex(folder: Path) -> Imported:
    """Learners, contents and enrolments of the training part; rows marked as held out (split not 0) stay out.

    Ids are the numbers of the source as text. Raises SourceRefused with every problem.
    """
    files = read_exports(folder, _EXPORTS)
    taken = files["interactions"]
    _refuse_ambiguous(folder, files)
    tables = {
        "learners": _learners(files["users"], taken),
        "contents": _contents(files["course_text"], taken),
        "events": _events(taken[taken["split"].eq(0)]),
    }
    return Imported(tables, _notes(files, tables))


def _refuse_ambiguous(folder: Path, files: dict[str, pd.DataFrame]) -> None:
    """Refuses what leaves open who is meant or which event came first."""
    taken, users, texts = files["interactions"], files["users"], files["course_text"]
    checks = (
        (taken.duplicated(["user", "pos"]), "interactions", "another event of the same user has that pos; number anew"),
        (~taken["pos"].between(0, _LAST_POSITION), "interactions", f"pos is not between 0 and {_LAST_POSITION:,}"),
        (users.duplicated("remap_id"), "users", "an earlier row has the same remap_id; keep one"),
        (texts.duplicated("course"), "course_text", "an earlier row has the same course; keep one"),
    )
    problems = [f"{name}: {rows(bad.to_numpy(bool))} ambiguous: {why}" for bad, name, why in checks if bad.any()]
    if problems:
        raise SourceRefused(f"{folder} cannot be imported (rows are counted from 1)", problems)


def _learners(users: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    numbers = np.union1d(users["remap_id"], taken["user"])
    gender = users.set_index("remap_id")["gender"].reindex(numbers)
    learners = pd.DataFrame({"learner_id": pd.Series(numbers).astype("str"), "audit_gender": gender.array})
    return learners.sort_values("learner_id", ignore_index=True)


def _contents(texts: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    numbers = pd.Series(np.union1d(texts["course"], taken["course"]))
    said = texts.set_index("course").reindex(numbers).reset_index(drop=True)
    ids = numbers.astype("str")
    contents = {
        "content_id": ids,
        "title": said["name"].replace("", np.nan).fillna("Course " + ids),
        "description": said["about"].replace("", np.nan),
        "provider": said["schools"].str.join(", ").astype("str").replace("", np.nan),
    }
    return pd.DataFrame(contents).sort_values("content_id", ignore_index=True)


def _events(taken: pd.DataFrame) -> pd.DataFrame:
    """One enrolment a row, at the epoch plus `pos` seconds: only the order means anything."""
    taken = taken.sort_values(["user", "pos"], ignore_index=True)
    learner = taken["user"].astype("str")
    return pd.DataFrame(
        {
            "event_id": learner + "-" + taken["pos"].astype("str"),
            "learner_id": learner,
            "kind": "enrolled",
            "occurred_at": pd.to_datetime(taken["pos"], unit="s", utc=True).astype("datetime64[us, UTC]"),
            "time_precision": "position",
            "content_id": taken["course"].astype("str"),
            "initiated_by": "self",
            "source": "mooccubex",
        }
    )


def _notes(files: dict[str, pd.DataFrame], tables: dict[str, pd.DataFrame]) -> tuple[str, ...]:
    held_out = len(files["interactions"]) - len(tables["events"])
    untitled = len(tables["contents"]) - int(files["course_text"]["name"].fillna("").ne("").sum())
    unlisted = len(np.setdiff1d(files["interactions"]["user"], files["users"]["remap_id"]))
    notes = [
        f"{counted(held_out, 'enrolment')} marked as held out stay out; the contents in them are kept.",
        "The source knows only the order of enrolments: their dates (from 1970 on) mean nothing.",
        "Every enrolment counts as the learner's own choice (initiated_by self): the platform is open to all.",
        f"{counted(untitled, 'content')} without a text: titled 'Course <number>'.",
        "gender became audit_gender, codes as they stand (0, 1, 2; their meaning is not documented).",
        "Left out: the knowledge graph (its relations have no names), original ids, teachers, fields and concepts. "
        "No durations, costs or skills are known.",
    ]
    return (*notes, f"{counted(unlisted, 'learner')} missing in users: no gender.") if unlisted else tuple(notes)
