"""How does it look that somebody was erased? As counts: whom it was about is not said again."""

from __future__ import annotations

from rich.console import RenderableType

from api.store import Forgotten
from cairn.show.layout import number_column, table, text_column
from cairn.show.prose import Prose


def erased(gone: Forgotten) -> tuple[RenderableType, ...]:
    """What was removed."""
    grid = table(wide=False)
    text_column(grid, "what")
    number_column(grid, "removed")
    for name, number in (
        ("versions of rows", gone.rows),
        ("events", gone.events),
        ("versions of paths", gone.paths),
        ("mentions in rows and events of others", gone.mentions),
    ):
        grid.add_row(name, f"{number:,}")
    return Prose("The learner is erased.", "bold"), grid
