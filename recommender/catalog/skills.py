"""What can be learned, and which content teaches what: skills and links as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from recommender.catalog.index import Index
from recommender.catalog.trust import teaching
from recommender.tables import Tables
from recommender.types import Floats, Ints

HALF_LIFE_DAYS = 720.0
"""Half-life of unused knowledge where the skill states none."""


@dataclass(frozen=True, slots=True)
class Skills:
    """The skills of a catalogue, ordered by id; `parent` is a column, -1 for none."""

    index: Index
    names: tuple[str, ...]
    parent: Ints
    half_life_days: Floats

    @property
    def ids(self) -> tuple[str, ...]:
        return self.index.ids

    @property
    def column(self) -> Mapping[str, int]:
        return self.index.column

    def __len__(self) -> int:
        return len(self.index)

    @classmethod
    def of(cls, tables: Tables) -> Skills:
        """The skills of checked tables."""
        frame = tables["skills"]
        index = Index.of(frame["skill_id"])
        return cls(
            index=index,
            names=tuple(frame["name"].tolist()),
            parent=index.columns(frame["parent_id"]),
            half_life_days=frame["half_life_days"].fillna(HALF_LIFE_DAYS).to_numpy(float),
        )


@dataclass(frozen=True, slots=True)
class Links:
    """Which content teaches (or only requires) which skill, ordered by content, then skill.

    Content i owns rows `starts[i]:starts[i + 1]`. A row with `exit <= entry` requires the skill and teaches nothing.
    `by_skill` lists the rows in order of skill: skill s owns `by_skill[skill_starts[s]:skill_starts[s + 1]]`.
    """

    content: Ints
    skill: Ints
    entry: Floats
    exit: Floats
    confidence: Floats
    starts: Ints
    by_skill: Ints
    skill_starts: Ints

    def __len__(self) -> int:
        return len(self.content)

    def of_skills(self, skills: Ints) -> Ints:
        """The rows of some skills, skill by skill."""
        spans = [self.by_skill[self.skill_starts[s] : self.skill_starts[s + 1]] for s in skills.tolist()]
        return np.concatenate([np.empty(0, np.int64), *spans])

    def of_contents(self, contents: Ints) -> tuple[Ints, Ints]:
        """The rows of some contents, content by content, and of each row the place of its content among those asked."""
        return owned(self.starts, contents)

    @classmethod
    def of(cls, tables: Tables, contents: Index, skills: Index) -> Links:
        """The links of checked tables: those rejected or merely asked for left out, suggested ones at confidence."""
        frame = teaching(tables["content_skills"])
        content, skill = contents.columns(frame["content_id"]), skills.columns(frame["skill_id"])
        order = np.lexsort((skill, content))
        by_skill = np.argsort(skill[order], kind="stable")
        return cls(
            content=content[order],
            skill=skill[order],
            entry=frame["entry_level"].to_numpy(float)[order],
            exit=frame["exit_level"].to_numpy(float)[order],
            confidence=frame["confidence"].to_numpy(float)[order],
            starts=np.searchsorted(content[order], np.arange(len(contents) + 1)),
            by_skill=by_skill,
            skill_starts=np.searchsorted(skill[order][by_skill], np.arange(len(skills) + 1)),
        )


def owned(starts: Ints, owners: Ints) -> tuple[Ints, Ints]:
    """The rows of some owners, of which i owns `starts[i]:starts[i + 1]`, and of each row the place of its owner.

    >>> owned(np.array([0, 2, 3, 6]), np.array([2, 0]))
    (array([3, 4, 5, 0, 1]), array([0, 0, 0, 1, 1]))
    """
    begin = starts[owners]
    counts = starts[owners + 1] - begin
    ends = counts.cumsum()
    place = np.arange(len(owners)).repeat(counts)
    return np.arange(len(place)) + (begin - ends + counts).repeat(counts), place
