"""What goes when a learner is erased, and what stays without them?

Every version of every row that is theirs goes; so do rows of nobody's that name them in the key, their events, their
paths, and their head with its pseudonym. What others own and only mentions them (who rated, manages, heads, assigned)
stays, with the cell emptied. No other id takes its place: every such column is optional, and one opaque id over all
mentions would still be one person, told by what surrounds it ("whoever led this unit in May"). Answers kept against
repeated calls do not say whom they are about, and last a day at most, so all of them go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, delete, select, update

from api.store import counters
from api.store.cells import body_of, body_text, key_of
from api.store.heads import touch
from api.store.rows import CATALOG, OWNED, Rows
from api.store.schema import CURRENT, EVENTS, HEADS, KEPT, PATHS, ROWS
from api.store.turn import Turn
from api.store.values import Change, Forgotten, Key
from recommender.tables.schema import TABLES

MENTIONS: Final = tuple(
    (name, column.name)
    for name, table in TABLES.items()
    for column in table.columns
    if column.references == "learners" and not column.required and column.name not in table.key
)
"""Columns that mention a learner in what belongs to others."""
IN_KEYS: Final = (*(t for t in TABLES if "learner_id" in TABLES[t].key and t not in OWNED), "requirement_audiences")
"""Tables that are nobody's, with rows about one learner."""
_R: Final = ROWS.c
_EMPTY: Final = (
    update(ROWS)
    .where(_R.table_name == bindparam("of"), _R.row_key == bindparam("named"), _R.seq == bindparam("written"))
    .values(body=bindparam("left"))
)
_UNRATE: Final = update(EVENTS).where(EVENTS.c.event_id == bindparam("of")).values(more=bindparam("left"))


def forget(turn: Turn, learner_id: str, at: int) -> Forgotten | None:
    """Removes a learner; None where nothing at all is known of them."""
    connection = turn.connection
    head = connection.execute(delete(HEADS).where(HEADS.c.learner_id == learner_id)).rowcount
    rows = connection.execute(delete(ROWS).where(_R.owner == learner_id)).rowcount + _drop_keyed(turn, learner_id)
    events = connection.execute(delete(EVENTS).where(EVENTS.c.learner_id == learner_id)).rowcount
    paths = connection.execute(delete(PATHS).where(PATHS.c.learner_id == learner_id)).rowcount
    mentions = sum(_empty(turn, mention, learner_id, at) for mention in MENTIONS)
    if not (head or rows or events or paths or mentions):
        return None
    connection.execute(delete(KEPT))
    counters.mark(connection, counters.ERASED, turn.seq)
    return Forgotten(rows, events, paths, mentions)


def _drop_keyed(turn: Turn, learner_id: str) -> int:
    """Removes rows about a learner that nobody owns; says how many versions."""
    near = (_R.table_name.in_(IN_KEYS), _R.row_key.contains(learner_id, autoescape=True))
    found = turn.connection.execute(select(_R.table_name, _R.row_key).where(*near).distinct())
    dropped = 0
    for table, text in [row for row in found if _is_about(row[0], key_of(row[1]), learner_id)]:
        one = delete(ROWS).where(_R.table_name == table, _R.row_key == text)
        dropped += turn.connection.execute(one).rowcount
        if table in CATALOG:
            counters.mark(turn.connection, "catalog", turn.seq)
    return dropped


def _is_about(table: str, key: Key, learner_id: str) -> bool:
    cells = dict(zip(TABLES[table].key, key, strict=True))
    return cells.get("learner_id") == learner_id or (cells.get("kind"), cells.get("value")) == ("learner", learner_id)


def _empty(turn: Turn, mention: tuple[str, str], learner_id: str, at: int) -> int:
    """Empties one column wherever it names a learner, in old versions too; says how many rows or events it was."""
    if mention[0] == "events":
        return _empty_events(turn, mention[1], learner_id)
    keys = _supersede(turn, mention, learner_id, at)
    old = [
        {"of": mention[0], "named": text, "written": seq, "left": left}
        for (text, seq), left in _mentioning(turn, (_R.row_key, _R.seq), mention, learner_id)
    ]
    if old:
        turn.connection.execute(_EMPTY, old)
    return len(keys | {one["named"] for one in old})


def _supersede(turn: Turn, mention: tuple[str, str], learner_id: str, at: int) -> set[str]:
    """Writes current rows anew without the mention, so that whoever follows the changes hears of it."""
    found = list(_mentioning(turn, (_R.row_key, _R.body), mention, learner_id, CURRENT))
    Rows(turn).put([Change(mention[0], key_of(text), body_of(left)) for (text, _), left in found], at)
    return {text for (text, _), _ in found}


def _mentioning(
    turn: Turn, told: Sequence[ColumnElement[Any]], mention: tuple[str, str], learner_id: str, *among: Any
) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Columns `told` of versions that mention a learner, and what is left of their bodies without that."""
    table, column = mention
    near = _R.body.contains(_said(column, learner_id), autoescape=True)
    found = turn.connection.execute(select(*told, _R.body.label("whole")).where(_R.table_name == table, near, *among))
    for *cells, text in found.all():
        left = _without(text, column, learner_id)
        if left is not None:
            yield tuple(cells), left


def _empty_events(turn: Turn, column: str, learner_id: str) -> int:
    """Empties a column of others' events, and lets what is remembered of these others be folded anew."""
    near = EVENTS.c.more.contains(_said(column, learner_id), autoescape=True)
    found = turn.connection.execute(select(EVENTS.c.event_id, EVENTS.c.learner_id, EVENTS.c.more).where(near)).all()
    left = {row[:2]: left for row in found if (left := _without(row[2], column, learner_id)) is not None}
    if left:
        turn.connection.execute(_UNRATE, [{"of": event, "left": more} for (event, _), more in left.items()])
        touch(turn, {learner for _, learner in left}, {})
    return len(left)


def _said(column: str, learner_id: str) -> str:
    """How a body mentions a learner, for a first look: LIKE of SQLite takes a for A."""
    return body_text({column: learner_id})[1:-1]


def _without(text: str, column: str, learner_id: str) -> str | None:
    """A body without its mention of a learner; None where it has none."""
    body = body_of(text) or {}
    if body.get(column) != learner_id:
        return None
    return body_text({name: cell for name, cell in body.items() if name != column})
