"""What happened? Reported events are judged, sifted, folded onto the memories of their learners, and kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api import metrics
from api.flows.appending import append
from api.flows.folding import Folder
from api.flows.histories import SECOND
from api.flows.reported import Rejected, Reporting, Scales, read
from api.store import Store, StoredEvent
from recommender.catalog import Catalog

if TYPE_CHECKING:
    from api.workplace import Workplace

EXAMPLES: Final = 5
"""Ids that a warning names."""
PathsAfter = Callable[["Workplace", Sequence[str]], list[dict[str, Any]]]
"""Tells which paths of some learners changed, as diffs."""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something odd about events that were taken nevertheless, with the first ids that are odd."""

    code: str
    count: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """The id that an event got which came without one."""

    index: int
    event_id: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the events of one call."""

    accepted: int
    duplicates: int
    rejected: tuple[Rejected, ...]
    warnings: tuple[Warned, ...]
    named: tuple[Named, ...]
    paths: tuple[Mapping[str, Any], ...] = ()

    @property
    def refused(self) -> bool:
        """Whether nothing of the call was taken or known already."""
        return not self.accepted and not self.duplicates


@dataclass(frozen=True, slots=True)
class Sent:
    """The rows of one call, where they stand in its body, and whether learners report about themselves."""

    rows: Sequence[Any]
    at: tuple[str, ...] = ()
    own: bool = False


def take(place: Workplace, sent: Sent, paths_after: PathsAfter) -> Taken:
    """Takes the events of one call.

    What is accepted is on disk when this returns, the next answer knows it, and the paths that it changed are told.
    """
    place.holder.watch()
    served, now = place.holder.served, int(place.now().timestamp()) * SECOND
    reporting = Reporting(_scales(place.store) if served is None else served.scales, now, sent.at, sent.own)
    found = [read(row, index, reporting) for index, row in enumerate(sent.rows)]
    told = [(index, event) for index, event in enumerate(found) if isinstance(event, StoredEvent)]
    folder = None if served is None or served.degraded else Folder(served, now)
    kept = append(place.store, told, folder, reporting)
    rejected = [problem for problems in found if isinstance(problems, list) for problem in problems]
    rejected += kept.rejected
    bad = {problem.index for problem in rejected}
    metrics.events(len(kept.new), kept.duplicates, len(bad))
    learners = sorted({event.learner_id for event in kept.new})
    return Taken(
        accepted=len(kept.new),
        duplicates=kept.duplicates,
        rejected=tuple(sorted(rejected, key=lambda problem: problem.index)),
        warnings=() if served is None else tuple(_warnings(kept.new, served.catalog)),
        named=tuple(Named(i, e.event_id) for i, e in told if i not in bad and sent.rows[i].get("event_id") is None),
        paths=tuple(paths_after(place, learners)) if learners else (),
    )


def _scales(store: Store) -> Scales:
    """The scales as they stand in the store, for when nothing is in service yet."""
    with store.reading() as session:
        return {(row["scale_id"], row["mark"]): row["level"] for row in session.rows.current("scales")}


def _warnings(new: Sequence[StoredEvent], catalog: Catalog) -> Iterator[Warned]:
    """Contents and skills that the catalogue does not know: kept as they are named, in case it comes to know them."""
    contents = [event.content_id for event in new if event.content_id is not None]
    skills = [event.more["skill_id"] for event in new if "skill_id" in event.more]
    for kind, named, known in (("content", contents, catalog.contents), ("skill", skills, catalog.skills)):
        odd = Counter(name for name in named if name not in known.column)
        if odd:
            yield Warned(f"unknown_{kind}", odd.total(), tuple(sorted(odd)[:EXAMPLES]))
