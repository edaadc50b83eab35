"""How does a mapping say that cells are read? [read.NAME] sections become readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from training.sources.mapped.language import (
    Amounts,
    Clocks,
    Ids,
    Numbers,
    Options,
    Plain,
    Reader,
    Shares,
    Times,
    Unreadable,
    Words,
)
from training.sources.mapped.section import Section

NAMED_FORMATS: Final = ("iso", "epoch", "epoch_ms", "excel")
"""Formats of times that are no pattern of directives."""
_DIRECTIVES: Final = frozenset("YmdyHIMSfpzbBjaA%")


def readers(sections: Mapping[str, Section], zone: str) -> dict[str, Reader | None]:
    """Readers by name, None for one of a kind that nobody knows; `zone` is that of the mapping."""
    return {name: _reader(name, section, zone) for name, section in sections.items()}


def zone_of(section: Section, default: str | None = None) -> str:
    """The key `zone`: an IANA time zone."""
    zone = section.text("zone", default)
    try:
        ZoneInfo(zone or "UTC")
    except (KeyError, ValueError, OSError):
        section.refuse("zone", repr(zone), "an IANA time zone", "write one such as Europe/Berlin or UTC")
        return "UTC"
    return zone or "UTC"


def _reader(name: str, section: Section, zone: str) -> Reader | None:
    kind = section.choice("kind", [*_KINDS])
    if section.any("kind") != kind:
        return None
    unreadable = Unreadable(section.choice("unreadable", [*Unreadable], Unreadable.SET_ASIDE))
    empty = section.texts("empty")
    options = _times(section, zone) if kind == "time" else _KINDS[kind](section)
    section.close()
    return Reader(name, options, unreadable, empty)


def _ids(section: Section) -> Ids:
    case = section.choice("case", ("keep", "lower", "upper"), "keep")
    return Ids(section.text("prefix", ""), case, section.flag("drop_zeros", False), _pattern(section))


def _plain(section: Section) -> Plain:
    return Plain(_pattern(section), section.choice("tags", ("keep", "drop"), "keep"))


def _words(section: Section) -> Words:
    words, leave_out = section.constants("words", required=True), section.texts("leave_out")
    folded = _refuse_twins(section, "words", (*words, *leave_out))
    kinds = {type(value) for value in words.values()}
    if len(kinds - {int, float}) + bool(kinds & {int, float}) > 1:
        section.refuse("words", "texts, numbers and flags mixed", "values of one kind", "write all of them alike")
    return Words({word.strip().casefold(): value for word, value in words.items()}, tuple(folded[len(words) :]))


def _refuse_twins(section: Section, key: str, words: Iterable[str]) -> list[str]:
    """The words as they are looked up; those that capitals alone keep apart are refused."""
    folded = [word.strip().casefold() for word in words]
    for word in sorted({word for word in folded if folded.count(word) > 1}):
        section.refuse(key, f"{word!r} more than once", "each word once, capitals aside", "remove one of them")
    return folded


def _times(section: Section, zone: str) -> Times:
    formats = section.texts("format")
    if not formats:
        expected = f"{', '.join(NAMED_FORMATS)} or a pattern such as %d.%m.%Y %H:%M"
        section.refuse("format", "nothing", expected, "say how the export writes its times; it is never guessed")
    for form in formats:
        if (wrong := _wrong_format(form)) is not None:
            section.refuse("format", f"{form!r} ({wrong})", "a pattern that names year, month and day", "correct it")
    midnight = section.choice("midnight", ("time", "day"), "time")
    return Times(formats or ("iso",), zone_of(section, zone), midnight)


def _wrong_format(form: str) -> str | None:
    """What a format lacks; None if nothing."""
    if form in NAMED_FORMATS:
        return None
    asked = re.findall(r"%(.)", form)
    if unknown := sorted({letter for letter in asked if letter not in _DIRECTIVES}):
        return f"unknown: {', '.join('%' + letter for letter in unknown)}"
    dated = "j" in asked or ("d" in asked and bool({"m", "b", "B"} & {*asked}))
    lacks = [] if {"Y", "y"} & {*asked} else ["no year"]
    lacks += [] if dated else ["no day of a month"]
    lacks += ["%I without %p"] if "I" in asked and "p" not in asked else []
    return ", ".join(lacks) or None


def _decimal(section: Section) -> str:
    return section.choice("decimal", (".", ","), ".")


def _numbers(section: Section) -> Numbers:
    decimal, thousands = _decimal(section), section.text("thousands", "")
    if thousands == decimal:
        section.refuse("thousands", repr(thousands), "another sign than decimal", "correct one of them")
    return Numbers(decimal, thousands, section.number("factor", 1.0))


def _shares(section: Section) -> Shares:
    low, high = section.number("low", 0.0), section.number("high", 100.0)
    if low == high:
        section.refuse("high", f"{high:g}, the same as low", "another number", "write the top of the scale")
    return Shares(low, high if high != low else low + 1.0, _decimal(section))


def _amounts(section: Section) -> Amounts:
    units = section.constants("units", required=True)
    for unit, factor in units.items():
        is_number = not isinstance(factor, (str, bool)) and 0 < factor < float("inf")
        if not is_number or not unit.strip() or re.search(r"\d", unit):
            section.refuse(f"units.{unit}", repr(factor), "a word without digits and a number above 0", "correct it")
    _refuse_twins(section, "units", units)
    numbers = {unit.strip().casefold(): float(f) for unit, f in units.items() if isinstance(f, (int, float))}
    return Amounts(numbers, _decimal(section))


def _clocks(section: Section) -> Clocks:
    return Clocks(section.choice("first", ("hours", "minutes"), "hours"))


def _pattern(section: Section) -> str | None:
    """The key `find`: a regular expression with one group, which is what is kept."""
    found = section.text("find", "")
    try:
        if found and re.compile(found).groups != 1:
            section.refuse("find", repr(found), "exactly one pair of round brackets", "bracket the part to keep")
            return None
    except re.error as error:
        section.refuse("find", f"{found!r} ({error})", "a regular expression", "correct it")
        return None
    return found or None


_KINDS: Final[Mapping[str, Callable[[Section], Options]]] = {
    "id": _ids,
    "text": _plain,
    "words": _words,
    "time": lambda section: _times(section, "UTC"),
    "number": _numbers,
    "share": _shares,
    "amount": _amounts,
    "clock": _clocks,
}
