"""How does a challenger look against its rival?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from rich.console import Group, RenderableType

from cairn.show.layout import heading, number_column, table, text_column
from cairn.show.numbers import counted
from cairn.show.prose import Prose
from training.gate import FEWEST, Comparison, Difference

SAME: Final = "The same recipe on the same data: nothing differs."


def comparison(found: Comparison, rival: str) -> RenderableType:
    """The difference to the rival (in words, as "popularity"), overall and by group; one line where nothing differs."""
    gap = [] if found.gap is None else [found.gap]
    if found.same_recipe and not any(map(differs, (found.overall, *found.slices.values(), *gap))):
        return Prose(SAME)
    rows: Mapping[str, Difference] = {"everybody": found.overall, **found.slices}
    return Group(
        heading(f"Difference in NDCG@10 to {rival} (95 % interval)"),
        differences(((name, difference) for name, difference in rows.items()), 4),
        too_few(found.overall),
        closed(found.gap, rival),
    )


def closed(gap: Difference | None, rival: str) -> RenderableType:
    """The difference in gap closed per hour; nothing where nothing is wanted of anybody."""
    if gap is None:
        return Group()
    title = heading(f"Difference in gap closed per hour, forecast, to {rival} (95 % interval)")
    return Group(title, differences((("everybody", gap),), 5))


def differences(rows: Iterable[tuple[str, Difference]], decimals: int) -> RenderableType:
    """The table: group, difference, its interval, learners."""
    grid = table(wide=False)
    text_column(grid, "group")
    for title in ("difference", "from", "to", "learners"):
        number_column(grid, title)
    for name, one in rows:
        ends = (f"{value:+.{decimals}f}" for value in (one.mean, one.low, one.high))
        grid.add_row(Prose(name), *ends, f"{one.learners:,}")
    return grid


def too_few(overall: Difference) -> RenderableType:
    """That nothing can be compared, where that is so."""
    if overall.learners >= FEWEST:
        return Group()
    return Prose(f"Only {counted(overall.learners, 'learner')} chose after the cut; {FEWEST} are needed to compare.")


def differs(difference: Difference) -> bool:
    """Whether anybody is any different."""
    return bool(difference.mean or difference.low or difference.high)
