"""How is one learner answered, and how are all of them? `cairn recommend`, `cairn path` and `cairn batch`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cairn import options, screen
from cairn.home import Home

if TYPE_CHECKING:
    from datetime import datetime

    from cairn.desk import Desk
    from recommender.types import Query

MOST: Final = 1000
"""Contents that a list may hold."""
LONGEST: Final = 104
"""Weeks that a path may take."""


def recommend(
    learner: options.LearnerName,
    tables: options.Tables = None,
    k: Annotated[
        int, typer.Option("--k", metavar="NUMBER", min=1, max=MOST, help="How many contents at most, up to 1,000.")
    ] = 10,
    role: options.Role = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
) -> None:
    """Rank contents for one learner, with what each does and why it stands where it stands."""
    from cairn.plain import as_json
    from cairn.show.recommendation import recommendation

    desk, query = _asked(learner, tables, role, as_of, k)
    with screen.working("Ranking contents"):
        found = desk.engine.recommend(query)
    if json:
        typer.echo(as_json(found))
    else:
        screen.answer(recommendation(found, k))


def path(
    learner: options.LearnerName,
    tables: options.Tables = None,
    role: options.Role = None,
    weekly_minutes: Annotated[
        float | None,
        typer.Option(
            "--weekly-minutes",
            metavar="NUMBER",
            min=1,
            help="Learning time a week; by default what the tables say of the learner.",
            show_default=False,
        ),
    ] = None,
    weeks: Annotated[
        int,
        typer.Option(
            "--weeks", metavar="NUMBER", min=1, max=LONGEST, help="How many weeks the path may take, at most 104."
        ),
    ] = 12,
    max_steps: Annotated[
        int, typer.Option("--max-steps", metavar="NUMBER", min=1, help="How many steps the path may have.")
    ] = 12,
    pin: Annotated[
        list[str] | None,
        typer.Option("--pin", metavar="CONTENT", help="A content that must be on the path; may be repeated."),
    ] = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
) -> None:
    """Plan a path for one learner: steps with dates, and a certificate of how good the plan is."""
    from cairn.plain import as_json
    from cairn.show.path import path as shown
    from recommender.types import ContentId, PathWishes

    desk, query = _asked(learner, tables, role, as_of)
    pinned = frozenset(ContentId(content) for content in pin or ())
    wishes = PathWishes(weeks=weeks, weekly_minutes=weekly_minutes, max_steps=max_steps, pinned=pinned)
    desk.require_contents(pinned)
    with screen.working("Planning the path"):
        found = desk.engine.path(query, wishes)
    if json:
        typer.echo(as_json(found))
    else:
        screen.answer(shown(found))


def batch(
    folder: options.Folder,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="File to write: .csv or .parquet.", show_default=False)
    ],
    k: Annotated[
        int,
        typer.Option(
            "--k", metavar="NUMBER", min=1, max=MOST, help="How many contents a learner at most, up to 1,000."
        ),
    ] = 20,
    by: Annotated[
        options.By, typer.Option("--by", metavar="affinity|value", help="What to rank by.")
    ] = options.By.AFFINITY,
    learners: Annotated[
        Path | None,
        typer.Option(
            "--learners", metavar="FILE", help="Learner ids, one a line; by default everybody.", show_default=False
        ),
    ] = None,
    as_of: options.AsOf = None,
) -> None:
    """Rank contents for many learners into one file: learner_id, rank, content_id, score."""
    from cairn.batches import listed, ranked, save, writer_of

    write, at = writer_of(out), _moment(as_of)
    desk = _desk(folder)
    asked = listed(learners, desk.people.ids)
    at = at or _latest(desk)
    with screen.counting("Ranking contents for learners", len(asked)) as advance:
        frame = ranked(desk, asked, at, k, by.value, advance)
    save(frame, out, write)
    screen.note(f"{len(frame):,} rows for {len(asked):,} learners stand in {out}.")


def _asked(learner: str, tables: Path | None, role: str | None, as_of: str | None, k: int = 10) -> tuple[Desk, Query]:
    at = _moment(as_of)
    desk = _desk(tables)
    return desk, desk.query(learner, at or _latest(desk), role, k)


def _desk(tables: Path | None) -> Desk:
    from cairn.desk import Desk

    home = Home.here()
    folder = home.tables(tables)
    with screen.working(f"Reading {folder}"):
        return Desk.open(home, folder)


def _moment(as_of: str | None) -> datetime | None:
    from cairn.moments import moment

    return None if as_of is None else moment(as_of, "--as-of")


def _latest(desk: Desk) -> datetime:
    from cairn.asking import latest_said

    return latest_said(desk.latest())
