"""What can the schema alone not tell? Ids that the catalogue lacks, and fields that do not go together."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import cache
from zoneinfo import available_timezones

from api.problems import Cause, RequestRefused, pointer, shown
from api.schemas.asked import PathRequest, Profile, Question, RecommendationRequest
from recommender.catalog import Catalog

Named = tuple[str | None, tuple[str | int, ...]]
"""An id, and where it stands in the request."""


def refuse(asked: Question, catalog: Catalog, max_k: int) -> None:
    """Raises RequestRefused with every cause that lies beyond the schema."""
    causes = (*_unknown(asked, catalog), *_of_profile(asked.profile), *_of_history(asked), *_of_question(asked, max_k))
    if causes:
        raise RequestRefused(causes)


def _unknown(asked: Question, catalog: Catalog) -> Iterator[Cause]:
    """Ids that the served catalogue lacks, kind by kind."""
    profile, history = asked.profile or Profile(), tuple(enumerate(asked.history or ()))
    pinned = asked.pinned if isinstance(asked, PathRequest) else ()
    lists = (("only", asked.only or ()), ("exclude", asked.exclude), ("pinned", pinned))
    contents: list[Named] = [(name, (field, row)) for field, names in lists for row, name in enumerate(names)]
    contents += [(event.content_id, ("history", row, "content_id")) for row, event in history]
    skills: list[Named] = [(g.skill_id, ("goals", row, "skill_id")) for row, g in enumerate(asked.goals or ())]
    skills += [(event.skill_id, ("history", row, "skill_id")) for row, event in history]
    roles: list[Named] = [(asked.role_id, ("role_id",))]
    roles += [(getattr(profile, field), ("profile", field)) for field in ("role_id", "target_role_id")]
    units: list[Named] = [(profile.unit_id, ("profile", "unit_id"))]
    yield from _missing("content", contents, catalog.contents.column)
    yield from _missing("skill", skills, catalog.skills.column)
    yield from _missing("role", roles, catalog.roles.index.column)
    yield from _missing("unit", units, catalog.units.index.column)


def _missing(kind: str, named: Iterable[Named], known: Container[str]) -> Iterator[Cause]:
    for name, place in named:
        if name is not None and name not in known:
            detail = f"{kind} {shown(name)} is unknown: use an id of the {kind}s table of the catalogue in service"
            yield Cause(detail, pointer(*place))


def _of_profile(profile: Profile | None) -> Iterator[Cause]:
    if profile is None:
        return
    if profile.timezone not in _timezones():
        expected = "expected an IANA name, such as Europe/Zurich"
        yield Cause(f"time zone {shown(profile.timezone)} is unknown: {expected}", pointer("profile", "timezone"))
    for row, absence in enumerate(profile.absences):
        if absence.to_on < absence.from_on:
            detail = f"the last day away, {absence.to_on}, lies before the first, {absence.from_on}"
            yield Cause(detail, pointer("profile", "absences", row))


def _of_history(asked: Question) -> Iterator[Cause]:
    for row, event in enumerate(asked.history or ()):
        if event.content_id is None and event.skill_id is None:
            yield Cause("the event names neither a content nor a skill: give one of the two", pointer("history", row))


def _of_question(asked: Question, max_k: int) -> Iterator[Cause]:
    if asked.learner_id is None and asked.profile is None and asked.history is None:
        yield Cause("nobody is asked about: give learner_id, or a profile, or a history", "#")
    if asked.role_id is not None and asked.goals:
        yield Cause("role_id asks about that role alone: leave out the goals, or role_id", pointer("goals"))
    wanted = [goal.skill_id for goal in asked.goals or ()]
    for row, skill in enumerate(wanted):
        if skill in wanted[:row]:
            yield Cause(
                f"skill {shown(skill)} is wanted twice: give one goal a skill", pointer("goals", row, "skill_id")
            )
    if isinstance(asked, RecommendationRequest) and asked.k > max_k:
        yield Cause(f"k is {asked.k}, this service answers at most {max_k}", pointer("k"))


@cache
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones())
