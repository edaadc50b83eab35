"""How do rows of the store become a catalogue? Column by column in Arrow, then through the checks of every table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from recommender.catalog import Catalog
from recommender.catalog.catalog import TABLES as SHARED
from recommender.errors import TablesRefused
from recommender.tables import Tables
from recommender.tables.checking import judged
from recommender.tables.raw import Raw
from recommender.tables.report import Collector
from recommender.tables.schema import TABLES, Kind

Rows = Sequence[Mapping[str, Any]]

_NAMES: Final = SHARED
_ARROW: Final = {Kind.NUMBER: pa.float64(), Kind.INTEGER: pa.float64(), Kind.BOOLEAN: pa.bool_()}


@dataclass(frozen=True, slots=True)
class Shared:
    """What is the same for all learners: the catalogue, and the level of each mark of each scale."""

    catalog: Catalog
    scales: Mapping[tuple[str, str], float]


def shared_of(rows_of: Callable[[str], Rows]) -> Shared | None:
    """The catalogue that rows make, None where there is no content; `rows_of` hands out the rows of a table.

    Raises TablesRefused where the rows break the schema.
    """
    tables = tables_of(_NAMES, rows_of)
    if not tables.has("contents"):
        return None
    scales = tables["scales"]
    marks = zip(scales["scale_id"], scales["mark"], strict=True)
    return Shared(Catalog.of(tables), dict(zip(marks, scales["level"].tolist(), strict=True)))


def tables_of(names: Sequence[str], rows_of: Callable[[str], Rows]) -> Tables:
    """Some tables of the store, checked; nothing is said of ids into others, as these are not looked at.

    Raises TablesRefused where the rows break the schema.
    """
    raws = {name: _raw(name, rows) for name in names if (rows := rows_of(name))}
    reading = judged(raws, set(TABLES) - set(names), Collector())
    if errors := reading.report.errors:
        raise TablesRefused("the catalogue in the store cannot be used", [problem.text for problem in errors])
    return reading.tables


def _raw(name: str, rows: Rows) -> Raw:
    """Rows as columns; Arrow walks them in one pass, so that no cell costs a step of Python."""
    columns = TABLES[name].columns
    fields = [pa.field(column.name, _ARROW.get(column.kind, pa.large_string())) for column in columns]
    cells = pa.array(rows, pa.struct(fields)).flatten()
    return Raw(name, None, dict(zip(TABLES[name].names, cells, strict=True)), np.arange(1, len(rows) + 1))
