"""How do figures against the floor look?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from rich.console import RenderableType

from cairn.show.layout import number_column, table, text_column
from cairn.show.prose import Prose

FLOOR: Final = "_floor"
"""Ending of a figure that belongs to the floor, popularity."""
Row = tuple[str, float, float | None]


def metrics(rows: Iterable[Row]) -> RenderableType:
    """The table: figure, this bundle, the floor."""
    grid = table(wide=False)
    text_column(grid, "figure")
    number_column(grid, "this bundle")
    number_column(grid, "floor (popularity)")
    for name, ours, floor in rows:
        grid.add_row(Prose(name.replace("_", " ")), figure(ours), "–" if floor is None else figure(floor))
    return grid


def paired(found: Mapping[str, float]) -> tuple[Row, ...]:
    """Each figure beside that of the floor, None where there is no floor to it.

    >>> paired({"ndcg@10": 0.3, "ndcg@10_floor": 0.1, "chance_brier": 0.2})
    (('ndcg@10', 0.3, 0.1), ('chance_brier', 0.2, None))
    """
    return tuple((name, ours, found.get(name + FLOOR)) for name, ours in found.items() if not name.endswith(FLOOR))


def figure(value: float) -> str:
    """A count as it is, anything else with four decimals.

    >>> figure(1200.0), figure(0.31234)
    ('1,200', '0.3123')
    """
    return f"{value:,.0f}" if value == round(value) and abs(value) > 1 else f"{value:.4f}"
