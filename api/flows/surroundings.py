"""Against which rows of the store must a change be checked, and which rows still name what is to end?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from api.flows.bodies import key_of
from api.store import Session
from recommender.catalog.catalog import TABLES as OF_CATALOG
from recommender.tables.schema import TABLES

CATALOG: Final = OF_CATALOG
"""Tables that are checked as a whole."""
_AUDIENCES: Final = "requirement_audiences"

Bodies = list[dict[str, Any]]


def scope_of(table: str) -> tuple[str, ...]:
    """The tables that are checked together with one."""
    return CATALOG if table in CATALOG else (table,)


def stamp_of(session: Session, table: str) -> int:
    """The last transaction that touched what a change of one table is checked against."""
    scope = scope_of(table)
    return max(session.past.last_seq(name) for name in {*scope, *(there for _, _, there in _links(scope))})


def around(session: Session, table: str, given: Sequence[Mapping[str, str]]) -> dict[str, Bodies]:
    """The rows of the store that given ones are checked with, by table.

    For a table of the catalogue that is the whole catalogue. For any other the rows of the same learners (employments
    must not overlap), and of everything that is named only what it must have.
    """
    scope = scope_of(table)
    if table in CATALOG:
        there = {name: session.rows.current(name) for name in scope}
    else:
        there = {table: _beside(session, table, given)}
    named: dict[str, set[str]] = {}
    for name, column, target in _links(scope):
        rows: Iterable[Mapping[str, Any]] = (*there[name], *(given if name == table else ()))
        named.setdefault(target, set()).update(str(row[column]) for row in rows if row.get(column))
    for target, ids in sorted(named.items()):
        there[target] = _bare(session, target, ids)
    return there


def holders(session: Session, table: str, ids: frozenset[str]) -> dict[str, list[tuple[str, str]]]:
    """Which tables outside the scope of a table still name some of its ids: by id, (table, column)."""
    found: dict[str, list[tuple[str, str]]] = {}
    scope = scope_of(table)
    links = [(name, column) for name, column, target in _links(tuple(TABLES)) if target == table and name not in scope]
    for name, column in links if ids else ():
        rows = session.rows.current(name)
        for one in sorted({row[column] for row in rows if row.get(column) in ids and _names(name, row, table)}):
            found.setdefault(one, []).append((name, column))
    return found


def _links(names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Which columns of some tables name rows of tables outside them: (table, column, named table). Events never count.

    Without anything outside, as for all tables together, every link counts.
    """
    outside = len(names) < len(TABLES)
    for name in names:
        for column in TABLES[name].columns if name != "events" else ():
            if column.references is not None and not (outside and column.references in names):
                yield name, column.name, column.references
    if _AUDIENCES in names:
        yield _AUDIENCES, "value", "learners"


def _names(name: str, row: Mapping[str, Any], table: str) -> bool:
    return name != _AUDIENCES or table != "learners" or row["kind"] == "learner"


def _beside(session: Session, table: str, given: Sequence[Mapping[str, str]]) -> Bodies:
    """The other employments of the learners in question; rows of other tables stand for themselves."""
    if table != "employments":
        return []
    learners = sorted({row["learner_id"] for row in given if row.get("learner_id")})
    return [row for one in learners for row in session.rows.of(one).get(table, ())]


def _bare(session: Session, table: str, ids: set[str]) -> Bodies:
    """Rows with no more than they must have, so that they name nothing else."""
    columns = [column.name for column in TABLES[table].columns if column.required]
    found = session.rows.get(table, [(one,) for one in sorted(ids)])
    return [
        {name: row[name] for name in columns} for row in sorted(found.values(), key=lambda r: key_of(r, TABLES[table]))
    ]
