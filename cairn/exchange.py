"""Where may an export go, and how is it put there?"""

from __future__ import annotations

from pathlib import Path

from api.flows.exporting import MANIFEST, Manifest, write_export
from cairn.organisations import OURS
from cairn.places import require_room, writing_to
from recommender.errors import OutputRefused
from recommender.tables import Tables


def require_place(out: Path) -> None:
    """Raises OutputRefused where a folder holds what is no earlier export."""
    require_room(out, OURS | {MANIFEST})
    if out.is_dir() and not (out / MANIFEST).is_file():
        there = sorted(one.name for one in out.iterdir() if one.name in OURS)
        if there:
            told = f"it holds {there[0]}, which was not exported; name an empty folder"
            raise OutputRefused(f"{out} is not overwritten", [told])


def put_out(tables: Tables, manifest: Manifest, out: Path, form: str) -> None:
    """Writes an export. Raises OutputRefused."""
    with writing_to(out):
        write_export(tables, manifest, out, form)
