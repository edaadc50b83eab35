"""Which tables are there, and what may stand in each column? The one place that says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from recommender import columns as words


class Kind(StrEnum):
    """What a cell holds once read."""

    ID = "id"
    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time with zone"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `references` names the table in whose first key column its values must stand; `low` and `high` are inclusive.
    """

    name: str
    kind: Kind
    doc: str
    required: bool = False
    references: str | None = None
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    default: str | float | bool | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `key` columns together are unique; `parent` is the column that points to a row of the same table."""

    name: str
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False
    open_prefix: str | None = None
    """Columns that start so are accepted beside the declared ones (kept as text)."""

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _id(name: str, doc: str, references: str | None = None, required: bool = False) -> Column:
    return Column(name, Kind.ID, doc, required, references)


def _key(name: str, doc: str, references: str | None = None) -> Column:
    return _id(name, doc, references, required=True)


def _text(name: str, doc: str, required: bool = False) -> Column:
    return Column(name, Kind.TEXT, doc, required)


def _choice(
    name: str, doc: str, choices: tuple[str, ...], default: str | None = None, required: bool = False
) -> Column:
    return Column(name, Kind.TEXT, doc, required, choices=choices, default=default)


def _number(
    name: str,
    doc: str,
    low: float | None = None,
    high: float | None = None,
    required: bool = False,
    default: float | None = None,
) -> Column:
    return Column(name, Kind.NUMBER, doc, required, low=low, high=high, default=default)


def _level(name: str, doc: str, required: bool = False, default: float | None = None) -> Column:
    return _number(name, doc, 0.0, 1.0, required, default)


def _weight(doc: str) -> Column:
    return _number("weight", doc, low=0.0, default=1.0)


def _days(name: str, doc: str) -> Column:
    return Column(name, Kind.INTEGER, doc, low=0)


def _flag(name: str, doc: str, default: bool = False) -> Column:
    return Column(name, Kind.BOOLEAN, doc, default=default)


def _date(name: str, doc: str, required: bool = False) -> Column:
    return Column(name, Kind.DATE, doc, required)


def _time(name: str, doc: str, required: bool = False) -> Column:
    return Column(name, Kind.TIME, doc, required)


_LINK = (
    _choice("status", "who stands behind the link; rejected links are not used", words.LINK_STATUS, "validated"),
    _text("source", "where the link comes from"),
    _level("confidence", "how sure the source is; suggested links count with it", default=1.0),
)

PEOPLE: Final = (
    Table(
        "learners",
        "Who can be given a path.",
        (
            _key("learner_id", "pseudonym or id, stable over systems"),
            _text("display_name", "shown to managers and to the learner only"),
            _date("hired_on", "first day in the organisation"),
            _text("language", "BCP 47 tag of the preferred language"),
            _text("timezone", "IANA time zone, default UTC"),
            _text("location", "place, as requirements name it"),
            _number("weekly_minutes", "learning time a week", low=0.0),
            _id("target_role_id", "role aimed at: gives a career path", "roles"),
        ),
        key=("learner_id",),
        required=True,
        open_prefix="audit_",
    ),
    Table(
        "employments",
        "Who worked where, as what, for whom, from when to when. Spans of one learner must not overlap.",
        (
            _key("learner_id", "who", "learners"),
            _date("valid_from", "first day", required=True),
            _date("valid_to", "last day; empty while it lasts"),
            _id("role_id", "role held", "roles"),
            _id("unit_id", "unit worked in", "units"),
            _id("manager_id", "learner who leads", "learners"),
            _choice("status", "active, on leave, or left", words.EMPLOYMENT_STATUS, "active"),
        ),
        key=("learner_id", "valid_from"),
    ),
    Table(
        "identities",
        "The names of a learner in other systems. Erasable.",
        (
            _key("learner_id", "who", "learners"),
            _key("system", "LMS, HR or login system"),
            _key("external_id", "id in that system"),
        ),
        key=("system", "external_id"),
    ),
    Table(
        "units",
        "The organisation's units, as a tree.",
        (
            _key("unit_id", "id of the unit"),
            _text("name", "name of the unit", required=True),
            _id("parent_id", "unit above", "units"),
            _id("head_id", "learner who heads it", "learners"),
        ),
        key=("unit_id",),
    ),
    Table(
        "absences",
        "Days on which a learner does not learn.",
        (
            _key("learner_id", "who", "learners"),
            _date("from_on", "first day away", required=True),
            _date("to_on", "last day away", required=True),
        ),
        key=("learner_id", "from_on"),
    ),
    Table(
        "budgets",
        "Money for learning, by unit and period.",
        (
            _key("unit_id", "unit that pays", "units"),
            _key("period", "calendar period, such as 2026 or 2026-Q3"),
            _number("amount", "money available per learner and period", low=0.0, required=True),
            _text("currency", "ISO 4217 code", required=True),
        ),
        key=("unit_id", "period"),
    ),
)

SKILLS: Final = (
    Table(
        "skills",
        "What can be learned, as a tree.",
        (
            _key("skill_id", "id of the skill, such as an ESCO URI"),
            _text("name", "name of the skill", required=True),
            _id("parent_id", "broader skill", "skills"),
            _text("description", "what it means"),
            _number(
                "half_life_days",
                "days after which unused knowledge counts half; default 720",
                low=1.0,
            ),
        ),
        key=("skill_id",),
    ),
    Table(
        "skill_requires",
        "Skills that need other skills first.",
        (
            _key("skill_id", "the skill that needs", "skills"),
            _key("requires_skill_id", "the skill that is needed", "skills"),
            _level("level", "level of it that is needed", default=0.5),
        ),
        key=("skill_id", "requires_skill_id"),
    ),
    Table(
        "roles",
        "Jobs that people hold or aim at.",
        (
            _key("role_id", "id of the role, such as an ESCO URI"),
            _text("name", "name of the role", required=True),
            _flag("critical", "whether a vacancy hurts the organisation"),
        ),
        key=("role_id",),
    ),
    Table(
        "role_skills",
        "Levels that a role needs.",
        (
            _key("role_id", "the role", "roles"),
            _key("skill_id", "the skill it needs", "skills"),
            _level("level", "level it needs", required=True),
            _weight("importance of the skill for the role"),
            *_LINK,
        ),
        key=("role_id", "skill_id"),
    ),
    Table(
        "scales",
        "What the marks of a rating or grading scale mean as levels.",
        (
            _key("scale_id", "id of the scale"),
            _key("mark", "mark as it stands in an event's value"),
            _level("level", "level it stands for", required=True),
        ),
        key=("scale_id", "mark"),
    ),
)

OUTCOMES: Final = (
    Table(
        "outcomes",
        "Business results that must move.",
        (
            _key("outcome_id", "id of the outcome"),
            _text("name", "name of the outcome", required=True),
            _choice("direction", "whether more or less is better", words.DIRECTIONS, required=True),
            _text("measure_unit", "unit it is measured in"),
            _number("baseline", "where it stands"),
            _number("target", "where it must get"),
            _date("due_on", "by when"),
            _weight("importance among outcomes"),
        ),
        key=("outcome_id",),
    ),
    Table(
        "outcome_units",
        "Units that answer for an outcome; units below them answer too.",
        (
            _key("outcome_id", "the outcome", "outcomes"),
            _key("unit_id", "the unit", "units"),
            _weight("importance of the outcome for the unit"),
        ),
        key=("outcome_id", "unit_id"),
    ),
    Table(
        "behaviours",
        "What people do that moves an outcome.",
        (
            _key("behaviour_id", "id of the behaviour"),
            _text("name", "what people do", required=True),
            _id("outcome_id", "the outcome it moves", "outcomes", required=True),
            _weight("how much it moves the outcome"),
            _choice("cause", "why it is missing today; only a missing skill can be learned", words.CAUSES, "skill"),
        ),
        key=("behaviour_id",),
    ),
    Table(
        "behaviour_skills",
        "Skills behind a behaviour.",
        (
            _key("behaviour_id", "the behaviour", "behaviours"),
            _key("skill_id", "the skill behind it", "skills"),
            _level("level", "level the behaviour needs", default=0.7),
            _weight("importance of the skill for the behaviour"),
            *_LINK,
        ),
        key=("behaviour_id", "skill_id"),
    ),
    Table(
        "outcome_values",
        "Measured outcomes, by unit or learner and period.",
        (
            _key("outcome_id", "the outcome", "outcomes"),
            _id("unit_id", "unit measured (or learner_id)", "units"),
            _id("learner_id", "learner measured (or unit_id)", "learners"),
            _key("period", "calendar period, such as 2026-03"),
            _number("value", "what was measured", required=True),
            _number("numerator", "cases counted"),
            _number("denominator", "cases in all"),
        ),
        key=("outcome_id", "unit_id", "learner_id", "period"),
    ),
)

CONTENTS: Final = (
    Table(
        "contents",
        "What can be taken.",
        (
            _key("content_id", "id of the content"),
            _text("title", "title as learners see it", required=True),
            _text("description", "what it is about"),
            _text("url", "where it opens"),
            _text("system", "system that delivers it"),
            _number("minutes", "honest time it takes", low=0.0),
            _number("cost", "money per learner", low=0.0, default=0.0),
            _text("currency", "ISO 4217 code of the cost"),
            _text("language", "BCP 47 tag; empty fits every learner"),
            _choice("modality", "how it is taken", words.MODALITIES, "self_paced"),
            _flag("offline", "usable without a network"),
            _text("provider", "who made it"),
            _choice("status", "active or retired", words.CONTENT_STATUS, "active"),
            _text("version", "version of the content"),
            _id("replaced_by", "content that takes its place", "contents"),
            _date("available_from", "first day on offer"),
            _date("available_to", "last day on offer"),
        ),
        key=("content_id",),
        required=True,
    ),
    Table(
        "content_skills",
        "What a content teaches, from which level to which. exit_level at or below entry_level: required, not taught.",
        (
            _key("content_id", "the content", "contents"),
            _key("skill_id", "the skill", "skills"),
            _level("entry_level", "level needed to profit", default=0.0),
            _level("exit_level", "level it aims at", required=True),
            *_LINK,
        ),
        key=("content_id", "skill_id"),
    ),
    Table(
        "content_requires",
        "Contents that must be finished first.",
        (
            _key("content_id", "the content that needs", "contents"),
            _key("requires_content_id", "the content that is needed", "contents"),
        ),
        key=("content_id", "requires_content_id"),
    ),
    Table(
        "content_equivalents",
        "Contents that count for others (one way), perhaps for a time only.",
        (
            _key("content_id", "the content that was finished", "contents"),
            _key("counts_for", "the content that it counts for", "contents"),
            _date("from_on", "first day on which it counts"),
            _date("until_on", "last day on which it counts"),
        ),
        key=("content_id", "counts_for"),
    ),
    Table(
        "sessions",
        "Dates of live and in-person contents.",
        (
            _key("session_id", "id of the session"),
            _key("content_id", "the content", "contents"),
            _time("starts_at", "start, with zone", required=True),
            _time("ends_at", "end, with zone"),
            _text("timezone", "IANA time zone for display"),
            Column("seats", Kind.INTEGER, "places left", low=0),
            _text("location", "where"),
        ),
        key=("session_id",),
    ),
)

DUTIES: Final = (
    Table(
        "requirements",
        "Duties that recur: compliance and certification.",
        (
            _key("requirement_id", "id of the requirement"),
            _text("name", "name of the requirement", required=True),
            _choice(
                "basis", "what starts the clock: hire, assignment, or a fixed date", words.REQUIREMENT_BASES, "hire"
            ),
            _days("due_days", "days from the start to the due day"),
            _date("due_on", "fixed due day, with basis date"),
            _days("valid_days", "days that a completion counts; empty: for ever"),
            _days("renew_from_days", "days before expiry from which a renewal counts"),
            _days("lookback_days", "days before the start within which a completion counts"),
        ),
        key=("requirement_id",),
    ),
    Table(
        "requirement_contents",
        "Contents that fulfil a requirement.",
        (
            _key("requirement_id", "the requirement", "requirements"),
            _key("content_id", "the content", "contents"),
            _text("option_group", "one content of a group suffices; empty: this one is needed"),
        ),
        key=("requirement_id", "content_id"),
    ),
    Table(
        "requirement_audiences",
        "Whom a requirement binds: whoever fits any row.",
        (
            _key("requirement_id", "the requirement", "requirements"),
            _choice("kind", "what the value names", words.AUDIENCE_KINDS, required=True),
            _key("value", "a role, unit (with the units below), location or learner"),
        ),
        key=("requirement_id", "kind", "value"),
    ),
    Table(
        "assignments",
        "What was assigned to one learner.",
        (
            _key("learner_id", "to whom", "learners"),
            _id("content_id", "a content (or requirement_id)", "contents"),
            _id("requirement_id", "a requirement (or content_id)", "requirements"),
            _date("assigned_on", "when", required=True),
            _id("assigned_by", "by whom", "learners"),
            _date("due_on", "by when"),
            _flag("mandatory", "whether it must be done", default=True),
            _choice("status", "open, done or cancelled", words.ASSIGNMENT_STATUS, "open"),
        ),
        key=("learner_id", "content_id", "requirement_id", "assigned_on"),
    ),
    Table(
        "goals",
        "Levels that one learner wants or is asked to reach.",
        (
            _key("learner_id", "who", "learners"),
            _key("skill_id", "the skill", "skills"),
            _level("level", "level wanted", required=True),
            _weight("importance among goals"),
            _date("due_on", "by when"),
            _text("reason", "why"),
        ),
        key=("learner_id", "skill_id"),
    ),
)

HISTORY: Final = (
    Table(
        "events",
        "What happened. Append-only: an event is voided by a later one, never changed.",
        (
            _key("event_id", "id of the event"),
            _key("learner_id", "to whom", "learners"),
            _choice("kind", "what happened", words.EVENT_KINDS, required=True),
            _time("occurred_at", "when it happened, with zone", required=True),
            _time("recorded_at", "when it became known; default occurred_at"),
            _choice(
                "time_precision",
                "how far occurred_at can be trusted; position: only the order is known",
                words.PRECISIONS,
                "second",
            ),
            _id("content_id", "which content", "contents"),
            _text("content_version", "which version of it"),
            _id("session_id", "which session", "sessions"),
            _id("skill_id", "which skill", "skills"),
            _id("behaviour_id", "which behaviour was observed", "behaviours"),
            _text("value", "score or rating: a share from 0 to 1, or a mark of scale_id"),
            _id("scale_id", "scale of the value", "scales"),
            _id("rater_id", "who rated", "learners"),
            Column("attempt", Kind.INTEGER, "which attempt", low=1),
            _choice("initiated_by", "who wanted it; only voluntary starts teach affinity", words.INITIATORS, "unknown"),
            _id("recommendation_id", "answer that led to it"),
            _time("valid_until", "until when it counts, with zone"),
            _id("voids_event_id", "earlier event that never happened"),
            _text("source", "system that reported it"),
        ),
        key=("event_id",),
        required=True,
    ),
)

TABLES: Final[dict[str, Table]] = {t.name: t for t in (*PEOPLE, *SKILLS, *OUTCOMES, *CONTENTS, *DUTIES, *HISTORY)}
"""Every table by name."""
