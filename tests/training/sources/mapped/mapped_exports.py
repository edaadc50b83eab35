"""Small exports and mappings for them: a test writes only what it is about."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from recommender.errors import SourceRefused
from recommender.tables.schema import TABLES, Column
from training.sources.imported import Imported
from training.sources.mapped import import_mapped
from training.sources.mapped.heard import Heard
from training.sources.mapped.hearing import heard
from training.sources.mapped.readers import readers
from training.sources.mapped.section import Section

TOP = """
title = "A test"
system = "lms"
zone = "Europe/Berlin"
"""
ROLES = """
[files.more]
path = "more.csv"
{keys}
[[tables]]
to = "roles"
from = "more"
columns = {{ role_id = "a", name = "b" }}
"""
LOG = """
[files.log]
path = "log.csv"
"""
EVENTS = """
[read.when]
kind = "time"
format = "iso"
[[tables]]
to = "events"
from = "log"
{keys}
[tables.columns]
learner_id = "who"
content_id = "what"
kind = {{ value = "completed" }}
occurred_at = {{ from = "at", as = "when" }}
{columns}
"""


def events(keys: str = "", columns: str = "") -> str:
    """A mapping of log.csv (who, what, at) to completions, with further keys and columns."""
    return TOP + LOG + EVENTS.format(keys=keys, columns=columns)


def roles(keys: str = "") -> str:
    """Sections that map more.csv (a, b) to roles."""
    return ROLES.format(keys=keys)


def learners(keys: str = "", columns: str = "", above: str = "") -> str:
    """A mapping of log.csv to learners (who), with further keys, columns and sections."""
    rule = f'[[tables]]\nto = "learners"\nfrom = "log"\n{keys}\n[tables.columns]\nlearner_id = "who"\n{columns}\n'
    return TOP + LOG + above + rule


def imported(place: Path, mapping: str, **files: str | bytes) -> Imported:
    """What a mapping makes of some files: log="a,b" becomes log.csv, other__txt="…" becomes other.txt."""
    src = place / "src"
    src.mkdir(exist_ok=True)
    for name, text in files.items():
        stem, _, ending = name.partition("__")
        data = text if isinstance(text, bytes) else text.encode()
        (src / f"{stem}.{ending or 'csv'}").write_bytes(data)
    (place / "mapping.toml").write_text(mapping, encoding="utf-8")
    return import_mapped(src, place / "mapping.toml")


def problems(place: Path, mapping: str, **files: str | bytes) -> tuple[str, ...]:
    """Everything for which an import is refused."""
    with pytest.raises(SourceRefused) as refused:
        imported(place, mapping, **files)
    return refused.value.problems


def aside(made: Imported) -> list[tuple[int, str, str]]:
    """Line, column and what was found, of every row that was set aside."""
    rows = made.aside["lms"]
    return list(zip(rows["line"], rows["column"], rows["found"], strict=True))


def read(cells: list[str | None], column: str = "contents.minutes", **keys: object) -> Heard:
    """What a [read] section with these keys makes of cells, for a column of a table."""
    table, _, name = column.partition(".")
    told: list[str] = []
    made = readers({"r": Section("[read.r]", keys, told)}, "Europe/Berlin")["r"]
    assert told == []
    wanted: Column = TABLES[table][name]
    return heard(pd.Series(cells, dtype="str"), made.options, wanted)


def values(cells: list[str | None], column: str = "contents.minutes", **keys: object) -> list[object]:
    """The values alone, None where there is none."""
    said = read(cells, column, **keys).values
    return [None if pd.isna(one) else one for one in said]
