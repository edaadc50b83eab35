"""Which skills stand behind contents, roles and behaviours where nobody said so? `cairn map`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cairn import options, screen
from recommender.errors import QueryRefused


def map_(
    folder: options.Folder,
    skills: Annotated[
        Path | None,
        typer.Option(
            "--skills",
            metavar="DIR",
            help="Folder of further tables to take skills from and to learn from, such as imported ESCO.",
            show_default=False,
        ),
    ] = None,
    review: Annotated[
        bool, typer.Option("--review", help="Ask about suggested links, one by one; each answer is kept at once.")
    ] = False,
) -> None:
    """Suggest which skills contents teach and roles need, or (--review) ask a person about what is suggested."""
    if not review:
        _draft(folder, skills)
        return
    if skills is not None:
        raise QueryRefused("--review takes no --skills", ["draft with --skills first, then review"])
    from cairn.links.review import at_terminal
    from cairn.show.drafts import reviewed

    screen.answer(reviewed(at_terminal(folder)))


def _draft(folder: Path, skills: Path | None) -> None:
    from cairn.links.drafting import draft_into
    from cairn.show.drafted import drafted

    with screen.working(f"Drafting links for {folder}"):
        found = draft_into(folder, skills)
    screen.answer(drafted(found))
