"""How do whole tables get into the store? Everything in one transaction; what stands there already costs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Final

import pandas as pd

from api.flows.bodies import bodies_of, cells_of, frame_of, key_of, micros_of
from api.flows.given import LONGEST
from api.store import Change, Session, Store, StoredEvent
from recommender.errors import TablesRefused
from recommender.tables import Reading, Tables, check
from recommender.tables.schema import TABLES, Kind, Table

BATCH: Final = 50_000
"""Events that are handed to the store at once."""
_EVENTS: Final = TABLES["events"]
_STUBS: Final = {"stub_learner": "learners", "stub_content": "contents"}
_OWN: Final = ("event_id", "learner_id", "kind", "occurred_at", "recorded_at", "content_id")

Bodies = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: rows written by table, events that are new, and the transaction that wrote them."""

    written: Mapping[str, int]
    events: int
    seq: int


def load(store: Store, reading: Reading, at: int) -> Loaded:
    """Brings checked tables into the store; rows that are not among them stay. Raises TablesRefused, nothing written.

    Refused are tables with errors, tables that clash with what stands in the store, and those of another organisation.
    """
    tables = bodies_in(reading)
    with store.writing() as session:
        there = standing(session)
        fresh = fresh_rows(there, tables, reading)
        if any(there.values()):
            require_whole({name: over(there[name], fresh[name], name) for name in there})
        written = {name: _put(session, name, rows, at) for name, rows in fresh.items()}
        new = append_all(session, reading.tables["events"])
        return Loaded({name: number for name, number in written.items() if number}, new, session.seq)


def bodies_in(reading: Reading) -> dict[str, Bodies]:
    """The rows of checked tables, events apart. Raises TablesRefused for errors, and for ids that no key can hold."""
    if errors := reading.report.errors:
        raise TablesRefused("these tables cannot be loaded", [problem.text for problem in errors])
    _require_short_keys(reading.tables)
    return {name: bodies_of(reading.tables[name], table) for name, table in TABLES.items() if name != "events"}


def standing(session: Session) -> dict[str, Bodies]:
    """What stands in the store now, events apart."""
    return {name: session.rows.current(name) for name in TABLES if name != "events"}


def append_all(session: Session, events: pd.DataFrame) -> int:
    """Adds the events of a checked frame that are not there yet; says how many."""
    return sum(_append(session, part) for part in parts_of(events))


def parts_of(events: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """A frame of events, some at a time."""
    return (events.iloc[start : start + BATCH] for start in range(0, len(events), BATCH))


def _append(session: Session, part: pd.DataFrame) -> int:
    """Adds the events that are not there yet; says how many."""
    known = session.events.known(cells_of(part["event_id"], Kind.ID))
    new = part[~part["event_id"].isin(known)] if known else part
    session.events.append(events_of(new))
    return len(new)


def events_of(part: pd.DataFrame) -> list[StoredEvent]:
    """Checked events as the store has them; what stands at its default is left out."""
    ids, learners, kinds, contents = (cells_of(part[n], _EVENTS[n].kind) for n in (*_OWN[:3], "content_id"))
    occurred, recorded = micros_of(part["occurred_at"]), micros_of(part["recorded_at"])
    told = {name: cells for name, cells in _further(part) if cells is not None}
    rows = zip(*told.values(), strict=True) if told else repeat((), len(part))
    more = [{name: x for name, x in zip(told, row, strict=True) if x is not None} for row in rows]
    return list(map(StoredEvent, ids, learners, kinds, occurred, recorded, contents, more))


def _further(part: pd.DataFrame) -> Iterator[tuple[str, list[Any] | None]]:
    """The further columns of events, None where every cell is empty or at its default."""
    for column in _EVENTS.columns:
        if column.name not in _OWN:
            cells = part[column.name]
            said = cells if column.default is None else cells.mask(cells == column.default)
            yield column.name, cells_of(said, column.kind) if said.notna().any() else None


def fresh_rows(there: Mapping[str, Bodies], tables: Mapping[str, Bodies], reading: Reading) -> dict[str, Bodies]:
    """The rows to put over those that stand there. Raises TablesRefused for those of another organisation."""
    if not any(there.values()):
        return dict(tables)
    _require_same_organisation(there["contents"], tables["contents"])
    kept = {name: {key_of(row, TABLES[name]) for row in there[name]} for name in _STUBS.values()}
    stood_in = _stood_in(reading)
    return {name: _real(rows, TABLES[name], kept[name]) if name in stood_in else rows for name, rows in tables.items()}


def _stood_in(reading: Reading) -> set[str]:
    """Tables with rows that only stand in for what events name."""
    return {_STUBS[code] for _, _, _, code in reading.report.counts if code in _STUBS}


def _real(rows: Bodies, table: Table, known: set[tuple[str, ...]]) -> Bodies:
    """The rows without those that say nothing of something that the store knows."""
    return [row for row in rows if key_of(row, table) not in known or not _is_stub(row, table)]


def _is_stub(row: Mapping[str, Any], table: Table) -> bool:
    key = table.key[0]
    bare = {column.name: column.default for column in table.columns if column.default is not None} | {key: row[key]}
    return row == (bare | {"title": row[key], "status": "retired"} if table.name == "contents" else bare)


def _require_same_organisation(there: Bodies, new: Bodies) -> None:
    known, named = {row["content_id"] for row in there}, {row["content_id"] for row in new}
    if 2 * len(known & named) < min(len(known), len(named)):
        told = f"of {len(named):,} contents the store knows {len(known & named):,}; one database holds one organisation"
        raise TablesRefused("these tables are of another organisation than the store", [f"{told}: use an empty one"])


def over(there: Bodies, fresh: Bodies, name: str) -> Bodies:
    """The rows of one table once fresh ones stand over those that were there."""
    return list({key_of(row, TABLES[name]): row for row in (*there, *fresh)}.values())


def require_whole(rows: Mapping[str, Bodies]) -> None:
    """Raises TablesRefused where rows are right by themselves, but not beside those that stay."""
    frames = {name: frame_of(those, TABLES[name]) for name, those in rows.items()}
    frames["events"] = frame_of((), _EVENTS)
    if errors := check(frames).report.errors:
        raise TablesRefused("these tables clash with what stands in the store", [problem.text for problem in errors])


def _put(session: Session, name: str, rows: Bodies, at: int) -> int:
    table = TABLES[name]
    return len(session.rows.put([Change(name, key_of(row, table), row) for row in rows], at))


def _require_short_keys(tables: Tables) -> None:
    """Raises TablesRefused with the columns whose cells cannot be part of a key of the store."""
    told = [
        f"{name}.{column}: names hold at most {LONGEST} letters, all of them printable"
        for name, table in TABLES.items()
        for column in table.key
        if table[column].kind is Kind.ID and not _is_short(tables[name][column])
    ]
    if told:
        raise TablesRefused("some ids cannot be kept; shorten them where they come from", told)


def _is_short(column: pd.Series) -> bool:
    cells = [cell for cell in cells_of(column, Kind.ID) if cell]
    return max(map(len, cells), default=0) <= LONGEST and "".join(cells).isprintable()
