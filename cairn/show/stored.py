"""How does it look that tables went into the store, or came out of it?"""

from __future__ import annotations

from pathlib import Path

from rich.console import Group, RenderableType

from api.flows.exporting import Manifest
from api.flows.loading import Loaded
from api.flows.syncing import Synced
from cairn.show.counts import counts
from cairn.show.layout import bullets, number_column, table, text_column
from cairn.show.numbers import counted
from cairn.show.prose import Prose


def loaded(folder: Path, done: Loaded) -> RenderableType:
    """What a load wrote."""
    if not done.written and not done.events:
        return Prose(f"The store holds all of {folder} already: nothing was written.", "bold")
    return counts(f"{folder} is in the store. Written:", {**done.written, "events": done.events})


def synced(folder: Path, done: Synced, is_rehearsal: bool) -> RenderableType:
    """Rows by table that a folder made new, changed, left the same and ended, and what kept others from ending."""
    grid = table(wide=False)
    text_column(grid, "table")
    for title in ("new", "changed", "the same", "ended"):
        number_column(grid, title)
    for name, one in done.tallies.items():
        grid.add_row(name, *(f"{number:,}" for number in (one.new, one.changed, one.same, one.ended)))
    held = [
        f"{name}: {counted(one.held, 'row')} left out, but others name what stands there: kept"
        for name, one in done.tallies.items()
        if one.held
    ]
    part = [f"{name}: rows were set aside, so nothing ended there; mend them first" for name in done.in_part]
    title = f"{folder}, rehearsed: nothing was written." if is_rehearsal else f"The store is up to date with {folder}."
    return Group(
        Prose(title, "bold"),
        grid,
        bullets((*held, *part)),
        bullets((f"refused: {one}" for one in done.refused), "bold red"),
    )


def exported(out: Path, manifest: Manifest) -> RenderableType:
    """What an export holds."""
    names = "pseudonyms" if manifest.pseudonymous else "ids"
    reach = f"as of {manifest.watermark_time} (write {manifest.watermark_seq})"
    total = counted(sum(manifest.rows.values()), "row")
    return counts(f"{out} holds {total}, learners by their {names}, {reach}:", manifest.rows)
