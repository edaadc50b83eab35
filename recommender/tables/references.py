"""Does every id name something that is there? What events alone remember is stood in for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from recommender.tables.arrays import as_array
from recommender.tables.draft import Draft
from recommender.tables.report import Collector
from recommender.tables.rules import RULES, Severity
from recommender.tables.schema import TABLES
from recommender.types import Bools

_STUBS: Final = (
    ("learner_id", "learners", "stub_learner"),
    ("rater_id", "learners", "stub_learner"),
    ("content_id", "contents", "stub_content"),
)
_AUDIENCES: Final = {"role": "roles", "unit": "units", "learner": "learners"}


def dangling(draft: Draft, column: str, target: Draft) -> Bools:
    """Rows whose id in `column` names no row of the target."""
    ids = as_array(draft[column])
    if ids.null_count == len(ids):
        return np.zeros(len(ids), bool)
    known = pc.is_in(ids, as_array(target[target.table.key[0]]).drop_null())
    lost: Bools = (~known.to_numpy(zero_copy_only=False)) & ids.is_valid().to_numpy(zero_copy_only=False)
    return lost


def resolved(draft: Draft, drafts: Mapping[str, Draft], collector: Collector) -> Draft:
    """The draft with ids that name something: rows with a required one that does not are set aside, others emptied.

    Tables that are not in `drafts` could not be read; ids that refer to them are left alone.
    """
    done = draft
    for column in draft.table.columns if len(draft) else ():
        if column.references is None or column.references not in drafts:
            continue
        target = done if column.references == draft.name else drafts[column.references]
        code = _code(draft.name, column.name, column.required)
        done = _settled(done, column.name, code, dangling(done, column.name, target), column.references, collector)
    return done


def stand_ins(drafts: Mapping[str, Draft], collector: Collector) -> dict[str, Draft]:
    """The drafts with a row for each learner and content that only events still know."""
    done = dict(drafts)
    for column, name, code in _STUBS:
        if name in done and "events" in done:
            done[name] = _stubbed(done["events"], column, done[name], code, collector)
    return done


def audience(draft: Draft, drafts: Mapping[str, Draft], collector: Collector) -> Draft:
    """The audiences of requirements without those that name a role, unit or learner that is not there."""
    done = draft
    for kind, name in _AUDIENCES.items():
        if name in drafts:
            lost = dangling(done, "value", drafts[name]) & (done["kind"] == kind).to_numpy(bool)
            done = _settled(done, "value", "dangling_id", lost, name, collector)
    return done


def _code(table: str, column: str, required: bool) -> str:
    if (table, column) == ("events", "session_id"):
        return "unknown_session"
    return "dangling_id" if required else "dangling_optional"


def _settled(draft: Draft, column: str, code: str, lost: Bools, name: str, collector: Collector) -> Draft:
    draft.note(collector, code, lost, column, expected=f"an id that stands in {name}.{TABLES[name].key[0]}")
    if RULES[code].severity_in(draft.name) is Severity.QUARANTINE:
        return draft.without(lost, collector)
    return draft.emptied(lost, column)


def _stubbed(events: Draft, column: str, target: Draft, code: str, collector: Collector) -> Draft:
    lost = dangling(events, column, target)
    if not lost.any():
        return target
    first = lost & ~events[column].where(lost).duplicated().to_numpy()
    events.note(collector, code, first, column)
    return target.extended(_stub_rows(target, events[column][first].to_numpy()))


def _stub_rows(target: Draft, ids: np.ndarray) -> pd.DataFrame:
    """Rows that hold an id; contents are retired and titled by it, everything else stands at its default."""
    rows = target.frame.iloc[:0].reindex(range(len(ids)))
    for column in target.table.columns:
        if column.default is not None:
            rows[column.name] = column.default
    rows[target.table.key[0]] = ids
    if target.name == "contents":
        rows = rows.assign(title=ids, status="retired")
    return rows.astype(target.frame.dtypes.to_dict())
