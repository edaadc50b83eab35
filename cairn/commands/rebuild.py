"""Can all that is remembered of learners be made again? `cairn rebuild`."""

from __future__ import annotations

from cairn import screen
from cairn.home import Home
from recommender.errors import UnknownName


def rebuild() -> None:
    """Fold all learners anew, from their events alone, with the bundle in service; say how many differed."""
    from api.flows.folding import Folder
    from api.flows.rebuilding import rebuild as fold_all
    from api.serving import Holder
    from cairn.database import micros_now, opened

    home = Home.here()
    with opened(home) as store:
        holder = Holder(store, home.models)
        if holder.served is None or holder.served.degraded:
            raise UnknownName("there is no model to fold events with", [holder.standing()])
        with store.reading() as session:
            learners = len(session.heads.ids())
        folder = Folder(holder.served, micros_now())
        with screen.counting("Folding learners", learners) as done:
            found = fold_all(store, folder, done)
    screen.paste(
        f"learners folded anew with model {holder.served.model_version}: {found.learners:,}",
        f"memories that differed from what the events say, put right: {found.differed:,}",
        f"made, because there was none: {found.missing:,}; of another model or role: {found.outdated:,}",
        f"the same, byte by byte: {found.same:,}",
    )
