"""How are levels, chances, times and counts written?"""

from __future__ import annotations

from datetime import datetime, time

from cairn.show.prose import GLUE
from recommender.types import Estimate


def level(value: float) -> str:
    """A level, or a sum of weighted ones, with two decimals and no leading zero.

    >>> level(0.32), level(1.25), level(-0.001), level(-0.25)
    ('.32', '1.25', '.00', '-.25')
    """
    text = f"{round(value, 2) + 0.0:.2f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def level_between(estimate: Estimate) -> str:
    """A level with the ends of its interval.

    >>> level_between(Estimate(0.15, 0.08, 0.21)).replace(GLUE, " ")
    '.15 (.08–.21)'
    """
    return f"{level(estimate.value)}{GLUE}({between(estimate)})"


def between(estimate: Estimate) -> str:
    """The ends of the interval of a level."""
    return f"{level(estimate.low)}–{level(estimate.high)}"


def percent(share: float) -> str:
    """A share in whole percent; what is small but not nothing, or nearly all but not all, says so.

    >>> [percent(share).replace(GLUE, " ") for share in (0.0, 0.003, 0.62, 0.998, 1.0)]
    ['0 %', '< 1 %', '62 %', '> 99 %', '100 %']
    """
    if 0.0 < share < 0.005:
        return f"<{GLUE}1{GLUE}%"
    if 0.995 <= share < 1.0:
        return f">{GLUE}99{GLUE}%"
    return f"{share * 100:.0f}{GLUE}%"


def percent_said(share: float) -> str:
    """A share in whole percent, as a sentence says it.

    >>> [percent_said(share).replace(GLUE, " ") for share in (0.003, 0.62, 0.998)]
    ['less than 1 %', '62 %', 'more than 99 %']
    """
    return percent(share).replace("<", "less than").replace(">", "more than")


def percent_between(estimate: Estimate) -> str:
    """The interval of a chance.

    >>> percent_between(Estimate(0.62, 0.51, 0.72)).replace(GLUE, " ")
    '51–72 %'
    """
    return f"{estimate.low * 100:.0f}–{estimate.high * 100:.0f}{GLUE}%"


def duration(minutes: float) -> str:
    """Minutes as a person says them.

    >>> [duration(minutes).replace(GLUE, " ") for minutes in (45, 60, 95, 1440)]
    ['45 min', '1 h', '1 h 35 min', '24 h']
    """
    hours, rest = divmod(round(minutes), 60)
    parts = [f"{hours:,}{GLUE}h"] * (hours > 0) + [f"{rest}{GLUE}min"] * (rest > 0 or hours == 0)
    return GLUE.join(parts)


def counted(number: int, thing: str, things: str | None = None) -> str:
    """A number with its noun.

    >>> counted(1, "step").replace(GLUE, " "), counted(1200, "entry", "entries").replace(GLUE, " ")
    ('1 step', '1,200 entries')
    """
    return f"{number:,}{GLUE}{thing if number == 1 else things or thing + 's'}"


def day(at: datetime) -> str:
    """The day of a moment."""
    return at.date().isoformat()


def clock(at: datetime) -> str:
    """The time of day of what happens live, with its zone; nothing at midnight, which stands for a day as a whole."""
    return f"{at:%H:%M}{GLUE}{at:%Z}".rstrip() if at.time() != time.min else ""


def minute(at: datetime) -> str:
    """A moment to the minute, with its zone."""
    return f"{at:%Y-%m-%d}{GLUE}{at:%H:%M}{GLUE}{at:%Z}".rstrip()
