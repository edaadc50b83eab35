"""How does the command line speak? Answers on standard output; progress and complaints on standard error."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from cairn.show.prose import Prose, clean
from recommender.errors import CairnError

WIDEST: Final = 100
"""Columns beyond which lines are harder to read."""


def answer(*parts: RenderableType) -> None:
    """Prints what was asked for."""
    console = _console(stderr=False)
    for part in parts:
        console.print(part)


def paste(*lines: str) -> None:
    """Prints lines to be copied: each in one piece, however long."""
    for line in lines:
        typer.echo(line)


def note(text: str) -> None:
    """Says something beside the answer."""
    _console(stderr=True).print(Prose(text))


def complain(error: CairnError) -> None:
    """Tells what went wrong: the summary, then every problem on a line of its own."""
    console = _console(stderr=True)
    console.print(Prose(f"cairn: {error.summary}", "bold red"))
    for problem in error.problems:
        console.print(Prose(problem, lead="  • "))


@contextmanager
def working(text: str) -> Iterator[Callable[[str], None]]:
    """Shows that work is going on; what is yielded says what is being done now. Plain lines where nobody watches."""
    console = _console(stderr=True)
    if not console.is_terminal:
        note(text)
        yield note
        return
    with console.status(Text(clean(text))) as status:
        yield lambda now: status.update(Text(clean(now)))


@contextmanager
def counting(text: str, total: int) -> Iterator[Callable[[int], None]]:
    """Shows how much of some work is done; what is yielded moves it on by a number of pieces."""
    console = _console(stderr=True)
    if not console.is_terminal:
        note(f"{text}: {total:,}")
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(text, total=total)
        yield lambda done: progress.advance(task, done)


def _console(stderr: bool) -> Console:
    """A console no wider than a comfortable line; a pipe gets all of that width unless COLUMNS says otherwise."""
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDEST
    console.width = min(console.width, WIDEST)
    return console
