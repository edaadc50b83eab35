"""Who took which course on a large open platform, in which order? Read from a leave-last-out split of MOOCCubeX."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from training.sources.cells import Cell
from training.sources.files import Export, read_exports
from training.sources.imported import Imported, counted

_EXPORTS = (
    Export(
        "interactions",
        {"user": Cell.WHOLE, "course": Cell.WHOLE, "pos": Cell.POSITION, "split": Cell.WHOLE},
        keys=(("user", "pos"),),
    ),
    Export("users", {"remap_id": Cell.WHOLE, "gender": Cell.ID}, keys=(("remap_id",),)),
    Export(
        "course_text",
        {"course": Cell.WHOLE, "name": Cell.TEXT, "about": Cell.TEXT, "schools": Cell.NAMES},
        keys=(("course",),),
    ),
)


def import_mooccubex(folder: Path) -> Imported:
    """Learners, contents and enrolments of the training part; rows marked as held out (split not 0) stay out.

    Ids are the numbers of the source as text. Raises SourceRefused with every problem.
    """
    files = read_exports(folder, _EXPORTS)
    taken = files["interactions"]
    tables = {
        "learners": _learners(files["users"], taken),
        "contents": _contents(files["course_text"], taken),
        "events": _events(taken[taken["split"].eq(0)]),
    }
    return Imported(tables, _notes(files, tables))


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
        "title": said["name"].fillna("Course " + ids),
        "description": said["about"],
        "provider": _joined(said["schools"]),
    }
    return pd.DataFrame(contents).sort_values("content_id", ignore_index=True)


def _joined(names: pd.Series) -> pd.Series:
    text = names.str.join(", ").astype("str")
    return text.where(text.ne(""))


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
    untitled = len(tables["contents"]) - int(files["course_text"]["name"].notna().sum())
    unlisted = len(np.setdiff1d(files["interactions"]["user"], files["users"]["remap_id"]))
    notes = (
        f"{counted(held_out, 'enrolment')} marked as held out stay out; the contents in them are kept.",
        "The source knows only the order of enrolments: their dates (from 1970 on) mean nothing.",
        "Every enrolment counts as the learner's own choice (initiated_by self): the platform is open to all.",
        f"{counted(untitled, 'content')} without a name: titled 'Course <number>'.",
        "gender became audit_gender, codes as they stand; their meaning is not documented.",
        "Left out: the knowledge graph (its relations have no names), original ids, teachers, fields and concepts.",
        "No durations, costs or skills are known.",
    )
    return (*notes, f"{counted(unlisted, 'learner')} missing in users: no gender.") if unlisted else notes
