"""Can all that is remembered of learners be made again? `cairn rebuild`."""

from __future__ import annotations

from contextlib import closing

from cairn import screen
from cairn.home import Home
from recommender.errors import UnknownName


def rebuild() -> None:
    """Fold all learners anew, from their events alone, with the bundle in service; say how many differed."""
    from api.flows.folding import Folder
    from api.flows.rebuilding import rebuild as fold_all
    from api.serving import Holder
    from api.settings import settings_of
    from api.store import Store
    from api.workplace import utc_now

    home = Home.here()
    with closing(Store.open(settings_of(home.folder).store_url)) as store:
        holder = Holder(store, home.models)
        if holder.served is None or holder.served.degraded:
            raise UnknownName("there is no model to fold events with", [holder.standing()])
        with store.reading() as session:
            learners = len(session.heads.ids())
        folder = Folder(holder.served, int(utc_now().timestamp()) * 1_000_000)
        with screen.counting("Folding learners", learners) as done:
            found = fold_all(store, folder, done)
    screen.paste(
        f"learners folded anew with model {holder.served.model_version}: {found.learners:,}",
        f"memories that differed from what the events say, put right: {found.differed:,}",
        f"made, because there was none: {found.missing:,}; of another model or role: {found.outdated:,}",
        f"the same, byte by byte: {found.same:,}",
    )
