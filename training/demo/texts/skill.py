"""What is written by hand about one skill?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SkillText:
    """One skill in words.

    `topics` stand in the order of their level: pocket lesson, part 1, part 2, workshop, programme. `german` and
    `spanish` hold the skill's name and the topic of part 1 in that language. `needs` names skills that come first.
    """

    id: str
    group: str
    name: str
    means: str
    half_life_days: int
    needs: tuple[str, ...]
    topics: tuple[str, str, str, str, str]
    german: tuple[str, str]
    spanish: tuple[str, str]
