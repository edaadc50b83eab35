"""What stands in the store, or stood there once, as checked tables in a folder with a manifest?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from api.flows.bodies import frame_of, moments_of, rfc3339
from api.flows.pseudonyms import pseudonymous
from api.store import Session, Store, StoredEvent
from recommender.errors import TablesRefused
from recommender.tables import Tables, check, write
from recommender.tables.schema import TABLES

MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tables to export: as they stand at `at`, or as they stood at `as_of`; with or without names."""

    at: int
    as_of: int | None = None
    pseudonymous: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an export holds: rows by table, fingerprint, and how far it reaches."""

    rows: Mapping[str, int]
    fingerprint: str
    watermark_seq: int
    watermark_time: str
    pseudonymous: bool


def tables_of(store: Store, wanted: Wanted) -> tuple[Tables, Manifest]:
    """The tables as a snapshot, checked. Raises TablesRefused where there are none, or where they break the schema."""
    with store.reading() as session:
        seq = session.seq if wanted.as_of is None else session.rows.at_seq(wanted.as_of)
        reading = check(_frames(session, seq, wanted))
        heads = session.heads.many(session.heads.ids()) if wanted.pseudonymous else {}
    names = {learner: head.pseudonym for learner, head in heads.items()}
    if errors := reading.report.errors:
        raise TablesRefused("the store holds rows that break the schema", [problem.text for problem in errors])
    tables = pseudonymous(reading.tables, names) if wanted.pseudonymous else reading.tables
    rows = {name: len(tables[name]) for name in tables.names if tables.has(name)}
    if not rows:
        raise TablesRefused("there is nothing to export", ["the store holds no rows at that time; load tables first"])
    until = rfc3339(wanted.at if wanted.as_of is None else wanted.as_of)
    return tables, Manifest(rows, tables.fingerprint, seq, until, wanted.pseudonymous)


def write_export(tables: Tables, manifest: Manifest, folder: Path, form: str = "parquet") -> None:
    """Writes tables with rows, and the required ones; the manifest goes last: where it stands, everything does.

    Tables of an earlier export go. Raises OSError where something cannot be written.
    """
    (folder / MANIFEST).unlink(missing_ok=True)
    for name in TABLES:
        for ending in ("csv", "parquet"):
            (folder / f"{name}.{ending}").unlink(missing_ok=True)
    wanted = [name for name, table in TABLES.items() if table.required or tables.has(name)]
    write({name: tables[name] for name in wanted}, folder, form)
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _frames(session: Session, seq: int, wanted: Wanted) -> dict[str, pd.DataFrame]:
    frames = {}
    for name, table in TABLES.items():
        if name != "events":
            now = wanted.as_of is None
            frames[name] = frame_of(session.rows.current(name) if now else session.rows.as_of(name, seq), table)
    return frames | {"events": _event_frame(_standing(session, seq, wanted.as_of))}


def _standing(session: Session, seq: int, as_of: int | None) -> list[StoredEvent]:
    """The events that were there: those up to a transaction.

    Only rows tell when they were written. Events that came after the last rows before `as_of` and before the next ones
    were there if they were recorded by then.
    """
    if as_of is None:
        return [event for batch in session.events.all(upto_seq=seq) for event in batch]
    later = session.past.next_seq(as_of)
    last = session.seq if later is None else later - 1
    found = (event for batch in session.events.all(upto_seq=last) for event in batch)
    return [event for event in found if event.seq <= seq or event.recorded_at <= as_of]


def _event_frame(events: Sequence[StoredEvent]) -> pd.DataFrame:
    columns: dict[str, Any] = {
        "event_id": [event.event_id for event in events],
        "learner_id": [event.learner_id for event in events],
        "kind": [event.kind for event in events],
        "content_id": [event.content_id for event in events],
    }
    told = {name for event in events for name in event.more}
    columns |= {name: [event.more.get(name) for event in events] for name in sorted(told)}
    frame = pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in columns.items()})
    moments = {
        "occurred_at": moments_of([event.occurred_at for event in events]),
        "recorded_at": moments_of([event.recorded_at for event in events]),
    }
    return frame.assign(**moments)
