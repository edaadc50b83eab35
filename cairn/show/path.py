"""How does a path look?"""

from __future__ import annotations

from typing import Final

from rich.console import Group, RenderableType

from cairn.show.answer import chains, closing, days, is_dated, opening
from cairn.show.certificate import certificate
from cairn.show.layout import heading, number_column, stacked, table, text_column
from cairn.show.numbers import clock, counted, duration, level, level_between
from cairn.show.prose import Prose
from cairn.show.suggestion import chance, content, levels, why
from recommender.types import Gain, Path, Unmet

TOLD: Final = ("chance", "gap")
"""Codes of reasons that a column tells already: chances, and levels at the time of the step."""


MOST_UNMET: Final = 8
"""Skills told as unmet; JSON holds them all."""


def path(found: Path) -> RenderableType:
    """The whole path: steps, certificate, outcomes, forecast, what stays open, assumptions and versions."""
    return Group(
        opening("Learning path", found.answer),
        Prose(summary(found)),
        steps(found),
        certificate(found.certificate),
        chains((step.suggestion for step in found.steps), "step"),
        forecast(found.forecast),
        unmet(found.unmet),
        closing(found.answer),
    )


def summary(found: Path) -> str:
    """Number of steps, time, money and the span of days, in one sentence."""
    if not found.steps:
        return "No step is worth taking: nothing on offer would close a gap within these demands."
    cost = f", cost {money(found.cost)}" if found.cost > 0 else ""
    named = days(found.answer)
    span = f"{named(found.steps[0].start)} to {named(found.steps[-1].finish)}"
    return f"{counted(len(found.steps), 'step')}, {duration(found.minutes)}{cost}, {span}."


def money(cost: float) -> str:
    """An amount in whatever currency the tables use.

    >>> money(1330.0), money(12.5)
    ('1,330', '12.50')
    """
    return f"{cost:,.0f}" if cost == round(cost) else f"{cost:,.2f}"


def steps(found: Path) -> RenderableType:
    """The table: step, dates, content, minutes, levels, chance, why."""
    if not found.steps:
        return Group()
    named, dated = days(found.answer), is_dated(found.answer)
    grid = table()
    number_column(grid, "#")
    grid.add_column("dates", no_wrap=True, width=10)
    text_column(grid, "content", 4)
    number_column(grid, "min")
    text_column(grid, "levels", 3)
    number_column(grid, "chance")
    text_column(grid, "why", 4)
    for number, step in enumerate(found.steps, 1):
        item = step.suggestion
        ends = (part for at in (step.start, step.finish) for part in (named(at), clock(at) if dated else ""))
        dates, minutes = stacked(*ends), f"{item.minutes:,.0f}"
        row = (dates, content(item, step.mandatory), minutes, levels(item), chance(item.chance), why(item, TOLD))
        grid.add_row(str(number), *row)
    return grid


def forecast(gains: tuple[Gain, ...]) -> RenderableType:
    """The levels that we expect to change, drop-outs included, with 80 % intervals."""
    changed = [gain for gain in gains if level(gain.before.value) != level(gain.after.value)]
    if not changed:
        return Group()
    grid = table()
    text_column(grid, "skill")
    number_column(grid, "before")
    number_column(grid, "we expect")
    for gain in changed:
        grid.add_row(Prose(gain.name), Prose(level_between(gain.before)), Prose(level_between(gain.after)))
    return Group(heading("Forecast for the wanted skills (80 % interval, drop-outs counted)"), grid)


def unmet(left: tuple[Unmet, ...]) -> RenderableType:
    """What the path leaves open, and why; the heaviest first, and of many only the first."""
    if not left:
        return Group()
    grid = table()
    text_column(grid, "skill", 2)
    number_column(grid, "wanted")
    number_column(grid, "we expect")
    text_column(grid, "why it stays open", 3)
    for one in left[:MOST_UNMET]:
        grid.add_row(Prose(one.name), level(one.wanted), Prose(level_between(one.expected)), Prose(one.reason))
    more = Prose(f"And {len(left) - MOST_UNMET} more: --json lists them all.") if len(left) > MOST_UNMET else Group()
    return Group(heading("What stays unmet"), grid, more)
