"""How do tables come into being, and are they any good? `cairn check`, `cairn make-demo` and `cairn import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cairn import options, screen


def check(folder: options.Folder) -> None:
    """Find everything that is wrong with some tables, say which answers they allow, what of them is mapped to skills,
    and which suggested links a person should look at first; exit 1 on errors."""
    from cairn.links.drafts import drafts_of
    from cairn.show.drafts import drafts
    from cairn.show.report import report
    from recommender.tables import read

    with screen.working(f"Checking {folder}"):
        reading = read(folder)
    screen.answer(report(reading.report))
    if reading.report.errors:
        raise typer.Exit(1)
    screen.answer(drafts(drafts_of(reading.tables)))


def make_demo(
    out: options.Out,
    learners: options.Learners = 2000,
    seed: options.Seed = 7,
    format: options.Written = options.Format.CSV,  # noqa: A002
    world: Annotated[
        options.World,
        typer.Option(
            "--world",
            metavar="friendly|misspecified|hostile",
            help="How unlike Cairn's own model its people learn, forget and judge, and how messy its history is.",
        ),
    ] = options.World.FRIENDLY,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over another made-up organisation that OUT holds.")
    ] = False,
) -> None:
    """Make up an organisation: tables in OUT, and the truth behind them in OUT/truth."""
    from cairn.organisations import Made, make_organisation
    from cairn.show.counts import counts

    with screen.working(f"Making up an organisation of {learners:,} learners"):
        rows = make_organisation(out, Made(learners, seed, format.value, world.value), replace)
    told = f"{out} holds an organisation of {learners:,} learners ({world.value} world, seed {seed})."
    screen.answer(counts(told, rows))


def import_(
    source: Annotated[
        options.Source,
        typer.Argument(
            metavar="SOURCE",
            help="What the export is: enrolments, mooccubex, jcrec, esco, onet, oulad, "
            "or table for any other (with --map).",
            show_default=False,
        ),
    ],
    src: Annotated[Path, typer.Argument(metavar="SRC", help="File or folder of the export.", show_default=False)],
    out: options.Out,
    map: options.Map = None,  # noqa: A002
    format: options.Written = options.Format.PARQUET,  # noqa: A002
) -> None:
    """Turn an export into tables in OUT; tables that are there already are kept and completed."""
    from cairn.imports import brought_in, importer
    from cairn.show.counts import counts, notes

    with screen.working(f"Importing {source.value} from {src}"):
        told, rows = brought_in(importer(source.value, map), src, out, format.value)
    screen.answer(notes(told), counts(f"{out} holds:", rows))
