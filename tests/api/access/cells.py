"""The table route × role of docs/access.md, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from api.access import Role, Scope

PAGE = Path(__file__).parents[3] / "docs" / "access.md"
_WORDS = {"all": Scope.ALL, "reports": Scope.REPORTS, "units": Scope.UNITS, "self": Scope.SELF, "-": None}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one role may do by one route; without a scope it is denied."""

    route: str
    role: Role
    scope: Scope | None

    def __str__(self) -> str:
        return f"{self.role} {self.route}"


def cells() -> Iterator[Cell]:
    """Every cell of the table."""
    for routes, words in _rows():
        for route in routes:
            for role, word in zip(Role, words, strict=True):
                yield Cell(route, role, _WORDS[word])


def open_addresses() -> tuple[str, ...]:
    """The addresses that the page calls open to everybody, then those of the demo."""
    [line] = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("Open to everybody")]
    return tuple(re.findall(r"`(/[^`]*)`", line))


def _rows() -> Iterator[tuple[list[str], list[str]]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    head = f"| route | {' | '.join(Role)} |"
    for line in lines[lines.index(head) + 2 :]:
        if not line.startswith("|"):
            return
        first, *words = (cell.strip() for cell in line.strip("|").split("|"))
        yield re.findall(r"`([^`]+)`", first), words
