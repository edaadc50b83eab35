"""Whose path would an answer change, and how likely is that? One pass over learners and the links of their goals.

A learner's list is here the K contents of the highest value per hour, as `ranking.value` has it, under rough levels:
what contents that were finished bring to somebody who began at `BEGIN`. With u the value that a suggested link at
confidence c would add to its content if it were certain, v the value of the content now, t the value that the K-th of
the list has and t' that of the one behind it, an answer changes the list of a learner

    with chance c       if v < t <= v + (1 - c) u     (it is true, and the content comes in)
    with chance 1 - c   if v >= t and v - c u < t'    (it is not, and the content drops out)

A suggested need of a role or behaviour does the same to all contents of its skill at once: its share of the weight of
the skill goes up by 1 / c or away. A suggested prerequisite forbids nothing yet, so that only a yes changes anything:
with chance c for each learner in whose list the content stands and who has not finished what it is said to need.
This replaces 2c(1 - c) times a stake, the expected change of a weight: a weight may change without changing a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse as sp

from recommender.catalog import Catalog
from recommender.confirmations.crowd import Crowd, Group
from recommender.confirmations.questions import Question
from recommender.confirmations.shares import Leaning, Leanings
from recommender.ranking.value import EFFORT_MINUTES
from recommender.types import Bools, Floats, Ints

K: Final = 10
"""Length of the lists."""
BEGIN: Final = 0.3
"""Level of a learner of whom nothing is known."""
EFFECT: Final = 0.5
"""Share of the way to its exit level that a content brings a learner."""
_TINY: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Stakes:
    """`chance` that an answer changes a learner's list [questions, learners], and `people` whom each concerns."""

    chance: sp.csr_array
    people: Floats


@dataclass(frozen=True, slots=True)
class _Lists:
    """The members of a group before the contents that serve their goal.

    `row` are links of the catalogue by content, `of` the place of each one's content, `place` that of its skill in the
    goal; `gain` [members, links] is the value per hour of each if it were certain, `value` [members, contents] now,
    `last` and `behind` [members, 1] what the last of the list and the one behind it are worth, `finished` what the
    members finished [members, contents of the catalogue].
    """

    row: Ints
    of: Ints
    place: Ints
    contents: Ints
    gain: Floats
    value: Floats
    last: Floats
    behind: Floats
    finished: sp.csr_array


def stakes_of(questions: Sequence[Question], crowd: Crowd, catalog: Catalog, leanings: Leanings) -> Stakes:
    """What hangs on each question, over the learners that are looked at."""
    asked, people = _Asked.of(questions, catalog), np.zeros(len(questions))
    numbers, learners, chances = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
    for group in crowd.groups:
        lists = _lists(group, crowd.finished, catalog)
        for number, concerned, chance in () if lists is None else _changes(lists, asked, leanings.on(group)):
            people[number] += concerned.sum(axis=0)
            member, column = np.nonzero(chance > 0)
            numbers.append(number[column])
            learners.append(group.members[member])
            chances.append(chance[member, column])
    cells = (np.concatenate(chances), (np.concatenate(numbers), np.concatenate(learners)))
    return Stakes(sp.csr_array(cells, shape=(len(questions), crowd.size)), people)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked, in columns: of each link of the catalogue the number of its question, -1 for none.

    `needs` are prerequisites as rows of (number, content, content needed) [r, 3], `confidence` one a question.
    """

    link: Ints
    needs: Ints
    confidence: Floats

    @classmethod
    def of(cls, questions: Sequence[Question], catalog: Catalog) -> _Asked:
        contents, skills, links = catalog.contents.column, catalog.skills.column, catalog.links
        span = len(skills) + 1
        keys = {key: row for row, key in enumerate((links.content * span + links.skill).tolist())}
        link, needs = np.full(len(links), -1, np.int64), list[tuple[int, int, int]]()
        for number, one in enumerate(questions):
            content = contents.get(one.ids[0], -1)
            if one.table == "content_skills" and content >= 0:
                if (row := keys.get(content * span + skills.get(one.ids[1], len(skills)))) is not None:
                    link[row] = number
            elif one.table == "content_requires" and content >= 0 and one.ids[1] in contents:
                needs.append((number, content, contents[one.ids[1]]))
        sure = np.array([one.confidence for one in questions], float)
        return cls(link, np.array(needs, np.int64).reshape(-1, 3), sure)


def _lists(group: Group, finished: sp.csr_array, catalog: Catalog) -> _Lists | None:
    links, goal = catalog.links, group.goal
    row = np.sort(links.of_skills(goal.skill))
    row = row[links.exit[row] > links.entry[row]]
    if not len(row):
        return None
    contents, of = np.unique(links.content[row], return_inverse=True)
    place = np.searchsorted(goal.skill, links.skill[row])
    theirs = finished[group.members]
    done = theirs[:, contents].toarray()
    level = _levels(done[:, of], EFFECT * links.confidence[row] * np.maximum(links.exit[row] - BEGIN, 0.0), place)
    top = np.minimum(links.exit[row], goal.level[place])
    hours = (catalog.contents.minutes[contents] + EFFORT_MINUTES) / 60.0
    open_ = group.offered[contents] & ~done
    gain = np.maximum(top - np.maximum(level[:, place], links.entry[row]), 0.0) * open_[:, of]
    gain *= EFFECT * goal.weight[place] / hours[of]
    starts = np.searchsorted(of, np.arange(len(contents)))
    value = np.add.reduceat(gain * links.confidence[row], starts, axis=1)
    last, behind = _ranked(value, K), _ranked(value, K + 1)
    return _Lists(row, of, place, contents, gain, value, last, behind, theirs)


def _levels(done: Bools, brings: Floats, place: Ints) -> Floats:
    """The level of each learner in each skill of a goal, from what was finished [members, skills]."""
    order = np.argsort(place, kind="stable")
    skills, starts = np.unique(place[order], return_index=True)
    level = np.full((len(done), int(place.max()) + 1), BEGIN)
    level[:, skills] += np.maximum.reduceat(done[:, order] * brings[order], starts, axis=1)
    return level


def _ranked(value: Floats, k: int) -> Floats:
    """The k-th highest value of each row [rows, 1]; next to nothing where there are fewer, so that any value enters."""
    if value.shape[1] < k:
        return np.full((len(value), 1), _TINY)
    kth = np.partition(value, value.shape[1] - k, axis=1)[:, [value.shape[1] - k]]
    return np.maximum(kth, _TINY)


Found = Iterator[tuple[Ints, Bools, Floats]]
"""Numbers of some questions [q], whom each concerns and the chance that its answer changes their list [members, q]."""


def _changes(lists: _Lists, asked: _Asked, leanings: Sequence[Leaning]) -> Found:
    yield _of_contents(lists, asked)
    for leaning in leanings:
        yield from _of_want(lists, asked, leaning)
    yield _of_needs(lists, asked)


def _of_contents(lists: _Lists, asked: _Asked) -> tuple[Ints, Bools, Floats]:
    columns = np.flatnonzero(asked.link[lists.row] >= 0)
    number = asked.link[lists.row[columns]]
    sure, gain, value = asked.confidence[number], lists.gain[:, columns], lists.value[:, lists.of[columns]]
    enters, leaves = _turned(lists, value, gain * sure, sure)
    return number, gain > 0, sure * enters + (1.0 - sure) * leaves


def _of_want(lists: _Lists, asked: _Asked, leaning: Leaning) -> Found:
    columns, number = np.flatnonzero(lists.place == leaning.skill), np.array([leaning.question])
    if not len(columns):
        return
    sure, gain, value = asked.confidence[number], lists.gain[:, columns], lists.value[:, lists.of[columns]]
    enters, leaves = _turned(lists, value, np.minimum(gain * leaning.share, value), sure)
    chance = sure * enters.max(axis=1, keepdims=True) + (1.0 - sure) * leaves.max(axis=1, keepdims=True)
    yield number, gain.max(axis=1, keepdims=True) > 0, chance


def _turned(lists: _Lists, value: Floats, resting: Floats, sure: Floats) -> tuple[Bools, Bools]:
    """Which contents come into a list if a question is answered yes, and which drop out if no [members, contents].

    Of each `value`, the part `resting` rests on the answer, at the confidence `sure`.
    """
    inside = value >= lists.last
    enters = ~inside & (value + resting * (1.0 / np.maximum(sure, 1e-6) - 1.0) >= lists.last)
    return enters, inside & (value - resting < lists.behind)


def _of_needs(lists: _Lists, asked: _Asked) -> tuple[Ints, Bools, Floats]:
    number, content, needed = asked.needs.T
    place = np.minimum(np.searchsorted(lists.contents, content), len(lists.contents) - 1)
    here = np.flatnonzero(lists.contents[place] == content)
    number, value = number[here], lists.value[:, place[here]]
    lacks = ~lists.finished[:, needed[here]].toarray()
    return number, lacks & (value > 0), asked.confidence[number] * (lacks & (value >= lists.last))
