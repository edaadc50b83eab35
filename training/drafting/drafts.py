"""Which links and levels are suggested where nobody mapped anything? Checked tables in, rows of tables out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, diags_array

from recommender.tables import Tables
from recommender.types import Floats
from training.drafting import before
from training.drafting.drafter import FEWEST, Drafter
from training.drafting.examples import (
    DRAFTED,
    KINDS,
    Examples,
    Kind,
    drafted,
    examples,
    matrix,
    skills_of,
    waiting,
)
from training.drafting.levels import Levels, links_of, reach

_MOST: Final = 8
_SUREST: Final = 0.2
"""Links below this confidence are not worth a person's time."""
_UNDERSTOOD: Final = 0.5
_REQUIRED_MOST: Final = 2
_ROLE: Final = 0.6
_BEHAVIOUR: Final = 0.7
_SPAN: Final = 0.4


@dataclass(frozen=True, slots=True)
class Drafts:
    """Rows to be suggested by table; what each kind could learn from; and how many texts waited."""

    rows: Mapping[str, pd.DataFrame]
    examples: Mapping[str, int]
    waited: Mapping[str, int]


def draft(tables: Tables, more: Sequence[Tables] = (), seed: int = 0) -> Drafts:
    """Suggests links for what nobody mapped, from the links that stand in the tables and in `more` (such as ESCO).

    Links on which anybody has decided, and those of other sources, are never suggested. Same tables, same rows.
    """
    sources = (tables, *more)
    skills = skills_of(sources)
    known = {kind: examples(kind, sources) for kind in KINDS}
    fitted: dict[tuple[Kind, ...], Drafter] = {}
    rows, learned = {}, {}
    for kind in KINDS:
        open_ = waiting(kind, tables)
        kinds = _learned_from(kind, known)
        pool = _pool(kinds, known)
        learned[kind.links] = int(pool.links["owner"].nunique())
        if len(open_) and len(skills):
            if kinds not in fitted:
                fitted[kinds] = _fitted(pool, open_, skills, seed)
            links = _suggested(kind, tables, open_, _sure(fitted[kinds], open_), skills)
            rows[kind.links] = _levelled(kind, links.assign(source=_source(pool, links)), open_, known[kind])
    required = _required(tables)
    waited = {kind.links: len(waiting(kind, tables)) for kind in KINDS}
    return Drafts({**rows, "content_requires": required}, learned, waited)


def _learned_from(kind: Kind, known: Mapping[Kind, Examples]) -> tuple[Kind, ...]:
    """The same kind, or all kinds that have links where its own are too few; itself where there are none at all."""
    if known[kind].links["owner"].nunique() >= FEWEST:
        return (kind,)
    return tuple(other for other in KINDS if len(known[other].links)) or (kind,)


def _pool(kinds: tuple[Kind, ...], known: Mapping[Kind, Examples]) -> Examples:
    """The texts and links of some kinds, with owners that say of which kind they are."""
    parts = [(other.links, known[other]) for other in kinds]
    texts = pd.concat([one.texts.assign(owner=name + "\n" + one.texts["owner"]) for name, one in parts])
    links = pd.concat([one.links.assign(owner=name + "\n" + one.links["owner"]) for name, one in parts])
    return Examples(texts.reset_index(drop=True), links.reset_index(drop=True))


def _fitted(pool: Examples, texts: pd.DataFrame, skills: pd.DataFrame, seed: int) -> Drafter:
    """What is learned from a pool; where nothing is linked, the texts that wait give the words."""
    told = pool.texts[pool.texts["owner"].isin(pool.links["owner"])].reset_index(drop=True)
    heard = told if len(told) else texts
    return Drafter(seed=seed).fit(heard, matrix(heard, pool.links, skills), skills)


def _sure(drafter: Drafter, texts: pd.DataFrame) -> csr_array:
    """How sure each link is; none for texts whose words are mostly unheard of, such as those in another language."""
    known = drafter.reading_.understood(texts) >= _UNDERSTOOD
    found = csr_array(diags_array(known.astype(float)) @ drafter.predict_proba(texts))
    found.eliminate_zeros()
    return found


def _suggested(kind: Kind, tables: Tables, texts: pd.DataFrame, sure: csr_array, skills: pd.DataFrame) -> pd.DataFrame:
    """The surest links of each text, without those that stand, wait or were rejected."""
    pairs = sure.tocoo()
    found = pd.DataFrame(
        {
            kind.owner: texts["owner"].to_numpy()[pairs.coords[0]],
            "skill_id": skills["skill_id"].to_numpy()[pairs.coords[1]],
            "confidence": np.round(pairs.data.astype(float), 3),
        }
    )
    found = found[found["confidence"] >= _SUREST]
    found = _undecided(found, tables[kind.links], [kind.owner, "skill_id"])
    found = found.sort_values(["confidence", kind.owner, "skill_id"], ascending=[False, True, True])
    found = found[found.groupby(kind.owner).cumcount() < _MOST]
    return found.sort_values([kind.owner, "skill_id"], ignore_index=True)


def _undecided(found: pd.DataFrame, there: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Without the links that are there already, but for drafts that wait: those are drafted anew."""
    kept = there[~(drafted(there) & there["status"].eq("suggested"))]
    taken = pd.MultiIndex.from_frame(kept[key])
    return found[~pd.MultiIndex.from_frame(found[key]).isin(taken)]


def _levelled(kind: Kind, links: pd.DataFrame, texts: pd.DataFrame, known: Examples) -> pd.DataFrame:
    """The links with their levels, and weights where the table has them."""
    says, said = _reaches(texts), _reaches(known.texts)
    stands = known.links
    asked = links_of(links[kind.owner], links["skill_id"], pd.Series(0.0, links.index), links[kind.owner].map(says))
    otherwise = {"role_skills": _ROLE, "behaviour_skills": _BEHAVIOUR}.get(kind.links)
    told = links_of(stands["owner"], stands["skill_id"], stands["level"], stands["owner"].map(said))
    level = np.round(Levels(otherwise).fit(told).predict(asked), 2)
    named = links.assign(**{kind.level: level}, status="suggested")
    if kind.links == "content_skills":
        return named.assign(entry_level=_entries(stands, asked, level), exit_level=np.maximum(level, 0.1))
    return named.assign(weight=_weights(stands, links["skill_id"]))


def _reaches(texts: pd.DataFrame) -> pd.Series:
    said = [reach(title, minutes) for title, minutes in zip(texts["title"], texts["minutes"], strict=True)]
    return pd.Series(said, index=texts["owner"], dtype=float)


def _source(pool: Examples, links: pd.DataFrame) -> np.ndarray:
    """Links to skills that something is linked to rest on neighbours too, others on words alone."""
    seen = links["skill_id"].isin(pool.links["skill_id"])
    return np.where(seen, f"{DRAFTED}neighbours", f"{DRAFTED}words")


def _entries(stands: pd.DataFrame, asked: pd.DataFrame, exit_level: Floats) -> Floats:
    """What is needed to profit: learned as the level itself is, else .4 below what the title states."""
    told = links_of(stands["owner"], stands["skill_id"], stands["entry_level"]) if "entry_level" in stands else None
    if told is None or len(told) < FEWEST:
        found = np.where(asked["reach"] > 0.55 + 0.1, exit_level - _SPAN, 0.0)
    else:
        found = Levels().fit(told.assign(reach=0.55)).predict(asked.assign(reach=0.55))
    return np.round(np.clip(found, 0.0, np.maximum(exit_level, 0.1) - 0.1), 2)


def _weights(stands: pd.DataFrame, skills: pd.Series) -> Floats:
    """The mean weight that a skill has where it is linked, else the mean of all, else 1."""
    if stands.empty:
        return np.ones(len(skills))
    mean = stands.groupby("skill_id")["weight"].mean()
    return np.round(skills.map(mean).fillna(stands["weight"].mean()).to_numpy(dtype=float), 2)


def _required(tables: Tables) -> pd.DataFrame:
    """Prerequisites from titles and order, at most two a content, none that would close a circle."""
    there = tables["content_requires"]
    stands = there[there["status"].eq("validated")]
    offered = tables["contents"][~tables["contents"]["status"].eq("retired")]
    told = [before.from_titles(offered, stands), before.from_order(tables["events"], offered["content_id"])]
    key = ["content_id", "requires_content_id"]
    found = pd.concat([one for one in told if len(one)] or told[:1], ignore_index=True)
    found = _undecided(found.sort_values(["confidence", *key], ascending=[False, True, True]), there, key)
    found = found.drop_duplicates(key)
    kept = there[~(drafted(there) & there["status"].eq("suggested")) & there["status"].ne("rejected")]
    needs: dict[str, set[str]] = {}
    for content, required in zip(kept["content_id"], kept["requires_content_id"], strict=True):
        needs.setdefault(content, set()).add(required)
    fits = [_fits(content, required, needs) for content, required in zip(found[key[0]], found[key[1]], strict=True)]
    frame = found[np.array(fits, dtype=bool)].assign(status="suggested")
    return frame.assign(confidence=frame["confidence"].astype(float).round(3)).sort_values(key, ignore_index=True)


def _fits(content: str, required: str, needs: dict[str, set[str]]) -> bool:
    """Whether a prerequisite closes no circle and is not one too many; if so it is noted."""
    reached, ahead = set(), [required]
    while ahead:
        one = ahead.pop()
        if one not in reached:
            reached.add(one)
            ahead.extend(needs.get(one, ()))
    if content in reached or len(needs.get(content, ())) >= _REQUIRED_MOST:
        return False
    needs.setdefault(content, set()).add(required)
    return True
