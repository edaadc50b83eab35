"""What is told of skills, of the gaps of a unit, and of the paths of its people?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from api.schemas.answered import Estimate
from api.schemas.paths import OpenDuty, Place
from api.schemas.words import Answered


class WantedLevel(Answered):
    """A level that is wanted."""

    level: Annotated[float, Field(description="level wanted, 0 to 1")]
    weight: Annotated[float, Field(description="share of all that is wanted of this learner")]
    by: Annotated[list[str], Field(description="who asks for it: wishes, outcomes of the unit, roles")]
    missing: Annotated[float, Field(description="level wanted less the level expected, at least 0")]


class SkillLevel(Answered):
    """Where a learner stands in one skill."""

    skill_id: Annotated[str, Field(description="which skill")]
    name: Annotated[str, Field(description="its name")]
    known: Annotated[bool, Field(description="whether anything is known; if not, `level` is what we expect of others")]
    source: Annotated[Literal["evidence", "prior"], Field(description="what the level rests on")]
    level: Annotated[Estimate, Field(description="level, 0 to 1, faded to now")]
    evidence: Annotated[
        int | None, Field(description="measurements and completions that speak; null where that is withheld")
    ]
    last_evidence: Annotated[
        AwareDatetime | None, Field(description="the last of them; null if none is dated, or that is withheld")
    ]
    wanted: Annotated[WantedLevel | None, Field(description="what is wanted; null if nothing is")]


class Levels(Answered):
    """The skills of a learner: those that something is known of, and those that are wanted."""

    learner_id: Annotated[str, Field(description="whose")]
    as_of: Annotated[AwareDatetime, Field(description="moment it speaks of")]
    model_version: Annotated[str, Field(description="bundle that answered")]
    catalog_version: Annotated[str, Field(description="catalogue that answered")]
    skills: Annotated[list[SkillLevel], Field(description="skills by id")]
    others: Annotated[int, Field(description="further skills of the catalogue: not wanted, and nothing is known")]


class SkillGap(Answered):
    """What a group lacks of one skill; every figure is null where it is suppressed."""

    skill_id: Annotated[str, Field(description="which skill")]
    name: Annotated[str, Field(description="its name")]
    people: Annotated[int | None, Field(description="people of whom it is wanted")]
    wanted: Annotated[float | None, Field(description="mean level wanted of them")]
    missing: Annotated[Estimate | None, Field(description="mean level that they lack")]
    short: Annotated[float | None, Field(description="share of them who lack more than .05")]
    suppressed: Annotated[str | None, Field(description="why nothing is told; null if all is")]


class Gaps(Answered):
    """What the people of a unit and of the units below it lack."""

    unit_id: Annotated[str, Field(description="which unit")]
    name: Annotated[str, Field(description="its name")]
    as_of: Annotated[AwareDatetime, Field(description="moment it speaks of")]
    smallest_group: Annotated[int, Field(description="fewest people that a figure may stand for")]
    skills: Annotated[list[SkillGap], Field(description="skills, the largest gap in all first, suppressed ones last")]


class PersonPath(Answered):
    """Where one person is on their path; the members of a path are null where there is none."""

    learner_id: Annotated[str, Field(description="who")]
    display_name: Annotated[str | None, Field(description="name as shown; null if the tables hold none")]
    path_id: Annotated[str | None, Field(description="current path")]
    version: Annotated[int | None, Field(description="its version")]
    state: Annotated[str | None, Field(description="proposed, accepted, active, paused or done")]
    steps: Annotated[int | None, Field(description="number of steps")]
    next_step: Annotated[Place | None, Field(description="first step that is not finished; null if none is left")]
    open_duties: Annotated[list[OpenDuty], Field(description="duties that the path cannot hold, and why")]


class UnitPaths(Answered):
    """The people of a unit within the caller's reach, with their current paths."""

    unit_id: Annotated[str, Field(description="which unit")]
    name: Annotated[str, Field(description="its name")]
    people: Annotated[list[PersonPath], Field(description="people by id")]
