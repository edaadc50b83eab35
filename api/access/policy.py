"""What may a manager see of a person, and how small may a group be? A file of the organisation, cautious by default."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from recommender.errors import SettingsRefused


class Sees(StrEnum):
    """What can be seen of a person."""

    LEVELS = "levels"
    GAPS = "gaps"
    PATH = "path"
    EVIDENCE = "evidence"


SMALLEST: Final = (5, 1_000)
"""Bounds of the smallest group: fewer than five people are never told as one."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What managers see of the people who report to them, and the fewest people that a figure may stand for."""

    manager_sees: frozenset[Sees] = frozenset({Sees.LEVELS, Sees.GAPS, Sees.PATH})
    smallest_group: int = SMALLEST[0]

    @classmethod
    def of(cls, file: Path | None) -> Policy:
        """The policy of a TOML file, the cautious one without. Raises SettingsRefused with every problem."""
        if file is None:
            return cls()
        said = _read(file)
        if problems := list(_problems(said)):
            raise SettingsRefused(f"the policy {file} cannot be used", problems)
        sees = said.get("manager_sees")
        seen = cls().manager_sees if sees is None else frozenset(map(Sees, sees))
        return cls(seen, said.get("smallest_group", SMALLEST[0]))


def _read(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsRefused(f"the policy {file} cannot be read", [error.strerror or "it cannot be opened"]) from None
    except ValueError as error:
        raise SettingsRefused(f"the policy {file} is no TOML", [str(error)]) from None


def _problems(said: Mapping[str, Any]) -> Iterator[str]:
    names = ("manager_sees", "smallest_group")
    yield from (f"{name}: no such setting, expected {' or '.join(names)}" for name in said if name not in names)
    words, (low, high), size = list(Sees), SMALLEST, said.get("smallest_group", SMALLEST[0])
    sees = said.get("manager_sees", [])
    if not isinstance(sees, list):
        yield f"manager_sees: found {sees!r}, expected a list of {', '.join(words)}"
    else:
        yield from (f"manager_sees: found {one!r}, expected {', '.join(words)}" for one in sees if one not in words)
    if type(size) is not int or not low <= size <= high:
        yield f"smallest_group: found {size!r}, expected {low} to {high}"
