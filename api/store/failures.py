"""What can go wrong with the database itself, and which errors of the drivers say so?"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import exc

from recommender.errors import CairnError

_UNAVAILABLE: Final = "the database cannot be reached or written just now"
_GONE: Final = ("OperationalError", "InternalError", "InterfaceError")


def failures() -> tuple[type[Exception], ...]:
    """All that the pool of connections and the drivers raise, of those that are in use: SQLite needs no other one."""
    postgres = sys.modules.get("psycopg")
    known = (sqlite3.Error, exc.DBAPIError, exc.TimeoutError)
    return known if postgres is None else (*known, postgres.Error)


class StoreUnavailable(CairnError):
    """The database cannot be reached or written: gone, full, or locked for too long. It may heal by itself."""

    retry_after_seconds: Final = 2


class StoreRefused(CairnError):
    """The database cannot be used with this version of Cairn, or its address makes no sense."""


@contextmanager
def told() -> Iterator[None]:
    """Raises what a driver says as StoreUnavailable, without statement or values; a mistake of ours stays one."""
    try:
        yield
    except failures() as error:
        if not is_gone(error):
            raise
        raise unavailable(error) from None


@contextmanager
def unwritable() -> Iterator[None]:
    """Raises what the system says of files beside the database as StoreUnavailable."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(_UNAVAILABLE, [(error.strerror or type(error).__name__).lower()]) from None


def is_gone(error: Exception) -> bool:
    """Whether the database cannot be reached or written, or its file is none; the drivers name their errors alike."""
    cause = _cause(error)
    named = {kind.__name__ for kind in type(cause).__mro__}
    return isinstance(cause, exc.TimeoutError) or type(cause) is sqlite3.DatabaseError or not named.isdisjoint(_GONE)


def unavailable(error: Exception) -> StoreUnavailable:
    """What a driver's error means to whoever asked. PostgreSQL may quote rows, so that only its kind is told."""
    cause = _cause(error)
    said = str(cause) if isinstance(cause, sqlite3.Error) else type(cause).__name__
    return StoreUnavailable(_UNAVAILABLE, [said])


def _cause(error: Exception) -> BaseException:
    return getattr(error, "orig", None) or error
