"""How does a folder of tables keep the store up to date? Rows are added and changed; those of a full picture also end.

One transaction, or none where it is a rehearsal. Tables that the folder lacks stay as they are, and ids may name what
stands in them. Events are added, never ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import pandas as pd

from api.flows.bodies import cells_of, frame_of, key_of
from api.flows.endings import Endings, Picture, endings
from api.flows.loading import Bodies, append_all, bodies_in, fresh_rows, over, parts_of, require_whole, standing
from api.store import Change, Key, Session, Store
from recommender.errors import TablesRefused
from recommender.tables import Reading, Severity
from recommender.tables.schema import TABLES, Kind

MOST_LOST: Final = 5.0
"""Per cent of a table's rows that may vanish unless more is allowed."""

_A_HAIR: Final = 1e-6
"""What floating point may err by: 57 of 10,000 rows are 0.57 % of them."""
_DANGLING: Final = "dangling_id"


@dataclass(frozen=True, slots=True)
class Terms:
    """When (microseconds), which tables the folder has, whether it is the full picture, and how much may vanish.

    `most_lost` is in per cent of a table's rows. A rehearsal writes nothing.
    """

    at: int
    given: frozenset[str]
    is_snapshot: bool = False
    most_lost: float = MOST_LOST
    is_rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows of one table: new, changed, the same, and ended; of those left out, what others name stays (`held`).

    Of learners, whose rows stay, `ended` counts those who left.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    ended: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class Synced:
    """What was done, or would be: rows by table; tables in part only, of which nothing ended; what is refused."""

    tallies: Mapping[str, Tally]
    in_part: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    puts: Mapping[str, Mapping[Key, Mapping[str, Any]]]
    ends: Endings = field(default_factory=Endings)

    def changes(self) -> Iterator[Change]:
        for name in sorted({*self.puts, *self.ends.changed}):
            rows = {**self.ends.changed.get(name, {}), **self.puts.get(name, {})}
            yield from (Change(name, key, body) for key, body in rows.items())


def beside(store: Store, given: frozenset[str]) -> dict[str, pd.DataFrame]:
    """The tables of the store that a folder lacks, to be read with those that it has."""
    with store.reading() as session:
        there = standing(session)
    return {name: frame_of(rows, TABLES[name]) for name, rows in there.items() if name not in given}


def sync(store: Store, reading: Reading, terms: Terms) -> Synced:
    """Brings what was read (with `beside`) into the store.

    Raises TablesRefused, nothing written, for what `load` refuses and where more would vanish than the terms allow; a
    rehearsal tells the latter in `refused`.
    """
    rows, in_part = bodies_in(reading), tuple(sorted(_in_part(reading) & terms.given if terms.is_snapshot else ()))
    with store.reading() if terms.is_rehearsal else store.writing() as session:
        there = standing(session)
        fresh = _given(there, fresh_rows(there, rows, reading), terms)
        listed = _listed(rows, reading, terms.given - set(in_part)) if terms.is_snapshot else {}
        named = partial(_named, session, reading)
        on = datetime.fromtimestamp(terms.at // 1_000_000, UTC).date()
        plan = _Plan(_differing(there, fresh), endings(Picture(there, fresh, listed, on, named)))
        refused = _too_much(plan.ends, terms)
        if refused and not terms.is_rehearsal:
            raise TablesRefused("more would vanish than is allowed; nothing was written", refused)
        require_whole(_after(there, plan))
        events = reading.tables["events"]
        new = _unknown(session, events) if terms.is_rehearsal else append_all(session, events)
        if not terms.is_rehearsal:
            session.rows.put(list(plan.changes()), terms.at)
        tallies = _tallies(there, fresh, plan) | {"events": Tally(new=new, same=len(events) - new)}
        told = {name: tally for name, tally in tallies.items() if name in terms.given or tally != Tally()}
        return Synced(told, in_part, tuple(refused))


def _given(there: Mapping[str, Bodies], fresh: Mapping[str, Bodies], terms: Terms) -> dict[str, Bodies]:
    """The rows of the folder; of tables that it lacks only those that stand in for what its events name."""
    given: dict[str, Bodies] = {}
    for name, rows in fresh.items():
        known = set() if name in terms.given else {key_of(row, TABLES[name]) for row in there[name]}
        given[name] = [row for row in rows if key_of(row, TABLES[name]) not in known]
    return given


def _differing(there: Mapping[str, Bodies], fresh: Mapping[str, Bodies]) -> dict[str, dict[Key, Mapping[str, Any]]]:
    found: dict[str, dict[Key, Mapping[str, Any]]] = {}
    for name, rows in fresh.items():
        before = {key_of(row, TABLES[name]): row for row in there[name]}
        found[name] = {key: row for row in rows if before.get(key := key_of(row, TABLES[name])) != row}
    return found


def _listed(rows: Mapping[str, Bodies], reading: Reading, whole: frozenset[str]) -> dict[str, frozenset[Key]]:
    """The keys that stand in the files of tables that are whole; what stands in for others is not among them."""
    found = {}
    for name in sorted(whole - {"events"}):
        stood_in = reading.stood_in.get(name, frozenset())
        keys = (key_of(row, TABLES[name]) for row in rows[name])
        found[name] = frozenset(key for key in keys if key[0] not in stood_in)
    return found


def _in_part(reading: Reading) -> set[str]:
    """Tables of which rows were set aside that cannot be read, and those whose rows were set aside for naming these.

    What is not read must not count as left out.
    """
    aside = [(table, column, code) for severity, table, column, code in reading.report.counts if severity is _ASIDE]
    found = {table for table, _, code in aside if code != _DANGLING}
    links = {
        (table, target) for table, column, code in aside if code == _DANGLING for target in _targets(table, column)
    }
    while more := {table for table, target in links if target in found} - found:
        found |= more
    return found


_ASIDE: Final = Severity.QUARANTINE


def _targets(table: str, column: str | None) -> tuple[str, ...]:
    if table == "requirement_audiences" and column == "value":
        return "learners", "roles", "units"
    target = None if column is None else TABLES[table][column].references
    return () if target is None else (target,)


def _named(session: Session, reading: Reading, column: str) -> frozenset[str]:
    """The ids that events name by a column, those of the folder among them."""
    return session.events.naming(column) | frozenset(reading.tables["events"][column].dropna())


def _too_much(ends: Endings, terms: Terms) -> list[str]:
    return [
        f"{name}: {lost:,} of {all_:,} rows would vanish ({100 * lost / all_:.1f} %), "
        f"allowed are {terms.most_lost:g} %; see whether the folder is whole"
        for name, lost in sorted(ends.lost.items())
        for all_ in [ends.standing[name]]
        if 100 * lost > terms.most_lost * all_ + _A_HAIR
    ]


def _after(there: Mapping[str, Bodies], plan: _Plan) -> dict[str, Bodies]:
    """The rows as they will stand."""
    after = {}
    for name, rows in there.items():
        ends = plan.ends.changed.get(name, {})
        stays = [row for row in rows if key_of(row, TABLES[name]) not in ends]
        ended = [body for body in ends.values() if body is not None]
        after[name] = over([*stays, *ended], list(plan.puts[name].values()), name)
    return after


def _unknown(session: Session, events: pd.DataFrame) -> int:
    """How many events the store does not have."""
    parts = parts_of(events["event_id"].to_frame())
    return len(events) - sum(len(session.events.known(cells_of(part["event_id"], Kind.ID))) for part in parts)


def _tallies(there: Mapping[str, Bodies], fresh: Mapping[str, Bodies], plan: _Plan) -> dict[str, Tally]:
    found = {}
    for name, rows in there.items():
        known = {key_of(row, TABLES[name]) for row in rows}
        puts, ends = plan.puts[name], plan.ends.changed.get(name, {})
        new = sum(key not in known for key in puts)
        ended = plan.ends.lost.get(name, 0) if name == "learners" else len(ends.keys() - puts.keys())
        found[name] = Tally(new, len(puts) - new, len(fresh[name]) - len(puts), ended, plan.ends.held.get(name, 0))
    return found
