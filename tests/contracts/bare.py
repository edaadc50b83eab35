"""The application with nothing behind it: enough to read its contract."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI

from api.access import Access
from api.app import create_app
from api.settings import Settings
from api.workplace import Workplace


class Nothing:
    """A store and what is in service, with nothing in either: the contract needs neither."""

    is_local, served, refused = True, None, None

    def __init__(self) -> None:
        self.beside: dict[type, Any] = {}


def bare_app(**settings: Any) -> FastAPI:
    """An application over no store and no bundle."""
    nothing: Any = Nothing()
    told = Settings(**settings)
    access = Access(nothing, told, now)
    return create_app(Workplace(nothing, nothing, access, told, now))


def now() -> datetime:
    """A moment."""
    return datetime(2026, 3, 2, 12, tzinfo=UTC)
