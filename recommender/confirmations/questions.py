"""Which suggested links wait for a person, and what is asked about each?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from recommender.tables import Tables

LINKS: Final[Mapping[str, tuple[str, str]]] = {
    "content_skills": ("content_id", "skill_id"),
    "role_skills": ("role_id", "skill_id"),
    "behaviour_skills": ("behaviour_id", "skill_id"),
    "content_requires": ("content_id", "requires_content_id"),
}
"""Tables whose rows may be suggested, and the two ids that name a row."""
LEVELS: Final[Mapping[str, tuple[str, ...]]] = {
    "content_skills": ("entry_level", "exit_level"),
    "role_skills": ("level",),
    "behaviour_skills": ("level",),
    "content_requires": (),
}
"""Levels that a person may correct while confirming."""
_ASKED: Final[Mapping[str, str]] = {
    "content_skills": "Does “{}” teach “{}”?",
    "role_skills": "Does a “{}” need “{}”?",
    "behaviour_skills": "Does it take “{1}” to do this: “{0}”?",
    "content_requires": "Must “{1}” be finished before “{0}”?",
}
SOURCES: Final[Mapping[str, str]] = {
    "drafted:neighbours": "what is known of those that read alike",
    "drafted:words": "the words of both",
    "drafted:parts": "the numbers of parts in the titles",
    "drafted:stages": "words such as introduction and advanced",
    "drafted:order": "the order in which people took them",
}
"""What the sources of drafts are called to people; any other one by its own name."""
Key = tuple[str, str, str]
REVIEWED: Final = "reviewed"
"""What the column `source` says of a link that a person answered."""
_NAMES: Final = {
    "content_id": ("contents", "title"),
    "requires_content_id": ("contents", "title"),
    "skill_id": ("skills", "name"),
    "role_id": ("roles", "name"),
    "behaviour_id": ("behaviours", "name"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One suggested link: the two ids that it joins, their names, its levels by column, and how sure its source is."""

    table: str
    ids: tuple[str, str]
    names: tuple[str, str]
    levels: Mapping[str, float]
    confidence: float
    source: str | None

    @property
    def text(self) -> str:
        """What a person is asked.

        >>> Question("role_skills", ("r", "s"), ("Cook", "Knives"), {"level": 0.6}, 0.5, None).text
        'Does a “Cook” need “Knives”?'
        """
        return _ASKED[self.table].format(*self.names)

    @property
    def told_by(self) -> str | None:
        """What suggests the link, in words."""
        return None if self.source is None else SOURCES.get(self.source, self.source)

    @property
    def key(self) -> Key:
        """The table and the two ids: what names a link."""
        return (self.table, *self.ids)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A question with what hangs on it: `people` whom it concerns, `paths` that we expect its answer to change."""

    question: Question
    people: int
    paths: float


def questions_of(tables: Tables) -> tuple[Question, ...]:
    """Every suggested link, by table and ids. A name that the tables lack is the id itself."""
    named = {of: _names(tables, of[0], of[1]) for of in sorted(set(_NAMES.values()))}
    return tuple(
        Question(
            table=table,
            ids=(row[ids[0]], row[ids[1]]),
            names=(_name(named, ids[0], row), _name(named, ids[1], row)),
            levels={name: float(row[name]) for name in LEVELS[table]},
            confidence=float(row["confidence"]),
            source=None if pd.isna(row["source"]) else str(row["source"]),
        )
        for table, ids in LINKS.items()
        for row in _suggested(tables, table).to_dict("records")
    )


def waiting(tables: Tables) -> int:
    """How many links are suggested and not yet answered."""
    return sum(len(_suggested(tables, name)) for name in LINKS)


def _suggested(tables: Tables, table: str) -> pd.DataFrame:
    frame = tables[table]
    return frame[frame["status"] == "suggested"]


def _names(tables: Tables, table: str, column: str) -> Mapping[str, str]:
    frame = tables[table]
    return dict(zip(frame.iloc[:, 0].tolist(), frame[column].tolist(), strict=True))


def _name(named: Mapping[tuple[str, str], Mapping[str, str]], column: str, row: Mapping[Hashable, Any]) -> str:
    name: str = row[column]
    return named[_NAMES[column]].get(name, name)
