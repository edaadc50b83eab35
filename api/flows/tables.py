"""How do rows get into the tables? All of a call or none of it, checked, counted, and with a second look at ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from api.flows.given import given_rows
from api.flows.judging import Asked, Verdict, judged
from api.flows.kept import Call, Reply, once, recall
from api.flows.recycled import require_same, taken_over
from api.flows.sheets import Sheet
from api.flows.surroundings import CATALOG, stamp_of
from api.problems import Cause, RequestRefused
from api.store import Change, Session, Store
from recommender.tables.schema import Table

_EVENTS: Final = "events are appended and never changed: send them to POST /v1/events"


@dataclass(frozen=True, slots=True)
class _Seen:
    """A verdict, and the last transaction that it rests on."""

    verdict: Verdict
    stamp: int


def put(store: Store, table: Table, sheet: Sheet, call: Call | None, at: int) -> Reply:
    """Puts the rows of one call into a table. Raises RequestRefused with every cause, and then nothing is written.

    A check of the whole catalogue takes its time, so it is done before anybody else is kept from writing, and done
    again only if something it rests on was changed meanwhile.
    """
    if table.name == "events":
        raise RequestRefused([Cause(_EVENTS, "#")])
    with store.reading() as session:
        if call is not None and (known := recall(session, call, at)) is not None:
            return known
        asked = Asked(table, sheet, *given_rows(sheet, table))
        seen = _seen(session, asked) if table.name in CATALOG or asked.causes else None
    with store.writing() as session:
        return once(session, call, at, lambda: _written(session, asked, seen, at))


def _seen(session: Session, asked: Asked) -> _Seen:
    return _Seen(judged(session, asked), stamp_of(session, asked.table.name))


def _written(session: Session, asked: Asked, seen: _Seen | None, at: int) -> Reply:
    fresh = seen is not None and seen.stamp == stamp_of(session, asked.table.name)
    verdict = seen.verdict if seen is not None and fresh else judged(session, asked)
    name = asked.table.name
    changes = _changes(asked, verdict)
    before = session.rows.get(name, [change.key for change in changes])
    require_same(session, asked, [change for change in changes if change.key not in before])
    written = session.rows.put([change for change in changes if change.body or change.key in before], at)
    warnings = (*verdict.warnings, *taken_over(session, asked, [row.key for row in written]))
    deleted = sum(row.body is None for row in written)
    created = sum(row.body is not None and row.key not in before for row in written)
    counts = {
        "created": created,
        "changed": len(written) - created - deleted,
        "unchanged": len(changes) - len(written),
        "deleted": deleted,
    }
    seq = session.seq if written else session.past.last_seq(name)
    return Reply(200, orjson.dumps({"table": name, **counts, "seq": seq, "warnings": _told(warnings)}))


def _changes(asked: Asked, verdict: Verdict) -> list[Change]:
    return [Change(asked.table.name, one.key, verdict.bodies.get(one.row)) for one in asked.given]


def _told(warnings: Sequence[Cause]) -> list[dict[str, Any]]:
    return [{"detail": one.detail, "pointer": one.pointer} for one in warnings]
