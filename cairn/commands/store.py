"""How do tables get into the store, and out of it again? `cairn load`, `cairn sync` and `cairn export`."""

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


def sync(
    folder: options.Folder,
    snapshot: Annotated[
        bool,
        typer.Option("--snapshot", help="The tables in DIR are the full picture: rows that they leave out end."),
    ] = False,
    allow_loss: Annotated[
        float | None,
        typer.Option(
            "--allow-loss",
            metavar="PERCENT",
            min=0,
            max=100,
            help="How much of a table may vanish, in per cent of its rows; 5 unless said otherwise.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and write nothing.")] = False,
) -> None:
    """Keep the store up to date with tables: all of them, or nothing; tables that DIR lacks stay as they are."""
    from api.flows.syncing import MOST_LOST, Terms, beside
    from api.flows.syncing import sync as bring
    from cairn.database import micros_now, opened
    from cairn.show.report import findings
    from cairn.show.stored import synced
    from recommender.errors import TablesRefused
    from recommender.tables import read
    from recommender.tables.reading import tables_in

    if allow_loss is not None and not snapshot:
        raise typer.BadParameter("nothing vanishes without --snapshot", param_hint="--allow-loss")
    given = tables_in(folder)
    if not given:
        told = "expected files such as learners.csv or employments.parquet; see whether the export was written"
        raise TablesRefused(f"{folder} holds no tables", [told])
    with opened(Home.here()) as store:
        with screen.working(f"Checking {folder}"):
            reading = read(folder, beside(store, given))
        screen.answer(findings(reading.report))
        if reading.report.errors:
            raise typer.Exit(1)
        most = MOST_LOST if allow_loss is None else allow_loss
        with screen.working(f"Comparing {folder} with the store"):
            done = bring(store, reading, Terms(micros_now(), given, snapshot, most, dry_run))
    screen.answer(synced(folder, done, dry_run))
    if done.refused:
        raise typer.Exit(1)


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
    from recommender.errors import QueryRefused

    now, then = micros_now(), None if as_of is None else micros(moment(as_of, "--as-of"))
    if then is not None and then > now:
        raise QueryRefused("--as-of lies in the future", [f"found {as_of}, expected a moment that has been"])
    require_place(out)
    with opened(Home.here()) as store, screen.working("Reading the store"):
        tables, manifest = tables_of(store, Wanted(now, then, pseudonymous))
    put_out(tables, manifest, out, format.value)
    screen.answer(exported(out, manifest))
