"""How likely is it that people finish contents which they begin on one day, and how far would these bring them?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from recommender.types import Floats, Ints
from training.demo import chances
from training.demo.calendar import week_of_year
from training.demo.cells import named, picked
from training.demo.minds import Minds
from training.demo.scene import UNTOUCHED, Course, Stage
from training.demo.shelf import SKILL_IDS, TAUGHT, Shelf
from training.demo.traits import People, workload


@dataclass(frozen=True, slots=True)
class Odds:
    """Where everyone stands on a day; `department` has one element a learner. Pairs come as two arrays."""

    shelf: Shelf
    people: People
    minds: Minds
    department: Ints
    day: int

    def chance(self, who: Ints, content: Ints) -> Floats:
        """Chance of coming, getting to the end and passing, within the window and nothing of it mandatory."""
        shelf, people, free = self.shelf, self.people, np.zeros(len(who), bool)
        load = workload(self.department[who], people.busy[who], week_of_year(self.day))
        level, after = self.moved(who, content, 0)
        comes = np.where(shelf.scheduled[content], chances.showing_up(people, who, load, free), 1.0)
        finishes = chances.finishing(shelf, people, who, content, level, load, free)
        return np.asarray(comes * finishes * chances.passing(shelf, content, after))

    def moved(self, who: Ints, content: Ints, place: int) -> tuple[Floats, Floats]:
        """Levels in the skill that contents teach in some place, and where finishing them leads."""
        shelf, minds = self.shelf, self.minds
        skill = shelf.skill[content, place]
        level = minds.level(who, skill, self.day)
        share = chances.gain_share(shelf, self.people, who, content, place, level)
        after = level + share * np.maximum(0.0, shelf.leave[content, place] - level)
        return level, after if minds.plateaus is None else minds.plateaus.capped(who, skill, level, after)

    def gain(self, who: Ints, content: Ints) -> Floats:
        """How far finishing raises each level, shape (pairs, skills)."""
        gains = np.zeros((len(who), len(SKILL_IDS)))
        for place in range(TAUGHT):
            has = np.flatnonzero(self.shelf.skill[content, place] >= 0)
            level, after = self.moved(who[has], content[has], place)
            gains[has, self.shelf.skill[content[has], place]] += after - level
        return gains


PAIRS = 5000
"""Most pairs of which the truth tells what would become of them."""


def assigned_by_lot(
    stage: Stage, course: Course, who: Ints, learner_ids: pd.Series[str], rng: np.random.Generator
) -> pd.DataFrame:
    """What would become of contents given to people by lot on the last day: the chance, and one draw from it.

    Contents are on offer, no duties, and new to the learner; people are drawn from `who`.
    """
    day = stage.calendar.until
    shelf = stage.shelf
    offered = np.flatnonzero((shelf.available_from <= day) & (day < shelf.available_to) & ~shelf.duty)
    learner, content = rng.choice(who, PAIRS), rng.choice(offered, PAIRS)
    first = np.unique(learner * len(shelf) + content, return_index=True)[1]
    kept = first[course.taken[learner[first], content[first]] == UNTOUCHED]
    learner, content = learner[kept], content[kept]
    department = stage.careers.teams.department[stage.careers.at(day).team]
    chance = Odds(shelf, stage.people, course.minds, department, day).chance(learner, content)
    return pd.DataFrame(
        {
            "learner_id": picked(learner_ids, learner),
            "content_id": named(shelf.ids, content),
            "chance": chance.round(4),
            "finished": rng.random(len(chance)) < chance,
        }
    )
