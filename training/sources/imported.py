"""What does an importer hand over?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True, slots=True)
class Imported:
    """Tables by name, as the schema has them, and what the reader must know of how they came about.

    `notes` are sentences with counts: what was assumed, mapped and left out. `aside` are rows that could not be
    read, by the name of their system, where an importer keeps them: file, line, table, column, found, expected, mend,
    row.
    """

    tables: Mapping[str, pd.DataFrame]
    notes: tuple[str, ...]
    aside: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def counted(number: int, thing: str, things: str | None = None) -> str:
    """A number with its noun, as a note says it.

    >>> counted(1, "event"), counted(1200, "event"), counted(0, "entry", "entries")
    ('1 event', '1,200 events', '0 entries')
    """
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"
