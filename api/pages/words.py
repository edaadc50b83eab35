"""How does a page say a number? Levels, shares, days and minutes as a reader says them."""

from __future__ import annotations

from datetime import date
from typing import Final
from urllib.parse import quote

from api.pages.views import Level

STATES: Final = {
    "proposed": "proposed",
    "accepted": "accepted",
    "active": "under way",
    "paused": "paused",
    "done": "finished",
}
"""State of a path -> how a page says it."""


def level(value: float) -> str:
    """A level with two decimals.

    >>> level(0.625), level(1.0)
    ('0.62', '1.00')
    """
    return f"{value:.2f}"


def alike(*values: float) -> tuple[str, ...]:
    """Levels with the same number of decimals: two, or as many as one of them needs.

    >>> alike(0.0, 0.29), alike(0.5, 0.2875)
    (('0.00', '0.29'), ('0.5000', '0.2875'))
    """
    needed = max((len(f"{value:.10f}".rstrip("0").partition(".")[2]) for value in values), default=0)
    return tuple(f"{value:.{max(needed, 2)}f}" for value in values)


def between(found: Level) -> str:
    """The interval of a level.

    >>> between(Level(.6, .47, .77))
    '0.47 to 0.77'
    """
    return f"{found.low:.2f} to {found.high:.2f}"


def percent(share: float) -> str:
    """A share; what is neither nothing nor all is never rounded to it.

    >>> percent(.705), percent(.001), percent(.9999), percent(1.0), percent(0.0)
    ('70 %', 'under 1 %', 'over 99 %', '100 %', '0 %')
    """
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 <= share < 1:
        return "over 99 %"
    return f"{100 * share:.0f} %"


def percents(found: Level) -> str:
    """The interval of a share.

    >>> percents(Level(.7, .39, .89))
    '39 % to 89 %'
    """
    return f"{percent(found.low)} to {percent(found.high)}"


def day(on: date) -> str:
    """A day.

    >>> day(date(2026, 7, 1))
    '1 July 2026'
    """
    return f"{on.day} {on:%B %Y}"


def days(first: date, last: date) -> str:
    """A span of days, said once where it can be.

    >>> days(date(2026, 7, 1), date(2026, 7, 1)), days(date(2026, 7, 1), date(2026, 7, 7))
    ('1 July 2026', '1 to 7 July 2026')
    >>> days(date(2026, 7, 30), date(2026, 8, 2)), days(date(2026, 12, 30), date(2027, 1, 2))
    ('30 July to 2 August 2026', '30 December 2026 to 2 January 2027')
    """
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} to {day(last)}"
    start = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
    return f"{start} to {day(last)}"


def duration(minutes: float) -> str:
    """Minutes, and from two hours on hours.

    >>> duration(15), duration(90), duration(1390), duration(180)
    ('15 min', '90 min', '23 h 10 min', '3 h')
    """
    whole = round(minutes)
    if whole < 120:
        return f"{whole} min"
    hours, rest = divmod(whole, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> counted(1, "step"), counted(1200, "step"), counted(0, "person", "people")
    ('1 step', '1,200 steps', '0 people')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def state(name: str) -> str:
    """The state of a path; one that is not known says its own name."""
    return STATES.get(name, name)


def segment(name: str) -> str:
    """A name as one part of an address.

    >>> segment("a/b ?")
    'a%2Fb%20%3F'
    """
    return quote(name, safe="")
