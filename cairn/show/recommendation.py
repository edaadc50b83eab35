"""How does a recommendation look?"""

from __future__ import annotations

from rich.console import Group, RenderableType

from cairn.show.answer import chains, closing, opening
from cairn.show.layout import number_column, table, text_column
from cairn.show.prose import Prose
from cairn.show.suggestion import chance, content, levels, why
from recommender.types import Recommendation, Suggestion


def recommendation(found: Recommendation, asked: int = 0) -> RenderableType:
    """The whole answer: what it rests on, the ranked contents, the outcomes behind them, assumptions and versions.

    Says why a list by value holds fewer contents than were asked for.
    """
    ends = found.ranked_by == "value" and len(found.items) < asked
    if not found.items:
        nothing = Prose("Nothing fits: every content is finished, retired, excluded or in another language.")
        return Group(opening("Recommendation", found.answer), nothing, closing(found.answer))
    return Group(
        opening("Recommendation", found.answer),
        Prose(
            f"Ranked by {found.ranked_by}." + ends * " It ends where an hour of the next one would bring too little."
        ),
        ranking(found.items),
        Prose(
            "Levels go from 0 to 1 and hold if the content is completed; chances are forecasts, 80 % intervals.", "dim"
        ),
        chains(found.items, "rank"),
        closing(found.answer),
    )


def ranking(items: tuple[Suggestion, ...]) -> RenderableType:
    """The table: rank, content, minutes, what it does, chance, why."""
    grid = table()
    number_column(grid, "#")
    text_column(grid, "content", 4)
    number_column(grid, "min")
    text_column(grid, "what it does", 3)
    number_column(grid, "chance")
    text_column(grid, "why", 4)
    for item in items:
        minutes = f"{item.minutes:,.0f}"
        grid.add_row(str(item.rank), content(item), minutes, levels(item), chance(item.chance), why(item))
    return grid
