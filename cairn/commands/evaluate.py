"""How does a bundle do against the truth of a made-up organisation? `cairn evaluate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from cairn import options, screen
from cairn.home import Home

if TYPE_CHECKING:
    from pathlib import Path

MOST_FOLLOWED: Final = 100
_OTHER: Final = "To judge what it learned of these: train on them, then name that bundle with --model."


def evaluate(
    folder: options.Folder,
    truth: Annotated[
        bool, typer.Option("--truth", help="Judge by the truth that stands in DIR/truth beside made-up tables.")
    ] = False,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="VERSION", help="The bundle; by default the champion.", show_default=False),
    ] = None,
    learners: Annotated[
        int, typer.Option("--learners", metavar="NUMBER", min=1, help="How many learners are judged.")
    ] = 200,
    follows: Annotated[
        int,
        typer.Option(
            "--follows",
            metavar="NUMBER",
            min=1,
            max=MOST_FOLLOWED,
            help="How often a path is followed, at most 100.",
        ),
    ] = 5,
    seed: options.Seed = 7,
    json: options.Json = False,
) -> None:
    """Judge a bundle by the truth behind made-up tables: levels, chance, effects, and the true gap closed by hour."""
    from dataclasses import replace

    from joblib import cpu_count

    from cairn.desk import Desk
    from cairn.plain import as_json
    from cairn.show.scoreboard import scoreboard
    from recommender.bundle import Shelf
    from recommender.tables import checked
    from training.scoreboard.scoreboard import Asked, scored
    from training.scoreboard.truth import Truth

    told = _truth_in(folder, truth)
    with screen.working(f"Reading {folder}"):
        bundle = Shelf(Home.here().models).load(model)
        tables = checked(folder)
        desk, known = Desk.over(tables, bundle), Truth.read(told)
    trained_here = bundle.card.data_fingerprint == tables.fingerprint
    if not trained_here:
        screen.note(f"Bundle {bundle.version} was trained on other tables than those in {folder}. {_OTHER}")
    asked = Asked(learners, follows, seed, jobs=cpu_count())
    with screen.counting("Judging learners", min(learners, len(known.hidden.learner_ids))) as advance:
        found = replace(scored(desk.engine, desk.people, known, asked, advance), trained_here=trained_here)
    if json:
        typer.echo(as_json(found))
    else:
        screen.answer(scoreboard(found))


def _truth_in(folder: Path, asked: bool) -> Path:
    """The folder of truth beside some tables. Raises QueryRefused where it was not asked for, or is not there."""
    from cairn.organisations import TRUTH
    from recommender.errors import QueryRefused

    truth = folder / TRUTH
    if not asked:
        told = [
            "with tables that were made up: add --truth",
            "what a bundle was judged by on what came after the cut stands on its card: `cairn models show VERSION`",
        ]
        raise QueryRefused("a bundle can be judged on tables alone only while it is trained", told)
    if not truth.is_dir():
        told = ["only `cairn make-demo` knows the truth behind its tables: make an organisation up, then train on it"]
        raise QueryRefused(f"{truth} does not exist, so there is no truth to judge by", told)
    return truth
