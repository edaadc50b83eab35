"""What did people decide about a path? Their words as values: who by role, when, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from api.problems import Cause, RequestRefused, pointer, shown
from api.schemas.paths import PathChange
from recommender.catalog import Catalog
from recommender.types import ContentId, PathWishes

PIN, VETO, DEFER = "pin", "veto", "defer"
LIMITS: Final = ("weekly_minutes", "weeks", "money", "max_steps")
_LEAVABLE: Final = ("weeks", "max_steps")
"""Limits without which there is no plan: null leaves them as they are."""


@dataclass(frozen=True, slots=True)
class Overrule:
    """One decision: a pin, veto or deferral (`value` is its first day) of a content, or a limit and its value."""

    kind: str
    content_id: str | None
    value: str | float | None
    by: str
    at: datetime

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Overrule:
        """An overrule as a request document keeps it."""
        return cls(row["kind"], row["content_id"], row["value"], row["by"], datetime.fromisoformat(row["at"]))


Overrules = tuple[Overrule, ...]


def overruled(present: Overrules, change: PathChange, by: str, at: datetime) -> Overrules:
    """The decisions after a change, oldest first: of two about the same content or limit the later one stands."""
    taken_back = {(PIN, c) for c in change.unpin} | {(VETO, c) for c in change.unveto}
    new = [word for word in _new(change, by, at) if word not in _repeated(present, by, at)]
    settled = {(word.kind in LIMITS and word.kind, word.content_id) for word in new}
    kept = [
        word
        for word in present
        if (word.kind, word.content_id) not in taken_back
        and (word.kind in LIMITS and word.kind, word.content_id) not in settled
    ]
    return (*kept, *(word for word in new if word.kind != DEFER or date.fromisoformat(str(word.value)) > at.date()))


def _repeated(present: Overrules, by: str, at: datetime) -> set[Overrule]:
    """What was said before, as if it were said now: to say it again changes nothing, not even who said it."""
    return {replace(word, by=by, at=at) for word in present}


def _new(change: PathChange, by: str, at: datetime) -> Iterator[Overrule]:
    for kind, contents in ((PIN, change.pin), (VETO, change.veto)):
        yield from (Overrule(kind, content, None, by, at) for content in dict.fromkeys(contents))
    yield from (Overrule(DEFER, later.content_id, later.until.isoformat(), by, at) for later in change.defer)
    for name in LIMITS:
        value = getattr(change, name)
        if name in change.model_fields_set and not (value is None and name in _LEAVABLE):
            yield Overrule(name, None, value, by, at)


def contents_of(overrules: Overrules, kind: str) -> frozenset[ContentId]:
    """The contents that one kind of decision is about."""
    return frozenset(ContentId(word.content_id) for word in overrules if word.kind == kind and word.content_id)


def pins_of(overrules: Overrules) -> frozenset[ContentId]:
    """The contents that people pinned."""
    return contents_of(overrules, PIN)


def deferred(overrules: Overrules, today: date) -> Mapping[ContentId, date]:
    """Contents that wait, and the first day on which they may be planned."""
    waits = {w.content_id: date.fromisoformat(str(w.value)) for w in overrules if w.kind == DEFER and w.content_id}
    return {ContentId(content): until for content, until in waits.items() if until > today}


def left_out(overrules: Overrules, today: date) -> frozenset[ContentId]:
    """Contents that may not be planned today: vetoed, or deferred to a later day."""
    return contents_of(overrules, VETO) | frozenset(deferred(overrules, today))


def wished(asked: PathWishes, overrules: Overrules) -> PathWishes:
    """The wishes as overruled: limits changed, pins added, what was vetoed or deferred no longer pinned."""
    limits = {word.kind: word.value for word in overrules if word.kind in LIMITS}
    dropped = contents_of(overrules, VETO) | contents_of(overrules, DEFER)
    pinned = (asked.pinned - dropped) | contents_of(overrules, PIN)
    return replace(asked, pinned=pinned, **limits)  # type: ignore[arg-type]


def refuse(change: PathChange, catalog: Catalog) -> None:
    """Raises RequestRefused for a change that says nothing, names unknown contents or contradicts itself."""
    causes = (*_empty(change), *_unknown(change, catalog), *_contradictions(change))
    if causes:
        raise RequestRefused(causes)


def _empty(change: PathChange) -> Iterator[Cause]:
    if not change.model_dump(exclude_defaults=True) and not change.model_fields_set & {"weekly_minutes", "money"}:
        yield Cause("the change says nothing: give state, pin, veto, defer, a limit, or replan", "#")


def _named(change: PathChange) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    for field in ("pin", "unpin", "veto", "unveto"):
        yield from ((content, (field, row)) for row, content in enumerate(getattr(change, field)))
    yield from ((later.content_id, ("defer", row, "content_id")) for row, later in enumerate(change.defer))


def _unknown(change: PathChange, catalog: Catalog) -> Iterator[Cause]:
    """New words about contents that the catalogue lacks; old ones may be taken back whatever became of the content."""
    for content, place in _named(change):
        if content not in catalog.contents.column and place[0] not in ("unpin", "unveto"):
            detail = f"content {shown(content)} is unknown: use an id of the contents table of the catalogue in service"
            yield Cause(detail, pointer(*place))


def _contradictions(change: PathChange) -> Iterator[Cause]:
    words = [(content, str(place[0])) for content, place in _named(change)]
    fields = {content: sorted({field for name, field in words if name == content}) for content, _ in words}
    for content, said in fields.items():
        if len(set(said) - {"unpin", "unveto"}) > 1 or {"pin", "unpin"} <= set(said) or {"veto", "unveto"} <= set(said):
            yield Cause(f"content {shown(content)} stands in {' and in '.join(said)}: decide for one", "#")
    for content, count in Counter(later.content_id for later in change.defer).items():
        if count > 1:
            yield Cause(f"content {shown(content)} is deferred twice: give one day", pointer("defer"))
