"""Planning problems in a few words: contents by name, levels and wanted levels by skill number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from scipy.sparse import csr_array

from recommender.planning import Calendar, Problem

MONDAY = date(2026, 1, 5)


@dataclass(frozen=True)
class Content:
    """`teaches` and `asks` hold (skill, entry, exit, effect) and (skill, entry)."""

    id: str
    minutes: float = 60
    cost: float = 0
    chance: float = 1.0
    bonus: float = 0.0
    teaches: tuple[tuple[int, float, float, float], ...] = ()
    asks: tuple[tuple[int, float], ...] = ()
    requires: tuple[str, ...] = ()
    group: int = -1
    due: date | None = None
    mandatory: bool = False
    sessions: tuple[datetime, ...] = ()

    @property
    def links(self) -> list[tuple[int, float, float, float]]:
        return sorted([*self.teaches, *((skill, entry, 0.0, 0.0) for skill, entry in self.asks)])


def a_content(name: str, **more) -> Content:
    """A self-paced content of an hour that lifts skill 0 from anywhere towards .8, unless said otherwise."""
    return Content(name, **({"teaches": ((0, 0.0, 0.8, 0.5),)} | more))


def weeks(count: int, weekly_minutes: float, *absences: tuple[date, date]) -> Calendar:
    return Calendar.of(MONDAY, count, weekly_minutes, absences)


def a_problem(
    *contents: Content,
    levels: Sequence[float] = (0.2, 0.2),
    wants: Sequence[tuple[int, float, float]] = ((0, 0.8, 1.0), (1, 0.8, 1.0)),
    calendar: Calendar | None = None,
    **limits,
) -> Problem:
    """`wants` holds (skill, level, weight); bands are tenths of a level from the learner's own to the wanted one."""
    place = {content.id: column for column, content in enumerate(contents)}
    bands = np.array(
        [
            (skill, tenth / 10, tenth / 10 + 0.1, weight)
            for skill, wanted, weight in wants
            for tenth in range(10)
            if tenth / 10 + 0.1 > levels[skill] + 1e-9 and tenth / 10 < wanted - 1e-9
        ]
    ).reshape(-1, 4)
    skill = bands[:, 0].astype(np.int64)
    links = np.array([(place[c.id], *link) for c in contents for link in c.links]).reshape(-1, 5)
    pairs = sorted((place[c.id], place.get(needed, -1)) for c in contents for needed in c.requires)
    return Problem(
        ids=tuple(content.id for content in contents),
        minutes=np.array([content.minutes for content in contents], np.float64),
        cost=np.array([content.cost for content in contents], np.float64),
        chance=np.array([content.chance for content in contents], np.float64),
        bonus=np.array([content.bonus for content in contents], np.float64),
        coverage=csr_array(
            np.reshape([_share(c, *b[:3]) for c in contents for b in bands], (len(contents), len(bands)))
        ),
        band_weight=bands[:, 3],
        band_missing=bands[:, 2] - np.maximum(bands[:, 1], np.asarray(levels, np.float64)[skill]),
        band_skill=skill,
        band_low=bands[:, 1],
        band_high=bands[:, 2],
        level=np.array(levels, np.float64),
        link_content=links[:, 0].astype(np.int64),
        link_skill=links[:, 1].astype(np.int64),
        link_entry=links[:, 2],
        link_exit=links[:, 3],
        link_effect=links[:, 4],
        requires=np.array(pairs, np.int64).reshape(-1, 2),
        alternatives=np.array([content.group for content in contents], np.int64),
        due=tuple(content.due for content in contents),
        mandatory=np.array([content.mandatory for content in contents], np.bool_),
        sessions=tuple(content.sessions for content in contents),
        calendar=calendar or weeks(4, 300),
        **limits,
    )


def names(problem: Problem, plan) -> list[str]:
    """The ids of a plan's steps in order."""
    return [problem.ids[column] for column in plan.order]


def _share(content: Content, skill: float, low: float, high: float) -> float:
    shares = [
        effect * max(0.0, min(high, exit_level) - max(low, entry)) / (high - low)
        for taught, entry, exit_level, effect in content.teaches
        if taught == skill
    ]
    return min(0.95, max(shares, default=0.0))
