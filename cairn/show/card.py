"""How does the card of a bundle look?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Group, RenderableType

from cairn.show.layout import bullets, heading, sentence, table, text_column
from cairn.show.metrics import metrics, paired
from cairn.show.prose import Prose
from recommender.bundle import Card


def card(version: str, known: Card, release: Mapping[str, Any]) -> RenderableType:
    """What a bundle is made of, how good it is, and what it assumes."""
    facts = {
        "seed": known.seed,
        "data": known.data_fingerprint,
        "catalogue": known.catalog_version,
        "histories go by": known.ordering,
        **release,
    }
    return Group(
        Prose(f"Bundle {version}", "bold"),
        pairs(facts.items()),
        heading("Measured on what came later"),
        metrics(paired(known.metrics)),
        heading("Recipe"),
        pairs((f"{part}.{name}", value) for part, recipe in known.recipe.items() for name, value in recipe.items()),
        heading("Assumptions"),
        bullets(map(sentence, known.assumptions or ("none",))),
    )


def pairs(facts: Iterable[tuple[str, Any]]) -> RenderableType:
    """Names and values, one line each."""
    grid = table()
    grid.show_header = False
    grid.add_column("name", no_wrap=True)
    text_column(grid, "value", 3)
    for name, value in facts:
        grid.add_row(Prose(name.replace("_", " ")), Prose("–" if value is None else str(value)))
    return grid
