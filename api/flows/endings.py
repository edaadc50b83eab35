"""What ends when a folder is the full picture? Rows that it leaves out, each table in its own way.

Learners and contents never go: what learners did hangs on them. Of a learner who is left out, employments that are not
listed end the day before; a content that is left out is retired. An employment that is left out ends the day before
too, or when the next one of the picture begins; one that was over already stays, since a picture of today need not tell
the past. Rows of all other tables end, but for those that rows which stay, or events, still name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from api.flows.bodies import key_of
from api.store import Key
from recommender.tables.schema import TABLES

Body = Mapping[str, Any]
Bodies = Sequence[Body]
Keyed = dict[Key, Body]

_LAST: Final = "9999-12-31"
_ALONE: Final = frozenset({"learners", "contents", "employments", "events"})
_AUDIENCES: Final = {"role": "roles", "unit": "units"}
EVIDENCE: Final = {"skills": "skill_id", "behaviours": "behaviour_id", "scales": "scale_id"}
"""Tables that events name by a column: rows that evidence hangs on never end."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The store as it stands, the rows over it, and what a folder lists; one day.

    `listed` holds the keys that stand in each table that is whole; other tables end nothing. `named` says which ids
    events name by a column.
    """

    there: Mapping[str, Bodies]
    fresh: Mapping[str, Bodies]
    listed: Mapping[str, frozenset[Key]]
    on: date
    named: Callable[[str], frozenset[str]]


@dataclass(slots=True)
class Endings:
    """What becomes of the rows that are left out: `changed` ones are given with what they say then, None where they go.

    `lost` counts what vanishes of each table, out of `standing`; `held` what is still named, and so stays.
    """

    changed: dict[str, dict[Key, Body | None]] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    standing: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)


def endings(picture: Picture) -> Endings:
    """What a full picture ends; nothing is written."""
    found = Endings()
    if "contents" in picture.listed:
        _retire(picture, found)
    if "learners" in picture.listed or "employments" in picture.listed:
        _end_employments(picture, found)
    absent = {name: _absent(name, picture) for name in picture.listed if name not in _ALONE}
    kept = _held(absent, picture)
    for name, rows in absent.items():
        gone: dict[Key, Body | None] = dict.fromkeys(key for key in rows if key not in kept[name])
        found.changed[name], found.lost[name], found.standing[name] = gone, len(gone), len(picture.there[name])
        found.held[name] = len(kept[name])
    return found


def _absent(name: str, picture: Picture) -> Keyed:
    rows = ((key_of(row, TABLES[name]), row) for row in picture.there[name])
    return {key: row for key, row in rows if key not in picture.listed[name]}


def _retire(picture: Picture, found: Endings) -> None:
    gone = {key: row for key, row in _absent("contents", picture).items() if row["status"] == "active"}
    found.changed["contents"] = {key: {**row, "status": "retired"} for key, row in gone.items()}
    found.lost["contents"] = len(gone)
    found.standing["contents"] = sum(row["status"] == "active" for row in picture.there["contents"])


def _end_employments(picture: Picture, found: Endings) -> None:
    """Ends the jobs of whom the picture leaves out, and the jobs that it leaves out of others."""
    today = picture.on.isoformat()
    standing = [row["learner_id"] for row in picture.there["employments"] if _lasts(row, today)]
    coming = _by_learner(picture.fresh["employments"] if "employments" in picture.listed else ())
    changed: dict[Key, Body | None] = {}
    lost: list[tuple[str, bool]] = []
    for key, row, has_left in _jobs_left_out(picture):
        who = row["learner_id"]
        others = coming.get(who, [])
        ended = _ended(row, others, picture.on)
        if ended != row:
            changed[key] = ended
            if _lasts(row, today) and not any(_lasts(one, today) for one in others):
                lost.append((who, has_left))
    found.changed["employments"] = changed
    if "employments" in picture.listed:
        found.lost["employments"], found.standing["employments"] = len(lost), len(standing)
    if "learners" in picture.listed:
        found.lost["learners"] = len({who for who, has_left in lost if has_left})
        found.standing["learners"] = len(set(standing))


def _jobs_left_out(picture: Picture) -> Iterator[tuple[Key, Body, bool]]:
    """Employments that the picture leaves out, by themselves or with their learners, and whether with these."""
    learners, listed = picture.listed.get("learners"), picture.listed.get("employments")
    for row in picture.there["employments"]:
        key = key_of(row, TABLES["employments"])
        has_left = learners is not None and (row["learner_id"],) not in learners
        if has_left if listed is None else key not in listed:
            yield key, row, has_left


def _by_learner(rows: Bodies) -> dict[str, list[Body]]:
    found: dict[str, list[Body]] = {}
    for row in rows:
        found.setdefault(row["learner_id"], []).append(row)
    return found


def _lasts(row: Body, today: str) -> bool:
    return row.get("valid_to", _LAST) >= today and row.get("status") != "left"


def _ended(row: Body, coming: Bodies, on: date) -> Body | None:
    """An employment that is left out, beside those of the same learner that are not; None where nothing is left."""
    begin, end = row["valid_from"], row.get("valid_to", _LAST)
    if any(one["valid_from"] <= begin <= one.get("valid_to", _LAST) for one in coming):
        return None
    later = [date.fromisoformat(one["valid_from"]) for one in coming if one["valid_from"] > begin]
    last = min((on, *later)) - timedelta(days=1)
    if end <= last.isoformat():
        return row
    return None if last.isoformat() < begin else {**row, "valid_to": last.isoformat()}


def _held(absent: Mapping[str, Keyed], picture: Picture) -> dict[str, set[Key]]:
    """The absent rows that stay, since something that stays names them."""
    kept: dict[str, set[Key]] = {name: set() for name in absent}
    for name in absent.keys() & EVIDENCE.keys():
        if absent[name]:
            named = picture.named(EVIDENCE[name])
            kept[name] |= {key for key in absent[name] if key[0] in named}
    naming = [*_staying(absent, picture), *((name, absent[name][key]) for name in kept for key in kept[name])]
    while naming:
        more = [
            (target, key)
            for name, row in naming
            for target, one in _names(name, row)
            if target in absent and (key := (one,)) in absent[target] and key not in kept[target]
        ]
        for target, key in more:
            kept[target].add(key)
        naming = [(target, absent[target][key]) for target, key in dict.fromkeys(more)]
    return kept


def _staying(absent: Mapping[str, Keyed], picture: Picture) -> Iterator[tuple[str, Body]]:
    """Every row that stands once the absent ones are gone."""
    for name, rows in picture.there.items():
        table, fresh = TABLES[name], {key_of(row, TABLES[name]) for row in picture.fresh.get(name, ())}
        gone = absent.get(name, {})
        yield from ((name, row) for row in rows if (key := key_of(row, table)) not in gone and key not in fresh)
        yield from ((name, row) for row in picture.fresh.get(name, ()))


def _names(name: str, row: Body) -> Iterator[tuple[str, str]]:
    """The rows that a row names: (table, id)."""
    if name == "requirement_audiences" and row["kind"] in _AUDIENCES:
        yield _AUDIENCES[row["kind"]], row["value"]
    for column, target in _LINKS[name]:
        if (one := row.get(column)) is not None:
            yield target, one


_LINKS: Final = {
    name: [(column.name, column.references) for column in table.columns if column.references is not None]
    for name, table in TABLES.items()
}
