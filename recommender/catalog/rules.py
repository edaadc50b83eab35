"""Which duties recur for whom? Requirements as values."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isnan

import pandas as pd

from recommender.tables import Tables


@dataclass(frozen=True, slots=True)
class Requirement:
    """One recurring duty. `options` holds groups of content ids: one content of every group must count."""

    id: str
    name: str
    basis: str
    due_days: int | None
    due_on: date | None
    valid_days: int | None
    renew_from_days: int
    lookback_days: int | None
    options: tuple[tuple[str, ...], ...]
    audience: Mapping[str, frozenset[str]]
    """Audience kind (role, unit, location, learner) to the values that are bound."""


def requirements_of(tables: Tables) -> tuple[Requirement, ...]:
    """The requirements of checked tables, in order of id."""
    contents, audiences = tables["requirement_contents"], tables["requirement_audiences"]
    return tuple(_requirement(row, contents, audiences) for row in tables["requirements"].to_dict("records"))


def _requirement(row: Mapping[Hashable, object], contents: pd.DataFrame, audiences: pd.DataFrame) -> Requirement:
    mine = contents[contents["requirement_id"] == row["requirement_id"]]
    group = mine["option_group"].where(mine["option_group"].notna(), "content " + mine["content_id"])
    options = tuple(tuple(sorted(part)) for _, part in mine["content_id"].groupby(group, sort=True))
    bound = audiences[audiences["requirement_id"] == row["requirement_id"]]
    return Requirement(
        id=str(row["requirement_id"]),
        name=str(row["name"]),
        basis=str(row["basis"]),
        due_days=_whole(row["due_days"]),
        due_on=day_of(row["due_on"]),
        valid_days=_whole(row["valid_days"]),
        renew_from_days=_whole(row["renew_from_days"]) or 0,
        lookback_days=_whole(row["lookback_days"]),
        options=options,
        audience={str(kind): frozenset(part) for kind, part in bound["value"].groupby(bound["kind"], sort=True)},
    )


def _whole(cell: object) -> int | None:
    return int(cell) if isinstance(cell, float) and not isnan(cell) else None


def day_of(cell: object) -> date | None:
    """A cell of a date column as a date, None where it is empty."""
    return cell.date() if isinstance(cell, datetime) and not pd.isna(cell) else None
