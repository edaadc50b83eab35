"""What do trained parts know of another catalogue? Arrays carried from the ids they were trained on to those served.

Nothing moves to another id: what the catalogue lost is left out, what it gained starts from what is known of its kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from recommender.bundle.bundle import Bundle, Parts
from recommender.catalog import Catalog
from recommender.knowledge.effects import HIGHEST
from recommender.knowledge.levels import WIDTH, theta_of
from recommender.knowledge.tracer import Tracer
from recommender.ranking.episodes import Record
from recommender.ranking.estimators.affinity import Affinity
from recommender.ranking.estimators.popularity import Popularity
from recommender.ranking.estimators.sequential import LinearSequential
from recommender.types import Floats, Ints


@dataclass(frozen=True, slots=True)
class _Moves:
    """For each trained column its place in the catalogue, -1 where it is gone, and how many places there are."""

    place: Ints
    size: int

    def carried(self, array: np.ndarray, missing: float | Floats) -> np.ndarray:
        """An array by trained column as an array by place; `missing` (one for all, or one a place) where none was."""
        made = np.full(self.size, missing, array.dtype)
        kept = self.place >= 0
        made[self.place[kept]] = array[kept]
        return made


def parts_for(bundle: Bundle, catalog: Catalog) -> Parts:
    """The parts of a bundle in the columns of a catalogue."""
    parts = bundle.parts
    contents = _Moves(catalog.contents.index.columns(bundle.columns.contents), len(catalog.contents))
    rarest = float(parts.popularity.share_.min(initial=1.0))
    return Parts(
        tracer=_tracer(bundle, catalog, contents),
        popularity=_popularity(parts.popularity, contents, rarest),
        ranker=None if parts.ranker is None else _ranker(parts.ranker, contents),
        affinity=None if parts.affinity is None else _affinity(parts.affinity, contents),
        chance=parts.chance,
        record=Record(contents.carried(parts.record.settled, 0.0), contents.carried(parts.record.finished, 0.0)),
    )


def _popularity(popularity: Popularity, contents: _Moves, rarest: float) -> Popularity:
    share: Floats = contents.carried(popularity.share_, rarest)
    return Popularity.from_arrays({"share": share / share.sum() if len(share) else share}, popularity.get_params())


def _affinity(affinity: Affinity, contents: _Moves) -> Affinity:
    arrays = affinity.arrays()
    floor = float(affinity.popularity_.min(initial=1.0))
    arrays["popularity"] = contents.carried(arrays["popularity"], floor)
    return Affinity.from_arrays(arrays, affinity.get_params())


def _ranker(ranker: LinearSequential, contents: _Moves) -> LinearSequential:
    weights = ranker.weights_.tocoo()
    row, column = contents.place[weights.row], contents.place[weights.col]
    kept = (row >= 0) & (column >= 0)
    moved = sp.csr_array((weights.data[kept], (row[kept], column[kept])), shape=(contents.size, contents.size))
    moved.sort_indices()
    return LinearSequential.from_arrays(
        {"data": moved.data, "indices": moved.indices, "indptr": moved.indptr}, ranker.get_params()
    )


def _tracer(bundle: Bundle, catalog: Catalog, contents: _Moves) -> Tracer:
    arrays, params = dict[str, Any](bundle.parts.tracer.arrays()), bundle.parts.tracer.get_params()
    skills = _Moves(catalog.skills.index.columns(bundle.columns.skills), len(catalog.skills))
    roles = catalog.roles.index.columns(bundle.columns.roles)
    links = _link_moves(bundle, catalog, contents, skills)
    prior_mean, prior_variance = theta_of(params["prior_level"]), (WIDTH * params["prior_spread"]) ** 2
    arrays["mean"] = skills.carried(arrays["mean"], _middle(arrays["mean"], prior_mean))
    arrays["variance"] = skills.carried(arrays["variance"], _middle(arrays["variance"], prior_variance))
    arrays["half_life_days"] = catalog.skills.half_life_days
    arrays["effect"] = _effects(arrays, links, catalog)
    arrays["effect_se"] = links.carried(arrays["effect_se"], float(arrays["effect_se"].max(initial=0.0)))
    arrays["offset"] = links.carried(arrays["offset"], 0.0)
    arrays["offset_doubt"] = links.carried(arrays["offset_doubt"], float(arrays["offset_doubt"].max(initial=0.0)))
    arrays["pass_offset"] = links.carried(arrays["pass_offset"], _middle(arrays["pass_offset"], 0.0))
    arrays |= _role_shifts(arrays, roles, skills)
    opening = contents.place[arrays["opening"]]
    arrays["opening"] = np.sort(opening[opening >= 0])
    arrays |= {f"links_{name}": getattr(catalog.links, name) for name in catalog.links.__slots__}
    return Tracer.from_arrays(arrays, params)


def _effects(arrays: dict[str, Any], links: _Moves, catalog: Catalog) -> Floats:
    """The effect of each link served: as it was learned, moved by what people said of the link since.

    What a link's own evidence does not say leans on the mean times its confidence (`knowledge.effects`), so a
    confirmation counts at once, most where least was learned. `effect_se` tells how much leans: all of it where it is
    the highest there is.
    """
    now, mean = catalog.links.confidence, float(arrays["effect_mean"][0])
    doubt = arrays["effect_se"] / max(float(arrays["effect_se"].max(initial=0.0)), 1e-12)
    then = links.carried(arrays["links_confidence"], now)
    leaning = links.carried(doubt**2, 1.0)
    learned = links.carried(arrays["effect"], mean * now)
    return np.where(now == then, learned, np.clip(learned + leaning * mean * (now - then), 0.0, HIGHEST))


def _link_moves(bundle: Bundle, catalog: Catalog, contents: _Moves, skills: _Moves) -> _Moves:
    span = max(len(catalog.skills), 1)
    served = catalog.links.content * span + catalog.links.skill
    content, skill = (m.place[column] for m, column in zip((contents, skills), bundle.columns.links.T, strict=True))
    asked = np.where((content >= 0) & (skill >= 0), content * span + skill, -1)
    place = np.minimum(np.searchsorted(served, asked), max(len(served) - 1, 0))
    found = served[place] == asked if len(served) else np.zeros(len(asked), bool)
    return _Moves(np.where(found, place, -1), len(served))


def _role_shifts(arrays: dict[str, Any], roles: Ints, skills: _Moves) -> dict[str, Any]:
    role, skill = roles[arrays["role"]], skills.place[arrays["role_skill"]]
    kept = np.flatnonzero((role >= 0) & (skill >= 0))
    kept = kept[np.lexsort((skill[kept], role[kept]))]
    return {"role": role[kept], "role_skill": skill[kept], "shift": arrays["shift"][kept]}


def _middle(values: Floats, otherwise: float) -> float:
    return float(values.mean()) if len(values) else otherwise
