"""What does every call work with? One value, made once for each process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from api.access import Access
from api.problems import NotReady
from api.serving import Holder, Served
from api.settings import Settings
from api.store import Store


def utc_now() -> datetime:
    """The current moment, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Workplace:
    """Store, what is in service, access, settings and the clock: aware, UTC, in whole seconds."""

    store: Store
    holder: Holder
    access: Access
    settings: Settings
    now: Callable[[], datetime] = utc_now

    def serving(self) -> Served:
        """What is in service; a look at whether something newer is there goes on beside. Raises NotReady."""
        self.holder.watch()
        served = self.holder.served
        if served is None:
            raise NotReady(self.holder.refused or "it is being loaded", self.settings.retry_after_seconds)
        return served
