"""What is said of one suggested content, in a cell of a table?"""

from __future__ import annotations

from collections.abc import Container

from rich.console import RenderableType

from cairn.show.layout import stacked
from cairn.show.numbers import level, percent, percent_between
from recommender.types import Estimate, Gain, Suggestion

MOST_LEVELS = 3
"""Levels in one cell; JSON holds them all."""


def content(suggestion: Suggestion, mandatory: bool = False) -> RenderableType:
    """Title and id; a duty is marked as one."""
    return stacked(
        (suggestion.title, "bold"), (suggestion.content_id, "dim"), ("must be done" if mandatory else "", "")
    )


def levels(suggestion: Suggestion) -> RenderableType:
    """The skills that it moves, from which level to which."""
    shown = suggestion.gains[:MOST_LEVELS]
    return stacked(*(moved(gain) for gain in shown)) if shown else stacked(("no level", "dim"))


def moved(gain: Gain) -> str:
    """One skill with its level before and after, if completed."""
    return f"{gain.name} {level(gain.before.value)}→{level(gain.after.value)}"


def chance(estimate: Estimate) -> RenderableType:
    """The chance of finishing, over its interval."""
    return stacked(percent(estimate.value), (percent_between(estimate), "dim"))


def why(suggestion: Suggestion, told: Container[str] = ("chance",)) -> RenderableType:
    """The reasons, one under the other, without those whose codes are `told` by a column of their own."""
    return stacked(*(reason.text for reason in suggestion.reasons if reason.code not in told))
