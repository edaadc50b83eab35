"""How is a learner erased, and who hears of it? In one transaction, and the log hears that it was somebody."""

from __future__ import annotations

import logging
from dataclasses import asdict

from api.store import Forgotten, Store
from recommender.errors import UnknownName

_log = logging.getLogger("cairn.api")


def erase(store: Store, learner_id: str, at: int) -> Forgotten:
    """Removes all that the store holds of a learner, at a moment; may run beside a service.

    Raises UnknownName where nothing is known of them, also because they were erased before.
    """
    with store.writing() as session:
        gone = session.forget(learner_id, at)
        if gone is None:
            raise UnknownName("nothing is known of this learner", ["there is nothing to erase"])
    _log.info("a learner was erased", extra={"told": asdict(gone)})
    return gone
