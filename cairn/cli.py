"""What can be asked of Cairn at a prompt? Every command by its name, and how errors are told."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated

import typer

from cairn import screen
from cairn.commands import (
    answers,
    duties,
    erase,
    evaluate,
    keys,
    mapping,
    rebuild,
    releases,
    replay,
    service,
    store,
    tables,
)
from cairn.misread import Plainly
from recommender.errors import CairnError

_ABOUT = """Personalised learning paths, from the outcome that must move to the next thing worth learning.

CAIRN_HOME (by default the current folder) holds data, models and mlflow.
"""


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"cairn {version('cairn')}")
        raise typer.Exit


app = typer.Typer(name="cairn", cls=Plainly, help=_ABOUT, no_args_is_help=True, pretty_exceptions_enable=False)
app.command("demo")(service.demo)
app.command("check")(tables.check)
app.command("make-demo")(tables.make_demo)
app.command("import")(tables.import_)
app.command("map")(mapping.map_)
app.command("load")(store.load)
app.command("sync")(store.sync)
app.command("export")(store.export)
app.command("train")(releases.train)
app.command("evaluate")(evaluate.evaluate)
app.command("recommend")(answers.recommend)
app.command("path")(answers.path)
app.command("batch")(answers.batch)
app.command("duties")(duties.duties)
app.command("serve")(service.serve)
app.command("rebuild")(rebuild.rebuild)
app.command("replay")(replay.replay)
app.command("erase")(erase.erase)


@app.callback()
def _cairn(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version of Cairn.")
    ] = False,
) -> None:
    pass


models = typer.Typer(help="See, promote and take back bundles.", no_args_is_help=True)
models.command("list")(releases.list_)
models.command("show")(releases.show)
models.command("promote")(releases.promote)
models.command("rollback")(releases.rollback)
app.add_typer(models, name="models")

systems = typer.Typer(help="Make, list, rotate and revoke the keys of systems that call.", no_args_is_help=True)
systems.command("create")(keys.create)
systems.command("list")(keys.list_)
systems.command("rotate")(keys.rotate)
systems.command("revoke")(keys.revoke)
app.add_typer(systems, name="keys")


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line; what Cairn refuses on purpose is told in sentences and ends with exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app(args=arguments, prog_name="cairn")
    except CairnError as error:
        screen.complain(error)
        raise SystemExit(1) from None
