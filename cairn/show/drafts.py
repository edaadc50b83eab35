"""How do coverage, and questions about suggested links, look?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.console import Group, RenderableType

from cairn.links.drafts import Drafts, Reviewed
from cairn.show.layout import heading, number_column, stacked, table, text_column
from cairn.show.numbers import counted, level, percent
from cairn.show.prose import Prose
from recommender.confirmations import Confirmation, Cover

_KINDS: Final = {
    "contents": "contents on offer",
    "roles": "roles",
    "behaviours": "behaviours",
    "completions": "completions",
}
_LEVELS: Final[Mapping[str, str]] = {
    "content_skills": "from level {} to {}",
    "role_skills": "at level {}",
    "behaviour_skills": "at level {}",
    "content_requires": "",
}


def drafts(found: Drafts) -> RenderableType:
    """What is mapped, and the confirmations that would change most paths."""
    return Group(heading("What is mapped to skills"), _covers(found.coverage), _first(found))


def known(one: Confirmation) -> str:
    """What is known of a suggested link: its levels, how sure its source is, and on how many people it bears."""
    levels = _LEVELS[one.question.table].format(*(level(value) for value in one.question.levels.values()))
    source = f"suggested by {one.question.told_by}" if one.question.told_by else "no source is named"
    sure = f"{percent(one.question.confidence)} sure"
    bears = f"concerns {counted(one.people, 'person', 'people')}, would change {_paths(one.paths)}"
    return "; ".join(part for part in (levels, source, sure, bears) if part)


def _paths(expected: float) -> str:
    return "no path" if expected < 0.5 else f"about {counted(round(expected), 'path')}"


def _covers(covers: tuple[Cover, ...]) -> RenderableType:
    grid = table(wide=False)
    text_column(grid, "share of")
    for title in ("in all", "validated", "only suggested", "none"):
        number_column(grid, title)
    for one in covers:
        parts = (one.validated, one.suggested, one.unmapped)
        grid.add_row(_KINDS[one.kind], f"{one.whole:,}", *(percent(part / one.whole) for part in parts))
    return grid


def _first(found: Drafts) -> RenderableType:
    if not found.first:
        return Group()
    number = len(found.first)
    title = f"The {counted(number, 'confirmation')} that would change most paths, of {found.waiting:,} that wait"
    grid = table()
    number_column(grid, "#")
    text_column(grid, "question")
    for place, one in enumerate(found.first, 1):
        grid.add_row(str(place), stacked(one.question.text, (known(one), "dim")))
    return Group(heading(title), grid, Prose("`cairn map DIR --review` asks them one by one.", "dim"))


def reviewed(found: Reviewed) -> RenderableType:
    """What became of a review, in a sentence."""
    parts = f"{found.confirmed:,} confirmed, {found.rejected:,} rejected, {found.skipped:,} skipped"
    return Prose(f"{parts}; {counted(found.waiting, 'link')} still {'waits' if found.waiting == 1 else 'wait'}.")
