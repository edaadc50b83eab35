"""Which answers do the tables that are there allow, and which tables would allow more?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from recommender.columns import FINISHING, RATINGS
from recommender.tables.report import Answerable

Frames = Mapping[str, pd.DataFrame]
_OTHERS: Final = ("manager", "requirement", "import")
_GRADED: Final = ("passed", "failed", "scored", *RATINGS)


@dataclass(frozen=True, slots=True)
class _Need:
    """Something an answer takes: in words, and whether it is there."""

    words: str
    met: Callable[[Frames], bool]


@dataclass(frozen=True, slots=True)
class _Recipe:
    name: str
    doc: str
    needs: tuple[_Need, ...]


def answers(frames: Frames) -> tuple[Answerable, ...]:
    """Every answer, whether it is possible, and if not what is missing."""
    return tuple(_answerable(recipe, frames) for recipe in _RECIPES)


def _answerable(recipe: _Recipe, frames: Frames) -> Answerable:
    missing = tuple(need.words for need in recipe.needs if not need.met(frames))
    return Answerable(recipe.name, recipe.doc, not missing, missing)


def _rows(*tables: str) -> tuple[_Need, ...]:
    return tuple(_Need(table, lambda frames, table=table: len(frames[table]) > 0) for table in tables)  # type: ignore[misc]


def _filled(table: str, column: str) -> _Need:
    return _Need(f"{table}.{column}", lambda frames: bool(frames[table][column].notna().any()))


def _either(words: str, *ways: tuple[str, ...]) -> _Need:
    return _Need(words, lambda frames: any(all(len(frames[table]) for table in way) for way in ways))


def _voluntary(frames: Frames) -> bool:
    events = frames["events"]
    begun = events["kind"].isin(("enrolled", "started", "completed"))
    return bool((begun & ~events["initiated_by"].isin(_OTHERS)).any())


def _dated_ends(frames: Frames) -> bool:
    events = frames["events"]
    kinds = events["kind"][events["time_precision"] != "position"]
    return bool((kinds == "started").any() and kinds.isin(FINISHING).any())


def _grades(frames: Frames) -> bool:
    events = frames["events"]
    return bool(events["kind"].isin(_GRADED).any())


_TAUGHT: Final = _rows("skills", "content_skills")
_ROLES: Final = _rows("roles", "role_skills")
_RECIPES: Final = (
    _Recipe(
        "gap",
        "paths to what a learner or the organisation wants",
        (
            *_TAUGHT,
            _either(
                "goals (or outcomes, behaviours and behaviour_skills)",
                ("goals",),
                ("outcomes", "behaviours", "behaviour_skills"),
            ),
        ),
    ),
    _Recipe("career", "paths to the role aimed at", (*_TAUGHT, *_ROLES, _filled("learners", "target_role_id"))),
    _Recipe("role", "paths to the role held", (*_TAUGHT, *_ROLES, _filled("employments", "role_id"))),
    _Recipe(
        "requirement",
        "what must be done, and by when",
        (
            _either(
                "requirements, requirement_contents and requirement_audiences (or assignments)",
                ("requirements", "requirement_contents", "requirement_audiences"),
                ("assignments",),
            ),
        ),
    ),
    _Recipe(
        "affinity",
        "what a learner would choose next",
        (_Need("events of contents that learners began by their own choice", _voluntary),),
    ),
    _Recipe("popular", "what is taken most", _rows("contents", "events")),
    _Recipe(
        "chance",
        "whether a content will be finished once started",
        (_Need("events started and completed with dates", _dated_ends),),
    ),
    _Recipe(
        "effects",
        "how far a content brings a learner",
        (*_TAUGHT, _Need("graded events (scored, passed, failed, rated by somebody)", _grades)),
    ),
)
