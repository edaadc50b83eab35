"""What does a person say to suggested links, one by one? Each answer is in the tables before the next is asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Final

import typer

from cairn import screen
from cairn.links.drafts import Reviewed, drafts_of
from cairn.links.file import amend
from cairn.show.drafts import known
from recommender.confirmations import FIRST, LEVELS, LINKS, REVIEWED, Confirmation, Key, Question, waiting
from recommender.tables import Tables, checked

_HOW: Final = "y yes, n no, s skip, q quit"
_YES: Final = frozenset({"y", "yes"})
_NO: Final = frozenset({"n", "no"})
_SKIP: Final = frozenset({"s", "skip"})
_QUIT: Final = frozenset({"q", "quit"})


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody typed: a word out of yes, no, skip, quit, and levels that differ from the suggested ones."""

    word: str
    levels: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Talk:
    """How a person is spoken to: `read` gives the next line or None at the end of input, `tell` says a line."""

    read: Callable[[str], str | None]
    tell: Callable[[str], None]


def at_terminal(folder: Path) -> Reviewed:
    """`review` of a folder, asked on standard output and answered on standard input. Raises TablesRefused too."""
    with screen.working(f"Reading {folder}"):
        tables = checked(folder)
    return review(folder, tables, Talk(_line, typer.echo))


def _line(prompt: str) -> str | None:
    typer.echo(prompt, nl=False)
    sys.stdout.flush()
    return sys.stdin.readline() or None


def review(folder: Path, tables: Tables, talk: Talk) -> Reviewed:
    """Asks about suggested links of the tables of a folder until none is left, somebody quits, or input ends.

    After every twenty the order is worked out anew, since answers change what matters next. An interrupt ends it like
    quit: what was answered is in the tables. Raises OutputRefused where an answer cannot be written.
    """
    counts = {"yes": 0, "no": 0}
    skipped = set[Key]()
    now = tables
    try:
        while batch := _open(now, skipped):
            for one in batch:
                said = _asked(one, talk)
                if said.word == "quit":
                    return Reviewed(counts["yes"], counts["no"], len(skipped), waiting(now))
                if said.word == "skip":
                    skipped.add(one.question.key)
                    continue
                now = _settled(folder, now, one.question, said)
                counts[said.word] += 1
    except KeyboardInterrupt:
        talk.tell("")
    return Reviewed(counts["yes"], counts["no"], len(skipped), waiting(now))


def _open(tables: Tables, skipped: set[Key]) -> list[Confirmation]:
    """The next twenty that nobody skipped."""
    found = drafts_of(tables, FIRST + len(skipped)).first
    return [one for one in found if one.question.key not in skipped][:FIRST]


def _asked(one: Confirmation, talk: Talk) -> Said:
    """What somebody says to a question; what is not understood is asked again."""
    talk.tell(one.question.text)
    talk.tell(f"  {known(one)}")
    while True:
        line = talk.read(f"  {_HOW}{_hint(one.question.table)}: ")
        if line is None:
            return Said("quit", {})
        said = said_of(line, one.question.table)
        if isinstance(said, Said):
            return said
        talk.tell(f"  {said}")


def _hint(table: str) -> str:
    names = LEVELS[table]
    return f"; other levels: y {' '.join(name.removesuffix('_level').upper() for name in names)}" if names else ""


def said_of(line: str, table: str) -> Said | str:
    """What a line says, or why it cannot be understood.

    >>> said_of("y .2 .6", "content_skills")
    Said(word='yes', levels={'entry_level': 0.2, 'exit_level': 0.6})
    >>> said_of("maybe", "content_skills")
    'found “maybe”, expected y, n, s or q'
    """
    word, *numbers = line.lower().split() or [""]
    for name, words in (("no", _NO), ("skip", _SKIP), ("quit", _QUIT)):
        if word in words and not numbers:
            return Said(name, {})
    if word not in _YES:
        return f"found “{line.strip()}”, expected y, n, s or q"
    if not numbers:
        return Said("yes", {})
    return _levels(numbers, LEVELS[table])


def _levels(numbers: list[str], names: tuple[str, ...]) -> Said | str:
    try:
        levels = [float(number) for number in numbers]
    except ValueError:
        levels = []
    if len(levels) != len(names) or not all(isfinite(one) and 0.0 <= one <= 1.0 for one in levels):
        wanted = f"{len(names)} levels from 0 to 1, such as y .2 .6" if len(names) > 1 else "a level from 0 to 1"
        return f"found {' '.join(numbers)} after y, expected {wanted if names else 'nothing'}"
    if len(levels) == 2 and levels[0] >= levels[1]:
        return f"found {' '.join(numbers)} after y, expected the level at the end above that at the beginning"
    return Said("yes", dict(zip(names, levels, strict=True)))


def _settled(folder: Path, tables: Tables, question: Question, said: Said) -> Tables:
    """Writes an answer into the folder, and gives the tables with it."""
    key = dict(zip(LINKS[question.table], question.ids, strict=True))
    status = "validated" if said.word == "yes" else "rejected"
    cells: dict[str, str | float] = {"status": status, "source": REVIEWED, **said.levels}
    amend(folder, question.table, key, cells)
    frame = tables[question.table]
    row = (frame[list(key)] == list(key.values())).all(axis=1)
    for name, value in cells.items():
        frame[name] = frame[name].mask(row, value)
    return Tables(MappingProxyType({**tables.frames, question.table: frame}))
