"""How does a scoreboard look?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.console import Group, RenderableType

from cairn.moments import rfc3339
from cairn.show.layout import bullets, figure_column, heading, number_column, sentence, table
from cairn.show.numbers import counted
from cairn.show.prose import GLUE, Prose
from training.scoreboard.board import Scoreboard
from training.scoreboard.chance import Chances
from training.scoreboard.effects import OFTEN, Effects
from training.scoreboard.figure import Figure
from training.scoreboard.levels import LevelSlice
from training.scoreboard.standing import Standing

RIVALS: Final = {"cairn": "Cairn"}
"""Who is called otherwise than in the values."""
WHO: Final = (
    "popularity takes what most chose, affinity what this learner would choose, greedy what has the most modelled gain "
    "a minute, each next to next, by the rules and levels that Cairn knows; oracle is greedy too, but knows the truth. "
    "All have the same learners, hours and weeks, and no duties"
)
_LEVELS: Final = 3
_ELSEWHERE: Final = " The bundle was trained on other tables than these."


def scoreboard(found: Scoreboard) -> RenderableType:
    """Everything: who was judged, levels, chance, effects, lists, paths; brackets hold 95 % intervals."""
    return Group(
        Prose(f"Scoreboard of bundle {found.model_version} in the {found.world} world", "bold"),
        Prose(opening(found)),
        heading("Levels on the last day, against the true ones"),
        levels(found.levels),
        heading("Chance of finishing, on pairs assigned at random"),
        chance(found.chance),
        heading("Effects of contents, in rank"),
        effects(found.effects),
        heading("True gap closed by the first ten contents listed, each as if given now, in points"),
        standings(found.lists),
        heading(f"True gap closed by paths of {found.weeks} weeks, each followed {times(found.follows)}, in points"),
        standings(found.paths),
        Prose(sentence(WHO)),
    )


def opening(found: Scoreboard) -> str:
    """Who was judged and when, and how figures are given."""
    return (
        f"{counted(found.learners, 'learner')} drawn with seed {found.seed}, as of {rfc3339(found.as_of)}; their true "
        f"gap is {figure(points(found.gap), 1)} points on average, where a point is a hundredth of a weighted level. "
        f"Brackets hold 95{GLUE}% intervals.{'' if found.trained_here else _ELSEWHERE}"
    )


def times(number: int) -> str:
    """How often, in words.

    >>> times(1), times(3).replace(GLUE, " ")
    ('once', '3 times')
    """
    return "once" if number == 1 else counted(number, "time")


def levels(slices: Mapping[str, LevelSlice]) -> RenderableType:
    """The table: slice, pairs, error, bias, share inside the 80 % interval, its width."""
    grid = table(wide=False)
    grid.add_column("levels", no_wrap=True)
    number_column(grid, "pairs")
    for title in ("RMSE", "bias", "in 80 %"):
        figure_column(grid, title)
    number_column(grid, "width")
    for name, one in slices.items():
        cells = (figure(one.rmse, _LEVELS), signed(one.bias, _LEVELS), figure(one.coverage, 2))
        grid.add_row(name, f"{one.pairs:,}", *map(parted, cells), number(one.width.value, 2))
    return grid


def chance(found: Chances | None) -> RenderableType:
    """The chance's figures as sentences; that the truth says nothing of it, where that is so."""
    if found is None:
        return Prose("The truth holds no pairs assigned at random.")
    best = f"the true chances themselves reach {figure(found.best, 3)}"
    return bullets(
        (
            f"Brier skill against the base rate: {figure(found.skill, 3)}; {best}.",
            f"Calibration error: {figure(found.calibration, 3)}; shown minus true {signed(found.bias, 3)}.",
            f"{counted(found.pairs, 'pair')}, of which {found.base_rate * 100:.0f}{GLUE}% would be finished.",
        )
    )


def effects(found: Effects) -> RenderableType:
    """The rank correlations as sentences."""
    said = [
        f"Contents with {OFTEN} completions: {figure(found.often.rank, 2)} over {counted(found.often.links, 'link')}.",
        f"All contents: {figure(found.all.rank, 2)} over {counted(found.all.links, 'link')}.",
    ]
    if found.useless is not None:
        said.append(f"Popular contents that teach nothing are learned as {number(found.useless, 2)} on average.")
    return bullets(said)


def standings(found: Mapping[str, Standing]) -> RenderableType:
    """The table in points: who, closed by hour and in all, how far Cairn is ahead in either, and hours."""
    grid = table(wide=False)
    grid.add_column("who", no_wrap=True)
    for title in ("an hour", "Cairn ahead", "in all", "Cairn ahead"):
        figure_column(grid, title)
    number_column(grid, "hours")
    for name, one in found.items():
        cells = (
            figure(points(one.per_hour), 2),
            "" if one.ahead is None else signed(points(one.ahead), 2),
            figure(points(one.closed), 1),
            "" if one.ahead_in_all is None else signed(points(one.ahead_in_all), 1),
        )
        grid.add_row(RIVALS.get(name, name), *map(parted, cells), number(one.hours.value, 1))
    return grid


def points(one: Figure) -> Figure:
    """Hundredths of a level.

    >>> points(Figure(0.5, 0.25, 0.75))
    Figure(value=50.0, low=25.0, high=75.0)
    """
    return Figure(100.0 * one.value, 100.0 * one.low, 100.0 * one.high)


def number(value: float, decimals: int) -> str:
    """A number without its leading zero, a dash where there is none.

    >>> number(0.3456, 2), number(-0.004, 2), number(12.345, 1), number(float("nan"), 2)
    ('.35', '.00', '12.3', '–')
    """
    if value != value:
        return "–"
    text = f"{round(value, decimals) + 0.0:.{decimals}f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def figure(one: Figure, decimals: int) -> str:
    """A figure with its interval.

    >>> figure(Figure(0.5, 0.41, 0.6), 2).replace(GLUE, " ")
    '.50 (.41 to .60)'
    """
    if one.low != one.low:
        return number(one.value, decimals)
    return f"{number(one.value, decimals)}{GLUE}({number(one.low, decimals)}{GLUE}to{GLUE}{number(one.high, decimals)})"


def parted(text: str) -> Prose:
    """A figure that may be broken between its numbers."""
    return Prose(text.replace(GLUE, " "))


def signed(one: Figure, decimals: int) -> str:
    """A difference with its sign and interval.

    >>> signed(Figure(0.5, -0.41, 0.6), 1).replace(GLUE, " ")
    '+.5 (-.4 to .6)'
    """
    return ("+" if one.value > 0 else "") + figure(one, decimals)
