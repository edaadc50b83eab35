"""What can be learned from, and what waits for skills? Contents, roles and behaviours as texts with links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from recommender.tables import Tables

DRAFTED: Final = "drafted:"
"""How the source of every drafted link begins."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What skills are linked to: the table of links and the table of texts, with the columns that matter."""

    links: str
    texts: str
    owner: str
    title: str
    level: str


KINDS: Final = (
    Kind("content_skills", "contents", "content_id", "title", "exit_level"),
    Kind("role_skills", "roles", "role_id", "name", "level"),
    Kind("behaviour_skills", "behaviours", "behaviour_id", "name", "level"),
)


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts of one kind (`owner`, `title`, `description`, `minutes`), and their links that stand."""

    texts: pd.DataFrame
    links: pd.DataFrame


def skills_of(sources: Sequence[Tables]) -> pd.DataFrame:
    """Every skill by id; the first source that names it says how it is called. A missing description is empty.

    A skill of a further source that is called as one before it is left out: `examples` takes both for one.
    """
    every = pd.concat([tables["skills"] for tables in sources], ignore_index=True).drop_duplicates("skill_id")
    every = every[~every["skill_id"].isin(_namesakes(sources).index)]
    return every.assign(description=every["description"].fillna("")).sort_values("skill_id", ignore_index=True)


def examples(kind: Kind, sources: Sequence[Tables]) -> Examples:
    """The texts of one kind in all sources, with the links that stand; an owner's first source speaks for it."""
    texts, links = [_texts(kind, one) for one in sources], [standing(kind, one[kind.links]) for one in sources]
    every = pd.concat(texts, ignore_index=True).drop_duplicates("owner").sort_values("owner", ignore_index=True)
    whole = pd.concat(links, ignore_index=True)
    whole = whole.assign(skill_id=whole["skill_id"].replace(_namesakes(sources).to_dict()))
    whole = whole.drop_duplicates(["owner", "skill_id"])
    return Examples(every, whole.sort_values(["owner", "skill_id"], ignore_index=True))


def _namesakes(sources: Sequence[Tables]) -> pd.Series:
    """By skill of a further source: the first skill of the same name. The first source keeps all its own."""
    every = pd.concat([tables["skills"] for tables in sources], ignore_index=True).drop_duplicates("skill_id")
    first = every.groupby(every["name"].str.strip().str.casefold())["skill_id"].transform("first")
    further = ~every["skill_id"].isin(sources[0]["skills"]["skill_id"]) & first.ne(every["skill_id"])
    return pd.Series(first[further].to_numpy(), every["skill_id"][further].to_numpy(), dtype="str")


def standing(kind: Kind, links: pd.DataFrame) -> pd.DataFrame:
    """The links that a person or a source stands behind; of contents only what they teach."""
    kept = links["status"].eq("validated")
    if "entry_level" in links:
        kept &= links["exit_level"].gt(links["entry_level"])
    return links[kept].rename(columns={kind.owner: "owner", kind.level: "level"})


def waiting(kind: Kind, tables: Tables) -> pd.DataFrame:
    """The texts that no source has mapped: nothing stands but what was drafted once; retired contents do not wait."""
    links = tables[kind.links]
    mapped = links[links["status"].eq("validated") & ~drafted(links)][kind.owner]
    texts = _texts(kind, tables)
    return texts[texts["open"] & ~texts["owner"].isin(mapped)].reset_index(drop=True)


def drafted(links: pd.DataFrame) -> pd.Series:
    """Which links were drafted, whatever became of them."""
    return links["source"].fillna("").str.startswith(DRAFTED)


def matrix(texts: pd.DataFrame, links: pd.DataFrame, skills: pd.DataFrame) -> csr_array:
    """Links as texts × skills of 0 and 1."""
    rows = pd.Index(texts["owner"]).get_indexer(links["owner"])
    columns = pd.Index(skills["skill_id"]).get_indexer(links["skill_id"])
    there = (rows >= 0) & (columns >= 0)
    cells = (np.ones(there.sum(), dtype=np.float32), (rows[there], columns[there]))
    return csr_array(cells, shape=(len(texts), len(skills)))


def _texts(kind: Kind, tables: Tables) -> pd.DataFrame:
    frame = tables[kind.texts]
    empty = pd.Series("", frame.index)
    return pd.DataFrame(
        {
            "owner": frame[kind.owner],
            "title": frame[kind.title].fillna(""),
            "description": frame["description"].fillna("") if "description" in frame else empty,
            "minutes": frame.get("minutes", np.nan),
            "open": ~frame["status"].eq("retired") if kind.texts == "contents" else True,
        }
    )
