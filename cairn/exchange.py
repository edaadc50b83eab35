"""Where is the store, and where may an export go?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from api.flows.exporting import MANIFEST, Manifest, write_export
from api.settings import settings_of
from api.store import Store
from cairn.home import Home
from cairn.organisations import OURS
from cairn.places import require_room, writing_to
from recommender.errors import OutputRefused
from recommender.tables import Tables


@contextmanager
def opened(home: Home) -> Iterator[Store]:
    """The store of a home: the database that the settings name, else a file in `data/`."""
    settings = settings_of(home.folder)
    if settings.database_url is None:
        with writing_to(home.data):
            home.data.mkdir(parents=True, exist_ok=True)
    store = Store.open(settings.store_url)
    try:
        yield store
    finally:
        store.close()


def now() -> datetime:
    """The current moment, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def micros(at: datetime) -> int:
    """A moment as microseconds since 1970."""
    return int(at.timestamp()) * 1_000_000 + at.microsecond


def require_place(out: Path) -> None:
    """Raises OutputRefused where a folder holds what is no earlier export."""
    require_room(out, OURS | {MANIFEST})
    if out.is_dir() and not (out / MANIFEST).is_file():
        there = sorted(one.name for one in out.iterdir() if one.name in OURS)
        if there:
            told = f"it holds {there[0]}, which was not exported; name an empty folder"
            raise OutputRefused(f"{out} is not overwritten", [told])


def put_out(tables: Tables, manifest: Manifest, out: Path, form: str) -> None:
    """Writes an export. Raises OutputRefused."""
    with writing_to(out):
        write_export(tables, manifest, out, form)
