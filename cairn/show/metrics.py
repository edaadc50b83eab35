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
NAMES: Final = {
    "judged_learners": "learners who judged",
    "ndcg@10": "NDCG@10 of what was chosen next ↑",
    "recall@10": "share of what was chosen next among the first 10 ↑",
    "hit@10": "learners with a choice among the first 10 ↑",
    "chance_episodes": "contents started, to judge the chance by",
    "chance_brier": "Brier score of the chance of finishing ↓",
    "chance_brier_skill": "Brier skill of the chance of finishing ↑",
    "chance_brier_skill_left_out": "Brier skill of what was learned of finishing, and left out ↑",
    "chance_calibration_error": "calibration error of the chance of finishing ↓",
    "gap_per_hour_forecast": "gap closed per hour of the list, forecast ↑",
}
"""Figures in words, with the direction that is better."""
COUNTS: Final = frozenset(("judged_learners", "chance_episodes"))


def metrics(rows: Iterable[Row]) -> RenderableType:
    """The table: figure (↑ higher is better, ↓ lower), this bundle, the floor."""
    grid = table(wide=False)
    text_column(grid, "figure (↑ higher is better, ↓ lower is better)")
    number_column(grid, "this bundle")
    number_column(grid, "popularity")
    for name, ours, floor in rows:
        cells = ("–" if value is None else figure(value, name in COUNTS) for value in (ours, floor))
        grid.add_row(Prose(NAMES.get(name, name)), *cells)
    return grid


def paired(found: Mapping[str, float]) -> tuple[Row, ...]:
    """Each figure beside that of the floor, None where there is no floor to it.

    >>> paired({"ndcg@10": 0.3, "ndcg@10_floor": 0.1, "chance_brier": 0.2})
    (('ndcg@10', 0.3, 0.1), ('chance_brier', 0.2, None))
    """
    return tuple((name, ours, found.get(name + FLOOR)) for name, ours in found.items() if not name.endswith(FLOOR))


def figure(value: float, is_count: bool = False) -> str:
    """A count as a whole number, anything else with four decimals.

    >>> figure(1200.0, is_count=True), figure(0.31234), figure(1.0)
    ('1,200', '0.3123', '1.0000')
    """
    return f"{value:,.0f}" if is_count else f"{value:.4f}"
