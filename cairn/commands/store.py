"""How do tables get into the store, and out of it again? `cairn load` and `cairn export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cairn import options, screen
from cairn.home import Home

Pseudonymous = Annotated[
    bool, typer.Option("--pseudonymous", help="Name learners by pseudonyms, and leave out what tells who they are.")
]
Moment = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="What stood in the store then: a day, or a time with zone; by default now.",
        show_default=False,
    ),
]


def load(folder: options.Folder) -> None:
    """Bring tables into the store: all of them, or nothing where they have errors; rows that are set aside are told."""
    from api.flows.loading import load as bring
    from cairn.database import micros_now, opened
    from cairn.show.report import report
    from cairn.show.stored import loaded
    from recommender.tables import read

    with screen.working(f"Checking {folder}"):
        reading = read(folder)
    screen.answer(report(reading.report))
    if reading.report.errors:
        raise typer.Exit(1)
    with opened(Home.here()) as store, screen.working(f"Loading {folder}"):
        done = bring(store, reading, micros_now())
    screen.answer(loaded(folder, done))


def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder that the tables go to.", show_default=False)],
    as_of: Moment = None,
    pseudonymous: Pseudonymous = False,
    format: options.Written = options.Format.PARQUET,  # noqa: A002
) -> None:
    """Write what stands in the store to OUT: checked tables, and a manifest that says how far they reach."""
    from api.flows.exporting import Wanted, tables_of
    from cairn.database import micros, micros_now, opened
    from cairn.exchange import put_out, require_place
    from cairn.moments import moment
    from cairn.show.stored import exported

    then = None if as_of is None else micros(moment(as_of, "--as-of"))
    require_place(out)
    with opened(Home.here()) as store, screen.working("Reading the store"):
        tables, manifest = tables_of(store, Wanted(micros_now(), then, pseudonymous))
    put_out(tables, manifest, out, format.value)
    screen.answer(exported(out, manifest))
