"""How much is mapped to skills, by people or only as a draft? Counts of contents, roles, behaviours and completions."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from recommender.columns import CONTENT_STATUS
from recommender.tables import Tables


@dataclass(frozen=True, slots=True)
class Cover:
    """Of how many things of a kind a validated link to a skill is there, only a suggested one, or none."""

    kind: str
    validated: int
    suggested: int
    unmapped: int

    @property
    def whole(self) -> int:
        """How many there are."""
        return self.validated + self.suggested + self.unmapped


def coverage(tables: Tables, finished: pd.DataFrame) -> tuple[Cover, ...]:
    """Contents on offer, roles, behaviours whose cause is a skill, and completions (`finished`: a content_id a row).

    A completion counts by its content. Kinds of which there are none are left out.
    """
    contents, behaviours = tables["contents"], tables["behaviours"]
    taught = tables["content_skills"].query("exit_level > entry_level")
    offered = contents.loc[contents["status"] == CONTENT_STATUS[0], "content_id"]
    found = (
        _cover("contents", offered, taught, "content_id"),
        _cover("roles", tables["roles"]["role_id"], tables["role_skills"], "role_id"),
        _cover(
            "behaviours",
            behaviours.loc[behaviours["cause"] == "skill", "behaviour_id"],
            tables["behaviour_skills"],
            "behaviour_id",
        ),
        _cover("completions", finished["content_id"].dropna(), taught, "content_id"),
    )
    return tuple(one for one in found if one.whole)


def _cover(kind: str, ids: pd.Series, links: pd.DataFrame, column: str) -> Cover:
    validated = ids.isin(links.loc[links["status"] == "validated", column])
    suggested = ~validated & ids.isin(links.loc[links["status"] == "suggested", column])
    return Cover(kind, int(validated.sum()), int(suggested.sum()), int((~validated & ~suggested).sum()))
