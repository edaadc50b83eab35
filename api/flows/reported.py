"""Does a reported event say something that can be kept? One row in, an event for the store or its problems out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Final

import orjson

from api.problems import pointer, shown
from api.store import StoredEvent
from recommender.tables.schema import TABLES, Column, Kind

LONGEST: Final = 200
"""Letters of an id or a text."""
EARLY: Final = 300_000_000
"""Microseconds that an event may lie ahead of the clock of the service: clocks differ a little."""
ABOUT: Final = ("content_id", "skill_id", "behaviour_id", "session_id", "voids_event_id")
"""What an event can be about; one of them it must name."""
FIRST_YEAR, LAST_YEAR = 1970, 2199
OWN_KINDS: Final = ("enrolled", "started", "progressed", "completed", "rated", "dismissed", "withdrawn", "self_rated")
"""What learners may report about themselves: nothing that somebody else has to judge."""
_EVENTS: Final = TABLES["events"]
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-]\d\d:\d\d)"
)
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_OWN: Final = frozenset(("event_id", "learner_id", "kind", "occurred_at", "content_id"))
"""Columns that a stored event holds beside `more`."""

Scales = Mapping[tuple[str, str], float]
"""The level of each mark of each scale."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """One thing that is wrong with one event of a call; an event with several problems has one of these for each."""

    index: int
    event_id: str | None
    code: str
    detail: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Reporting:
    """What the rows of one call are judged by: the scales, the moment of the call, and where the rows stand in it.

    `own` where learners report about themselves.
    """

    scales: Scales
    now: int
    place: tuple[str, ...] = ()
    own: bool = False

    def pointer(self, index: int, *field: str) -> str:
        """Where a row, or a field of it, stands in the body."""
        return pointer(*self.place, index, *field)


class _Wrong(Exception):
    """What is wrong with one value."""

    def __init__(self, code: str, detail: str) -> None:
        self.code, self.detail = code, detail
        super().__init__(detail)


def read(row: Any, index: int, reporting: Reporting) -> StoredEvent | list[Rejected]:
    """The event that a row of a call reports, or everything that is wrong with it."""
    if type(row) is not dict:
        detail = 'found no object: send an event such as {"learner_id": "…", "kind": "completed", …}'
        return [Rejected(index, None, "wrong_type", detail, reporting.pointer(index))]
    said, wrong = _said(row)
    if not wrong:
        wrong = _of_all(said, reporting)
    if wrong:
        name = row.get("event_id")
        named = name if isinstance(name, str) and len(name) <= LONGEST else None
        return [Rejected(index, named, w.code, w.detail, reporting.pointer(index, *field)) for field, w in wrong]
    return _event(said, reporting.now)


def content_of(event: StoredEvent) -> tuple[object, ...]:
    """What an event says, in one spelling: two events of one id are the same event where this is equal."""
    return event.learner_id, event.kind, event.occurred_at, event.content_id, _plain(event.more)


def micros_of(text: str) -> int:
    """Microseconds since 1970 of an RFC 3339 time.

    >>> micros_of("1970-01-01T00:01:00.5+00:01")
    500000
    """
    since = datetime.fromisoformat(text.upper()) - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _said(row: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[tuple[str, ...], _Wrong]]]:
    """The values of a row as they are kept, and what is wrong with single ones. A null says nothing."""
    said: dict[str, Any] = {}
    wrong: list[tuple[tuple[str, ...], _Wrong]] = []
    for name, found in row.items():
        if found is None:
            continue
        try:
            said[name] = _READERS[name](found)
        except _Wrong as error:
            wrong.append(((name,), error))
        except KeyError:
            wrong.append(((name,), _Wrong("unknown_field", _no_field(name))))
    lacking = (name for name in _REQUIRED if row.get(name) is None)
    wrong += (((), _Wrong("missing_field", f"{name} is missing: {_EVENTS[name].doc}")) for name in lacking)
    return said, wrong


def _of_all(said: dict[str, Any], reporting: Reporting) -> list[tuple[tuple[str, ...], _Wrong]]:
    """What is wrong with a row as a whole. Puts the value into the spelling that is kept."""
    wrong: list[tuple[tuple[str, ...], _Wrong]] = []
    if said["occurred_at"] > reporting.now + EARLY:
        ahead = "occurred_at lies in the future: report what has happened, with the zone of its time"
        wrong.append((("occurred_at",), _Wrong("in_the_future", ahead)))
    if said.keys().isdisjoint(ABOUT):
        wrong.append(((), _Wrong("names_nothing", f"the event is about nothing: give {' or '.join(ABOUT)}")))
    if reporting.own:
        wrong += _of_own(said)
    if "value" in said:
        try:
            said["value"] = _value(said["value"], said.get("scale_id"), reporting.scales)
        except _Wrong as error:
            wrong.append((("value",), error))
    return wrong


def _of_own(said: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], _Wrong]]:
    """What learners may not report about themselves: what others have to say, and what takes back other events."""
    if said["kind"] not in OWN_KINDS:
        detail = f"learners report of themselves: {', '.join(OWN_KINDS)}; {said['kind']} comes from a system"
        yield ("kind",), _Wrong("not_by_learners", detail)
    for name in ("rater_id", "voids_event_id"):
        if name in said:
            yield (name,), _Wrong("not_by_learners", f"{name} comes from a system: leave it out")


def _event(said: Mapping[str, Any], now: int) -> StoredEvent:
    more = {name: said[name] for name in _MORE if name in said and said[name] != _DEFAULTS.get(name)}
    learner_id, kind, at, content_id = said["learner_id"], said["kind"], said["occurred_at"], said.get("content_id")
    event_id = said.get("event_id") or _hashed(learner_id, kind, at, content_id, more)
    return StoredEvent(event_id, learner_id, kind, at, now, content_id, more)


def _hashed(*content: object) -> str:
    """The id of an event that came without: a hash of what it says, so that sending it again is the same event."""
    return "h-" + blake2b(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def _plain(more: Mapping[str, Any]) -> dict[str, Any]:
    """The further columns without defaults; a time as microseconds, a share as a number."""
    kept = {name: found for name, found in more.items() if found != _DEFAULTS.get(name)}
    if "valid_until" in kept:
        kept["valid_until"] = micros_of(kept["valid_until"])
    if "value" in kept and "scale_id" not in kept:
        kept["value"] = float(kept["value"])
    return kept


def _value(found: str | float, scale_id: str | None, scales: Scales) -> str:
    if scale_id is not None:
        return _mark(found, scale_id, scales)
    number = _number(found)
    if number is None or not 0.0 <= number <= 1.0:
        detail = f"value is {shown(found)}, expected a share from 0 to 1, or a mark of a scale with its scale_id"
        raise _Wrong("unreadable_value", detail)
    return _spelled(number)


def _mark(found: str | float, scale_id: str, scales: Scales) -> str:
    """The mark of a scale that is meant; one written as another number (3.0 for 3) gets the spelling of its scale."""
    text = found if isinstance(found, str) else _spelled(found)
    if (scale_id, text) in scales:
        return text
    number = _number(found)
    marks = sorted(mark for scale, mark in scales if scale == scale_id)
    near = next((mark for mark in marks if number is not None and _number(mark) == number), None)
    if near is None:
        known = f"expected one of {shown(', '.join(marks))}" if marks else "the scale is in no row of scales"
        raise _Wrong("unknown_mark", f"value {shown(found)} is no mark of scale {shown(scale_id)}: {known}")
    return near


def _number(found: str | float) -> float | None:
    if isinstance(found, str):
        return float(found) if _NUMBER.fullmatch(found) else None
    return float(found)


def _spelled(number: float) -> str:
    """A number as text, the same for 1 and 1.0."""
    return repr(float(number) + 0.0).removesuffix(".0")


def _text(found: Any) -> str:
    if not isinstance(found, str):
        raise _Wrong("wrong_type", f"found {shown(found)}, expected text")
    if not 1 <= len(found) <= LONGEST or "\0" in found:
        raise _Wrong("wrong_text", f"found {len(found)} letters, expected 1 to {LONGEST}, none of them NUL")
    return found


def _raw(found: Any) -> str | float:
    if isinstance(found, bool) or not isinstance(found, (str, int, float)):
        raise _Wrong("wrong_type", f"found {shown(found)}, expected a number or a mark")
    return _text(found) if isinstance(found, str) else found


def _whole(found: Any) -> int:
    if type(found) is not int or not 1 <= found <= 1_000_000:
        raise _Wrong("wrong_number", f"found {shown(found)}, expected a whole number from 1 to 1,000,000")
    return found


def _moment(found: Any) -> int:
    if isinstance(found, str) and _MOMENT.fullmatch(found) and FIRST_YEAR <= int(found[:4]) <= LAST_YEAR:
        try:
            return micros_of(found)
        except ValueError:
            pass
    years = f"from {FIRST_YEAR} to {LAST_YEAR}, such as 2026-03-01T09:00:00Z"
    raise _Wrong("wrong_time", f"found {shown(found)}, expected an RFC 3339 time with its zone, {years}")


def _moment_text(found: Any) -> str:
    return (_EPOCH + timedelta(microseconds=_moment(found))).isoformat().replace("+00:00", "Z")


def _word(words: tuple[str, ...]) -> Callable[[Any], str]:
    known = frozenset(words)

    def check(found: Any) -> str:
        if not isinstance(found, str) or found not in known:
            raise _Wrong("wrong_word", f"found {shown(found)}, expected one of {', '.join(words)}")
        return found

    return check


def _no_field(name: str) -> str:
    if name == "recorded_at":
        return "recorded_at is set by the service: leave it out"
    return f"{shown(name)}: no such field; /docs lists every field"


def _reader(column: Column) -> Callable[[Any], Any]:
    if column.choices:
        return _word(column.choices)
    if column.name == "value":
        return _raw
    kinds = {Kind.INTEGER: _whole, Kind.TIME: _moment if column.required else _moment_text}
    return kinds.get(column.kind, _text)


_COLUMNS: Final = tuple(column for column in _EVENTS.columns if column.name != "recorded_at")
_READERS: Final = {column.name: _reader(column) for column in _COLUMNS}
_REQUIRED: Final = tuple(column.name for column in _COLUMNS if column.required and column.name != "event_id")
_DEFAULTS: Final = {column.name: column.default for column in _COLUMNS if column.default is not None}
_MORE: Final = tuple(column.name for column in _COLUMNS if column.name not in _OWN)
