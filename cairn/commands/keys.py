"""Which systems may call, and with which key? `cairn keys`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from cairn import screen
from cairn.home import Home
from recommender.errors import UnknownName

if TYPE_CHECKING:
    from api.store import StoredKey

OVERLAP_DAYS: Final = 7
_ONCE: Final = "This is the only time that the key is shown. Keep it on a server, and send it as Authorization: Bearer."

Name = Annotated[str, typer.Argument(metavar="NAME", help="Which system the key is for.", show_default=False)]
KeyId = Annotated[str, typer.Argument(metavar="KEY_ID", help="Id of the key: its second part.", show_default=False)]
KeyRole = Annotated[str, typer.Option("--role", metavar="ROLE", help="What it may do: lms, scientist or admin.")]
Rate = Annotated[
    int | None,
    typer.Option("--rate", metavar="NUMBER", help="Requests a minute; by default CAIRN_RATE_PER_MINUTE."),
]
Days = Annotated[int | None, typer.Option("--days", metavar="NUMBER", help="Days after which it ends by itself.")]
Overlap = Annotated[
    int, typer.Option("--overlap-days", metavar="NUMBER", help="Days for which the old key still holds.")
]


def create(name: Name, role: KeyRole, rate: Rate = None, days: Days = None) -> None:
    """Make a key for a system, and print it this once."""
    from api.access.keys import Terms, made
    from cairn.database import micros_now, opened

    terms = Terms(name, role, rate, days)
    with opened(Home.here()) as store, store.writing() as session:
        key = made(terms, micros_now())
        session.keys.put(key.stored)
    screen.paste(key.secret)
    screen.note(_ONCE)


def list_() -> None:
    """List the keys, without their secrets: for whom, what they may do, and whether they still hold."""
    from cairn.database import micros_now, opened
    from cairn.show.keys import keys

    with opened(Home.here()) as store, store.reading() as session:
        found = session.keys.all()
    screen.answer(keys(found, micros_now()))


def rotate(key_id: KeyId, overlap_days: Overlap = OVERLAP_DAYS) -> None:
    """Make a new key on the terms of an old one, print it this once, and let the old one end some days later."""
    from api.access.keys import rotated
    from cairn.database import micros_now, opened

    with opened(Home.here()) as store, store.writing() as session:
        fresh, ending = rotated(_known(key_id, session.keys.all()), overlap_days, micros_now())
        session.keys.put(fresh.stored)
        session.keys.put(ending)
    screen.paste(fresh.secret)
    screen.note(_ONCE)
    screen.note(f"The old key {key_id} ends {_when(ending.expires_at)}.")


def revoke(key_id: KeyId) -> None:
    """End a key at once."""
    from cairn.database import micros_now, opened

    with opened(Home.here()) as store, store.writing() as session:
        _known(key_id, session.keys.all())
        ended = session.keys.revoke(key_id, micros_now())
    told = "is refused from now on, within a second" if ended else "was revoked before"
    screen.note(f"The key {key_id} {told}.")


def _known(key_id: str, keys: list[StoredKey]) -> StoredKey:
    found = next((key for key in keys if key.key_id == key_id), None)
    if found is None:
        raise UnknownName("there is no key of this id", ["list what is there with `cairn keys list`"])
    return found


def _when(at: int | None) -> str:
    from cairn.show.keys import day

    return "never" if at is None else f"on {day(at)}"
