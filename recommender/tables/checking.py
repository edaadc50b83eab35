"""Can these tables be used? One pass that finds everything that is wrong and keeps everything that is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from recommender.tables.answers import answers
from recommender.tables.arrays import as_array, mask
from recommender.tables.circles import LINKS, note_circles
from recommender.tables.draft import Draft
from recommender.tables.happenings import told
from recommender.tables.keys import unique
from recommender.tables.raw import Raw
from recommender.tables.references import audience, resolved, stand_ins
from recommender.tables.report import Collector, Report
from recommender.tables.schema import TABLES
from recommender.tables.spans import SPANS, note_overlaps, note_reversed, ordered_sessions
from recommender.tables.typed import empty, is_keyless, typed
from recommender.tables.value import Tables

_ONE_OF: Final = (("assignments", "content_id", "requirement_id"), ("outcome_values", "unit_id", "learner_id"))
"""Tables whose rows need at least one of two ids."""
_EVENT_ORDER: Final = ("learner_id", "occurred_at", "event_id")
_EARLY: Final = ("scales", "skills", "outcomes", "behaviours")
"""Tables that events are judged by; the others are judged once events have said whom and what else there was."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Tables with the report on them; where the report has errors, the tables hold what could be read.

    `stood_in` names the learners and contents, by table, whose rows stand in for what only events name.
    """

    tables: Tables
    report: Report
    stood_in: Mapping[str, frozenset[str]] = field(default_factory=dict)


def check(frames: Mapping[str, pd.DataFrame]) -> Reading:
    """Check tables in memory, raw as from a CSV file or typed; never raises for what stands in them."""
    collector = Collector()
    raws = {name: raw_of(name, frame, collector) for name, frame in frames.items() if name in TABLES}
    for name in sorted(set(frames) - set(TABLES)):
        collector.note("unknown_file", name, found=f"a frame named {name!r}")
    for name in missing(raws):
        collector.note("missing_table", name)
    return judged(raws, set(), collector)


def missing(there: Mapping[str, object] | set[str]) -> list[str]:
    """The required tables that are not there."""
    return [name for name, table in TABLES.items() if table.required and name not in there]


def judged(raws: dict[str, Raw], unread: set[str], collector: Collector) -> Reading:
    """The reading of raw tables; `unread` ones are there but unreadable, so that nothing is said of ids into them."""
    there = [name for name in TABLES if name in raws]
    for name in there:
        if TABLES[name].required and not len(raws[name].lines):
            collector.note("no_rows", name, file=raws[name].file, found="none")
    drafts = _drafts(raws, unread, collector)
    drafts = _referred(drafts, collector)
    _note_all(drafts, collector)
    frames = {name: _ordered(drafts[name]) if name in drafts else empty(table) for name, table in TABLES.items()}
    rows = {name: len(drafts[name]) for name in there if name in drafts}
    stood_in = {str(name): _stood_in(drafts[name]) for name in ("learners", "contents") if name in drafts}
    return Reading(Tables(MappingProxyType(frames)), collector.report(rows, answers(frames)), stood_in)


def _stood_in(draft: Draft) -> frozenset[str]:
    return frozenset(draft[draft.table.key[0]][draft.lines == 0])


def _drafts(raws: dict[str, Raw], unread: set[str], collector: Collector) -> dict[str, Draft]:
    """Typed tables with unique keys; tables that are not there are empty, those that cannot be read are left out."""
    drafts = {}
    for name, table in TABLES.items():
        if (raw := raws.pop(name, None)) is not None:
            draft = typed(raw, table, collector)
            if not is_keyless(raw, table):
                drafts[name] = unique(draft, collector)
        elif name not in unread:
            drafts[name] = Draft(table, None, empty(table), np.empty(0, np.int64))
    return drafts


def _referred(drafts: dict[str, Draft], collector: Collector) -> dict[str, Draft]:
    """The drafts with ids that name something: first events, then what they alone still know, then all the rest."""
    done = dict(drafts)
    for name in _EARLY:
        if name in done:
            done[name] = resolved(done[name], done, collector)
    if "events" in done:
        events = resolved(done["events"], {name: done[name] for name in _EARLY if name in done}, collector)
        done["events"] = told(events, done.get("scales"), collector)
    done = stand_ins(done, collector)
    for name in TABLES:
        if name in done and name not in _EARLY:
            done[name] = resolved(done[name], done, collector)
    return _named(done, collector)


def _named(drafts: dict[str, Draft], collector: Collector) -> dict[str, Draft]:
    """The drafts without rows that name none of what they are about."""
    done = dict(drafts)
    for name, one, other in _ONE_OF:
        if name in done:
            draft = done[name]
            neither = (draft[one].isna() & draft[other].isna()).to_numpy()
            draft.note(collector, "names_nothing", neither, one, "neither", f"{one} or {other}")
            done[name] = draft.without(neither, collector)
    if (audiences := done.get("requirement_audiences")) is not None:
        done["requirement_audiences"] = audience(audiences, done, collector)
    if (sessions := done.get("sessions")) is not None:
        done["sessions"] = ordered_sessions(sessions, collector)
    return done


def _note_all(drafts: Mapping[str, Draft], collector: Collector) -> None:
    """Note what is wrong between rows, and what is poor."""
    filled = {name: draft for name, draft in drafts.items() if len(draft)}
    for name, source, target in LINKS:
        if name in filled:
            note_circles(filled[name], source, target, collector)
    for name, begin, end in SPANS:
        if name in filled:
            note_reversed(filled[name], begin, end, collector)
    if "employments" in filled:
        note_overlaps(filled["employments"], collector)
    if (contents := filled.get("contents")) is not None:
        silent = (contents["minutes"].isna() & (contents["status"] == "active")).to_numpy(bool)
        contents.note(collector, "no_minutes", silent, "minutes", "an empty cell")


def _ordered(draft: Draft) -> pd.DataFrame:
    """The rows in the order of their keys; events by learner, time and id."""
    by = list(_EVENT_ORDER if draft.name == "events" else draft.table.key)
    if len(draft) < 2 or _stands(draft.frame, by):
        return draft.frame
    return draft.frame.sort_values(by, kind="stable", ignore_index=True)


def _stands(frame: pd.DataFrame, by: list[str]) -> bool:
    """Whether the rows stand in order already, as they do in what `write` wrote from checked tables."""
    tied = np.ones(len(frame) - 1, bool)
    for name in by:
        column = as_array(frame[name])
        if column.null_count:
            return False
        before, after = column[:-1], column[1:]
        if (tied & mask(pc.greater(before, after))).any():
            return False
        tied &= mask(pc.equal(before, after))
    return True


def raw_of(name: str, frame: pd.DataFrame, collector: Collector) -> Raw:
    """A frame in memory as raw columns, the first of each name; its rows are counted from 1."""
    names = [str(column) for column in frame.columns]
    for doubled in sorted({column for column in names if names.count(column) > 1}):
        collector.note("doubled_column", name, column=doubled, found="it more than once")
    columns = {column: as_array(frame.iloc[:, names.index(column)]) for column in names}
    return Raw(name, None, columns, np.arange(1, len(frame) + 1))
