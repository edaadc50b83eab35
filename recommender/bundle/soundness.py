"""Do the arrays and parameters of a bundle fit together? Asked before anything is made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import isfinite
from typing import Any, Final

import numpy as np

from recommender.columns import EVENT_KINDS
from recommender.ranking.features import NAMES

Arrays = Mapping[str, np.ndarray]

FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "links": ("i", "links", "two"),
    "record.settled": ("f", "contents"),
    "record.finished": ("f", "contents"),
    "popularity.share": ("f", "contents"),
    "ranker.data": ("f", "weights"),
    "ranker.indices": ("i", "weights"),
    "ranker.indptr": ("i", "contents + 1"),
    "affinity.popularity": ("f", "contents"),
    "affinity.found": ("f", "three"),
    "chance.weights": ("f", "features"),
    "chance.intercept": ("f",),
    "chance.covariance": ("f", "features + 1", "features + 1"),
    "chance.overall": ("f",),
    "chance.assumed": ("b",),
    "tracer.mean": ("f", "skills"),
    "tracer.variance": ("f", "skills"),
    "tracer.half_life_days": ("f", "skills"),
    "tracer.effect": ("f", "links"),
    "tracer.effect_se": ("f", "links"),
    "tracer.offset": ("f", "links"),
    "tracer.offset_doubt": ("f", "links"),
    "tracer.pass_offset": ("f", "links"),
    "tracer.relative": ("f", "one"),
    "tracer.noise": ("f", "kinds"),
    "tracer.role": ("i", "shifts"),
    "tracer.role_skill": ("i", "shifts"),
    "tracer.shift": ("f", "shifts"),
    "tracer.bias": ("f", "kinds"),
    "tracer.raters": ("i", "raters"),
    "tracer.leniency": ("f", "raters"),
    "tracer.doubt": ("f", "raters"),
    "tracer.effect_mean": ("f", "one"),
    "tracer.assumed": ("b", "one"),
    "tracer.opening": ("i", "opening"),
    "tracer.links_content": ("i", "links"),
    "tracer.links_skill": ("i", "links"),
    "tracer.links_entry": ("f", "links"),
    "tracer.links_exit": ("f", "links"),
    "tracer.links_confidence": ("f", "links"),
    "tracer.links_starts": ("i", "contents + 1"),
    "tracer.links_by_skill": ("i", "links"),
    "tracer.links_skill_starts": ("i", "skills + 1"),
}
"""Of each array: f(loat), i(nteger) or b(oolean), and what it has one element for, axis by axis.

`weights`, `shifts`, `raters` and `opening` are as many as there happen to be, but the same in all arrays.
"""

OPTIONAL: Final = ("ranker.", "affinity.")
"""Parts that may be missing, then with all their arrays."""

POINTERS: Final[Mapping[str, str]] = {
    "tracer.role": "roles",
    "tracer.role_skill": "skills",
    "tracer.opening": "contents",
    "tracer.links_content": "contents",
    "tracer.links_skill": "skills",
    "tracer.links_by_skill": "links",
    "ranker.indices": "contents",
}
"""Arrays of columns, and what these are columns of."""

SPANS: Final[Mapping[str, str]] = {
    "ranker.indptr": "weights",
    "tracer.links_starts": "links",
    "tracer.links_skill_starts": "links",
}
"""Arrays that rise from 0 to the number of what they delimit."""

_TINY = 1e-300
_VAST = 1e12
"""Beyond any number that is ever learned, and far from where products of a few of them overflow."""
RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "record.settled": (0.0, _VAST),
    "record.finished": (0.0, _VAST),
    "popularity.share": (_TINY, 1.0),
    "affinity.popularity": (_TINY, 1.0),
    "chance.overall": (1e-9, 1.0 - 1e-9),
    "tracer.variance": (_TINY, _VAST),
    "tracer.half_life_days": (_TINY, _VAST),
    "tracer.effect": (0.0, 0.95),
    "tracer.effect_se": (0.0, _VAST),
}


def array_problems(arrays: Arrays, ids: Mapping[str, tuple[str, ...]]) -> list[str]:
    """What keeps arrays from being used, in words; `ids` are those of contents, skills and roles."""
    absent = [p for p in OPTIONAL if not any(name.startswith(p) for name in arrays)]
    expected = [name for name in FORMS if not name.startswith(tuple(absent))]
    problems = [f"array {name} is missing" for name in expected if name not in arrays]
    problems += [f"array {name} is unknown to this code" for name in sorted(set(arrays) - set(FORMS))]
    if problems:
        return problems
    sizes = {"one": 1, "two": 2, "three": 3, "features": len(NAMES), "kinds": len(EVENT_KINDS)}
    sizes |= {name: len(those) for name, those in ids.items()} | {"links": len(np.atleast_1d(arrays["links"]))}
    sizes |= {f"{name} + 1": sizes[name] + 1 for name in ("features", "contents", "skills")}
    problems += [problem for name in expected for problem in _misshapen(name, arrays[name], sizes)]
    return problems or [problem for name in expected for problem in _misplaced(name, arrays[name], sizes)]


def _misshapen(name: str, array: np.ndarray, sizes: dict[str, int]) -> Iterator[str]:
    """What is wrong with kind and shape; sizes that were open until now are settled here."""
    kind, *axes = FORMS[name]
    if array.dtype.kind != kind or not array.dtype.isnative:
        yield f"{name} holds {array.dtype}, expected {kind}"
    if array.ndim != len(axes):
        yield f"{name} has {array.ndim} axes, expected {len(axes)}"
        return
    for axis, size in zip(axes, array.shape, strict=True):
        if size != sizes.setdefault(axis, size):
            yield f"{name} has {size} elements, expected {sizes[axis]} ({axis})"


def _misplaced(name: str, array: np.ndarray, sizes: Mapping[str, int]) -> Iterator[str]:
    """What is wrong with the numbers themselves."""
    low, high = RANGES.get(name, (-_VAST, _VAST))
    if array.dtype.kind == "f" and not (np.isfinite(array) & (array >= low) & (array <= high)).all():
        yield f"{name} holds numbers that are not finite or lie outside {low:g} to {high:g}"
    if name in POINTERS and _outside(array, sizes[POINTERS[name]]):
        yield f"{name} points beyond the {sizes[POINTERS[name]]} {POINTERS[name]}"
    if name == "links" and (_outside(array[:, 0], sizes["contents"]) or _outside(array[:, 1], sizes["skills"])):
        yield "links point beyond the contents or skills"
    if name in SPANS and (array[0] != 0 or array[-1] != sizes[SPANS[name]] or (np.diff(array) < 0).any()):
        yield f"{name} does not rise from 0 to {sizes[SPANS[name]]}"


def _outside(columns: np.ndarray, size: int) -> bool:
    return bool(len(columns)) and bool(columns.min() < 0 or columns.max() >= size)


def id_problems(ids: Any) -> list[str]:
    """What keeps ids from naming columns: each list must rise, so that no id stands twice."""
    names = ("contents", "skills", "roles")
    if not isinstance(ids, dict) or sorted(ids) != sorted(names):
        return [f"ids are expected for {', '.join(names)}"]
    return [f"ids of {name} are no rising list of texts" for name in names if not _rises(ids[name])]


def _rises(ids: Any) -> bool:
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        return False
    return all(a < b for a, b in pairwise(ids))


def recipe_problems(recipe: Any, defaults: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What keeps a recipe from being used: every part has every parameter, each of the kind of its default."""
    if not isinstance(recipe, Mapping) or sorted(recipe) != sorted(defaults):
        return [f"a recipe is expected for {', '.join(sorted(defaults))}"]
    return [problem for part in sorted(defaults) for problem in _of_part(part, recipe[part], defaults[part])]


def _of_part(part: str, found: Any, default: Mapping[str, Any]) -> list[str]:
    if not isinstance(found, Mapping) or sorted(found) != sorted(default):
        return [f"the recipe of {part} has other parameters than {', '.join(sorted(default))}"]
    wrong = [name for name in sorted(default) if not _is_like(found[name], default[name])]
    return [f"{part}.{name} is {found[name]!r}, expected something like {default[name]!r}" for name in wrong]


def _is_like(value: Any, default: Any) -> bool:
    if isinstance(default, tuple):
        return isinstance(value, list | tuple) and len(value) > 0 and all(_is_like(v, default[0]) for v in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isfinite(value) and (isinstance(value, int) or not isinstance(default, int))
