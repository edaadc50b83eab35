"""How does a summary of drafted links look?"""

from __future__ import annotations

from typing import Final

import pandas as pd
from rich.console import Group, RenderableType

from cairn.links.drafting import Written
from cairn.show.layout import bullets, number_column, table, text_column
from cairn.show.numbers import counted
from cairn.show.prose import Prose

_WHAT: Final = {
    "content_skills": "contents",
    "role_skills": "roles",
    "behaviour_skills": "behaviours",
    "content_requires": "contents",
}


def drafted(found: Written) -> RenderableType:
    """How many links were drafted, by table, from how many examples, and how sure they are."""
    grid = table(wide=False)
    text_column(grid, "links")
    for title in ("learned from", "waited", "given links", "links", "sure", "surest"):
        number_column(grid, title)
    for name in _WHAT:
        rows = found.drafts.rows.get(name, pd.DataFrame())
        if len(rows) or found.drafts.waited.get(name):
            grid.add_row(name, *_counts(found, name, rows))
    total = sum(len(rows) for rows in found.drafts.rows.values())
    return Group(
        Prose(f"{counted(total, 'link')} drafted, all waiting for a person.", "bold"), grid, bullets(_notes(found))
    )


def _counts(found: Written, name: str, rows: pd.DataFrame) -> tuple[str, ...]:
    known, waited = found.drafts.examples.get(name), found.drafts.waited.get(name)
    owners = rows.iloc[:, 0].nunique() if len(rows) else 0
    sure = (f"{rows['confidence'].mean():.2f}", f"{rows['confidence'].max():.2f}") if len(rows) else ("–", "–")
    told = ("–" if one is None else f"{one:,}" for one in (known, waited))
    return (*told, f"{owners:,}", f"{len(rows):,}", *sure)


def _notes(found: Written) -> list[str]:
    notes = [] if found.skills == 0 else [f"{counted(found.skills, 'skill')} came along from the other tables."]
    if found.files:
        notes.append(f"Changed: {', '.join(found.files)}.")
    else:
        notes.append("No file changed.")
    return [*notes, "`cairn check DIR` says which to confirm first, `cairn map DIR --review` asks."]
