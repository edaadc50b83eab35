"""How do the bundles on the shelf look?"""

from __future__ import annotations

from typing import Final

from rich.console import RenderableType

from cairn.show.layout import table, text_column
from cairn.show.prose import Prose
from recommender.bundle import Shelf

_NOTED: Final = {"released_at": "never released", "verdict": "–"}
"""What is shown of a release, and what stands where it was not noted."""


def shelf(kept: Shelf) -> RenderableType:
    """Every version with its release, and which one is or was in service."""
    versions = kept.versions()
    if not versions:
        return Prose(f"No bundle stands in {kept.folder}: train one with `cairn train DIR`.")
    grid = table()
    text_column(grid, "version")
    grid.add_column("in service", no_wrap=True)
    text_column(grid, "released")
    text_column(grid, "verdict")
    for version in versions:
        release = kept.release(version)
        cells = (str(release.get(name, unknown)) for name, unknown in _NOTED.items())
        grid.add_row(Prose(version), Prose(standing(kept, version), "green"), *(Prose(cell) for cell in cells))
    return grid


def standing(kept: Shelf, version: str) -> str:
    """Whether a version is the champion, or was the one before."""
    if version == kept.champion():
        return "champion"
    return "previous" if version == kept.previous() else ""
