"""How does somebody leave for good? `cairn erase`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from cairn import screen
from cairn.home import Home

if TYPE_CHECKING:
    from api.store import Store

_ASKED: Final = "Remove all that is known of this learner? Nothing brings it back."
_HELD: Final = (
    "The file of the database could not be written anew while others use it, so that its free pages may still hold "
    "what was removed: run `VACUUM; PRAGMA wal_checkpoint(TRUNCATE);` on it when they are done."
)
_ELSEWHERE: Final = "Backups, exports and models made before hold what they held: see docs/erasure.md."


def erase(
    learner: Annotated[str, typer.Argument(metavar="LEARNER_ID", help="Id of the learner.", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
) -> None:
    """Remove all that the store holds of a learner for good, the past too; exit 1 if it holds nothing."""
    from api import logs
    from api.flows.erasing import erase as erased
    from api.settings import settings_of
    from cairn.database import micros_now, opened
    from cairn.show.erased import erased as shown

    home = Home.here()
    logs.configure(settings_of(home.folder).log_format)
    if not yes:
        typer.confirm(_ASKED, abort=True, err=True)
    with opened(home) as store:
        gone = erased(store, learner, micros_now())
        screen.answer(*shown(gone))
        if not _swept(store):
            screen.note(_HELD)
    screen.note(_ELSEWHERE)


def _swept(store: Store) -> bool:
    """Whether nothing of what was removed is left in the file; what was removed stays so either way."""
    from api.store import StoreUnavailable

    try:
        with screen.working("Writing the file of the database anew"):
            return store.sweep()
    except StoreUnavailable:
        return False
