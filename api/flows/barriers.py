"""Which rules keep a content out of a path? Policy and what people decided, each as a sentence with its way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from api.flows.overrules import VETO, Overrules, contents_of, deferred
from recommender.catalog import Catalog
from recommender.errors import InfeasiblePlan
from recommender.ranking.policy import held, language_fits
from recommender.ranking.scene import Scene
from recommender.types import ContentId, Duty


@dataclass(frozen=True, slots=True)
class Barrier:
    """One rule: a word for machines, a sentence, and what would lift it, if anything the caller can do would."""

    code: str
    says: str
    way_out: str | None = None


def barriers(content_id: ContentId, scene: Scene, overrules: Overrules, catalog: Catalog) -> tuple[Barrier, ...]:
    """Every rule that keeps a content out; `scene` is of a query that leaves out what people decided.

    A duty opens what is finished, dismissed or in another language, as policy has it.
    """
    column = catalog.contents.column.get(content_id)
    if column is None:
        return (Barrier("not_on_offer", "the catalogue in service does not hold it"),)
    ours = _by_people(content_id, overrules, scene.query.as_of.date())
    if scene.allowed[column]:
        return tuple(ours)
    found = (
        *_of_offer(column, scene, catalog),
        *_of_learner(column, scene, catalog),
        *_of_request(column, scene, catalog),
    )
    return (*found, *ours)


def _by_people(content_id: ContentId, overrules: Overrules, today: date) -> Iterator[Barrier]:
    if content_id in contents_of(overrules, VETO):
        yield Barrier("vetoed", "it is vetoed", "take back the veto")
    until = deferred(overrules, today).get(content_id)
    if until is not None:
        yield Barrier("deferred", f"it is deferred until {until}", "pin it, or defer it to an earlier day")


def _of_offer(column: int, scene: Scene, catalog: Catalog) -> Iterator[Barrier]:
    contents, now = catalog.contents, scene.state.as_of
    if contents.on_offer(now)[column]:
        return
    if not contents.active[column]:
        new = int(contents.replaced_by[column])
        says = "it is retired" if new < 0 else f"it is retired; {contents.ids[new]} replaces it"
        yield Barrier("retired", says, None if new < 0 else f"pin {contents.ids[new]}")
    elif now < contents.opens[column]:
        yield Barrier("not_on_offer", f"it is on offer from {_day(int(contents.opens[column]))} on")
    elif now >= contents.closes[column]:
        yield Barrier("not_on_offer", f"it was on offer until {_day(int(contents.closes[column]) - 1)}")
    else:
        yield Barrier("not_on_offer", "none of its sessions is still to come")


def _of_learner(column: int, scene: Scene, catalog: Catalog) -> Iterator[Barrier]:
    state, contents = scene.state, catalog.contents
    language = scene.query.learner.language
    if not language_fits(language, catalog)[column]:
        spoken = contents.languages.ids[int(contents.language[column])]
        yield Barrier("language", f"it is in {spoken}, the learner reads {language}")
    if state.finished.get(column, 0) > state.as_of:
        yield Barrier("finished", "the learner finished it, and that still counts")
    elif held(state, catalog)[column]:
        yield Barrier("finished", "the learner finished something that counts for it")
    if column in state.dismissed:
        yield Barrier("dismissed", "the learner dismissed it")


def _of_request(column: int, scene: Scene, catalog: Catalog) -> Iterator[Barrier]:
    query, content_id = scene.query, catalog.contents.ids[column]
    if content_id in query.exclude:
        yield Barrier("excluded", "the request for this path excluded it", "assemble a path without that exclusion")
    if query.only and content_id not in query.only:
        yield Barrier(
            "excluded", "the request for this path named other contents only", "assemble a path without `only`"
        )


def refuse_pins(pinned: frozenset[ContentId], scene: Scene, overrules: Overrules, catalog: Catalog) -> None:
    """Raises InfeasiblePlan where a pinned content may not be offered, with the rules and what would lift them."""
    clash: list[str] = []
    ways: list[str] = []
    for content in sorted(pinned):
        found = barriers(content, scene, overrules, catalog)
        clash += [f"content {content} is pinned", *(f"{content}: {barrier.says}" for barrier in found)] if found else []
        ways += [f"{content}: {barrier.way_out}" for barrier in found if barrier.way_out]
        ways += [f"unpin {content}"] if found else []
    if clash:
        raise InfeasiblePlan(clash, ways)


def refuse_vetoed_duties(scene: Scene, end: date, overrules: Overrules) -> None:
    """Raises InfeasiblePlan where something that must be done within the plan is vetoed, or deferred beyond its day."""
    today = scene.query.as_of.date()
    vetoed, later = contents_of(overrules, VETO), deferred(overrules, today)
    clash: list[str] = []
    ways: list[str] = []
    for duty in _within(scene.query.duties, end):
        content, until = duty.content_id, later.get(duty.content_id)
        if content in vetoed:
            clash += [_must(duty), f"content {content} is vetoed"]
            ways.append(f"take back the veto of {content}")
        elif until is not None and duty.due_on is not None and until > duty.due_on:
            clash += [_must(duty), f"content {content} is deferred until {until}"]
            ways.append(f"defer {content} to {duty.due_on} at the latest" if duty.due_on > today else f"pin {content}")
    if clash:
        raise InfeasiblePlan(clash, ways)


def _must(duty: Duty) -> str:
    by = "" if duty.due_on is None else f", due on {duty.due_on}"
    return f"content {duty.content_id} must be done{by}: {duty.reason}"


def _within(duties: tuple[Duty, ...], end: date) -> Iterator[Duty]:
    return (duty for duty in duties if duty.due_on is None or duty.due_on <= end)


def open_duties(
    scene: Scene, end: date, planned: frozenset[ContentId], overrules: Overrules, catalog: Catalog
) -> list[dict[str, str | None]]:
    """Duties within the plan that it does not hold, each with why: told, never hidden."""
    return [
        {
            "content_id": duty.content_id,
            "title": _title(duty.content_id, catalog),
            "due_on": None if duty.due_on is None else duty.due_on.isoformat(),
            "reason": duty.reason,
            "why": _why_open(duty.content_id, scene, overrules, catalog),
        }
        for duty in _within(scene.query.duties, end)
        if duty.content_id not in planned
    ]


def _why_open(content: ContentId, scene: Scene, overrules: Overrules, catalog: Catalog) -> str:
    found = barriers(content, scene, overrules, catalog)
    return "; ".join(barrier.says for barrier in found) or "no hours are left for it within this plan"


def _title(content: ContentId, catalog: Catalog) -> str:
    column = catalog.contents.column.get(content)
    return content if column is None else catalog.contents.titles[column]


def _day(second: int) -> date:
    return datetime.fromtimestamp(second, UTC).date()
