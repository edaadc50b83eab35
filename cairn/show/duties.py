"""How do the duties of one learner look?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Group, RenderableType

from cairn.show.layout import sentence, stacked, table, text_column
from cairn.show.numbers import counted
from cairn.show.prose import Prose
from recommender.catalog import Catalog
from recommender.goals import Claim


def duties(learner: str, claims: Sequence[Claim], catalog: Catalog, on: date) -> RenderableType:
    """Every claim: why, what would do, how it stands; the open ones first, by due day."""
    if not claims:
        return Prose(f"Nothing is required of {learner} on {on}, and nothing is assigned.", "bold")
    still = sum(claim.is_open for claim in claims)
    title = f"On {on} {counted(still, 'duty', 'duties')} of {learner} {'is' if still == 1 else 'are'} open, "
    grid = table()
    text_column(grid, "why", 3)
    text_column(grid, "content", 3)
    text_column(grid, "how it stands", 3)
    for claim in sorted(claims, key=lambda c: (not c.is_open, c.due_on or date.max, c.reason, c.options)):
        grid.add_row(sentence(claim.reason), _contents(claim, catalog), _standing(claim, on))
    return Group(Prose(f"{title}{len(claims) - still:,} met.", "bold"), grid)


def _contents(claim: Claim, catalog: Catalog) -> RenderableType:
    """The content that is asked for, else those that would do."""
    asked = [claim.content_id] if claim.content_id is not None else claim.options
    titles = [_title(one, catalog) for one in asked]
    others = len(claim.options) - len(asked)
    return stacked(*titles, (f"or {counted(others, 'other')} of its group" if others else "", "dim"))


def _title(content: str, catalog: Catalog) -> str:
    column = catalog.contents.column.get(content)
    return content if column is None else f"{catalog.contents.titles[column]} ({content})"


def _standing(claim: Claim, on: date) -> RenderableType:
    finished = f"finished on {claim.finished_on}" if claim.finished_on is not None else ""
    if not claim.is_open:
        until = "for good" if claim.counts_until is None else f"counts until {claim.counts_until}"
        return stacked(("met", "green"), finished, until)
    lacks = "nothing on offer meets it" if claim.content_id is None else ""
    return stacked(_due(claim.due_on, on), finished, _again(claim, on), (lacks, "red"))


def _due(due: date | None, on: date) -> tuple[str, str]:
    if due is None:
        return "open, without a day", "yellow"
    return (f"overdue since {due}", "bold red") if due < on else (f"due on {due}", "yellow")


def _again(claim: Claim, on: date) -> str:
    until = claim.counts_until
    if until is None:
        return ""
    return f"counts until {until}, to be renewed" if until > on else f"stopped to count on {until}"
