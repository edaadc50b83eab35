"""How does it look that tables went into the store, or came out of it?"""

from __future__ import annotations

from pathlib import Path

from rich.console import RenderableType

from api.flows.exporting import Manifest
from api.flows.loading import Loaded
from cairn.show.counts import counts
from cairn.show.numbers import counted
from cairn.show.prose import Prose


def loaded(folder: Path, done: Loaded) -> RenderableType:
    """What a load wrote."""
    if not done.written and not done.events:
        return Prose(f"The store holds all of {folder} already: nothing was written.", "bold")
    return counts(f"{folder} is in the store. Written:", {**done.written, "events": done.events})


def exported(out: Path, manifest: Manifest) -> RenderableType:
    """What an export holds."""
    names = "pseudonyms" if manifest.pseudonymous else "ids"
    reach = f"as of {manifest.watermark_time} (write {manifest.watermark_seq})"
    total = counted(sum(manifest.rows.values()), "row")
    return counts(f"{out} holds {total}, learners by their {names}, {reach}:", manifest.rows)
