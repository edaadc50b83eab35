"""Which key does the learning system of the demo show? One of its own, that lies in the home of the demo."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from tempfile import mkstemp
from typing import Final

from api.access.keys import MARK, Terms, made, state
from api.store import Store, StoredKey

FILE: Final = Path("data") / "demo-lms-key"
TERMS: Final = Terms("the learning system of the demo", "lms")


def demo_key(home: Path, store: Store, at: int) -> str:
    """The key of a home, made where it is not there yet or the store does not know it. `at` is in microseconds.

    The first of several processes makes it, and all use the same. Call it in a demo only.
    """
    file = home / FILE
    if not file.exists():
        return _first(file, store, at)
    secret = file.read_text(encoding="ascii")
    return secret if _is_known(secret, store, at) else _next(file, store, at)


def _first(file: Path, store: Store, at: int) -> str:
    key = made(TERMS, at)
    _put(store, key.stored)
    name = _written(file, key.secret)
    try:
        os.link(name, file)
    except FileExistsError:  # another process was first: its key counts
        _put(store, replace(key.stored, revoked_at=at))
        return file.read_text(encoding="ascii")
    finally:
        os.unlink(name)
    return key.secret


def _next(file: Path, store: Store, at: int) -> str:
    key = made(TERMS, at)
    _put(store, key.stored)
    os.replace(_written(file, key.secret), file)
    return key.secret


def _written(file: Path, secret: str) -> str:
    """The secret in a file beside, readable by its owner alone."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = mkstemp(dir=file.parent)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secret)
    return name


def _is_known(secret: str, store: Store, at: int) -> bool:
    key_id = secret.removeprefix(MARK).partition("_")[0]
    with store.reading() as session:
        return any(key.key_id == key_id and state(key, at) == "valid" for key in session.keys.all())


def _put(store: Store, key: StoredKey) -> None:
    with store.writing() as session:
        session.keys.put(key)
