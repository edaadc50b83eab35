"""How do tables come into being, and are they any good? `cairn check`, `cairn make-demo` and `cairn import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cairn import options, screen


def check(folder: options.Folder) -> None:
    """Find everything that is wrong with some tables, and say which answers they allow; exit 1 on errors."""
    from cairn.show.report import report
    from recommender.tables import read

    with screen.working(f"Checking {folder}"):
        found = read(folder).report
    screen.answer(report(found))
    if found.errors:
        raise typer.Exit(1)


def make_demo(
    out: options.Out,
    learners: options.Learners = 2000,
    seed: options.Seed = 7,
    format: options.Written = options.Format.CSV,  # noqa: A002
) -> None:
    """Make up an organisation: tables in OUT, and the truth behind them in OUT/truth."""
    from cairn.organisations import Made, make_organisation
    from cairn.show.counts import counts

    with screen.working(f"Making up an organisation of {learners:,} learners"):
        rows = make_organisation(out, Made(learners, seed, format.value))
    screen.answer(counts(f"{out} holds an organisation of {learners:,} learners (seed {seed}).", rows))


def import_(
    source: Annotated[
        options.Source,
        typer.Argument(
            metavar="SOURCE", help="What the export is: enrolments, mooccubex, jcrec or esco.", show_default=False
        ),
    ],
    src: Annotated[Path, typer.Argument(metavar="SRC", help="File or folder of the export.", show_default=False)],
    out: options.Out,
    format: options.Written = options.Format.PARQUET,  # noqa: A002
) -> None:
    """Turn an export into tables in OUT; tables that are there already are kept and completed."""
    from cairn.imports import brought_in
    from cairn.show.counts import counts, notes

    with screen.working(f"Importing {source.value} from {src}"):
        told, rows = brought_in(source.value, src, out, format.value)
    screen.answer(notes(told), counts(f"{out} holds:", rows))
