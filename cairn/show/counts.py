"""How do counts of rows and notes on an import look?"""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Group, RenderableType

from cairn.show.layout import bullets, heading, number_column, table, text_column
from cairn.show.prose import Prose


def counts(title: str, rows: Mapping[str, int]) -> RenderableType:
    """Rows by table."""
    grid = table(wide=False)
    text_column(grid, "table")
    number_column(grid, "rows")
    for name, number in rows.items():
        grid.add_row(name, f"{number:,}")
    return Group(Prose(title, "bold"), grid)


def notes(told: tuple[str, ...]) -> RenderableType:
    """What an importer assumed, mapped and left out."""
    return Group(heading("Notes"), bullets(told)) if told else Group()
