"""Where is the store of a home, and what does a moment look like in it?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime

from api.settings import settings_of
from api.store import Store
from api.workplace import utc_now
from cairn.home import Home
from cairn.places import writing_to


@contextmanager
def opened(home: Home) -> Iterator[Store]:
    """The store of a home: the database that the settings name, else a file in `data/`."""
    settings = settings_of(home.folder)
    if settings.database_url is None:
        with writing_to(home.data):
            home.data.mkdir(parents=True, exist_ok=True)
    with closing(Store.open(settings.store_url)) as store:
        yield store


def micros(at: datetime) -> int:
    """A moment as microseconds since 1970."""
    return int(at.timestamp()) * 1_000_000 + at.microsecond


def micros_now() -> int:
    """The current moment, in whole seconds, as microseconds since 1970."""
    return micros(utc_now())
