"""What single events may say, and that the contract says the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.flows.reported import EARLY, Rejected, Reporting, content_of, micros_of, read
from api.flows.reports import MOST
from api.schemas.events import MOST_REPORTED, ReportedEvent
from api.store import StoredEvent
from recommender.columns import EVENT_KINDS
from recommender.tables.schema import TABLES
from tests.api.events.events_house import NOW, an_event

SCALES = {("stars", "1"): 0.2, ("stars", "3.5"): 0.9, ("grades", "A"): 1.0, ("grades", "B"): 0.5}
REPORTING = Reporting(SCALES, int(NOW.timestamp()) * 1_000_000)


def wrong(**changes: Any) -> list[str]:
    found = read(an_event(**changes), 0, REPORTING)
    return [] if isinstance(found, StoredEvent) else [problem.code for problem in found]


def kept(**changes: Any) -> StoredEvent:
    found = read(an_event(**changes), 0, REPORTING)
    assert isinstance(found, StoredEvent), found
    return found


def rejected(row: Any, reporting: Reporting = REPORTING) -> list[Rejected]:
    found = read(row, 7, reporting)
    assert isinstance(found, list)
    return found


def test_an_event_is_kept_as_it_was_said_and_recorded_now() -> None:
    event = kept(value=0.25, initiated_by="self", source="moodle")
    assert (event.event_id, event.learner_id, event.kind, event.content_id) == ("e1", "ada", "completed", "filing")
    assert event.occurred_at == micros_of("2026-02-01T09:00:00Z")
    assert event.recorded_at == REPORTING.now
    assert event.more == {"value": "0.25", "initiated_by": "self", "source": "moodle"}


def test_defaults_and_nulls_say_nothing() -> None:
    assert kept(time_precision="second", initiated_by="unknown").more == {}
    found = read(an_event() | {"value": None, "event_id": None}, 0, REPORTING)
    assert isinstance(found, StoredEvent)
    assert found.more == {}
    assert found.event_id.startswith("h-")


def test_times_are_kept_in_utc_to_the_microsecond() -> None:
    event = kept(occurred_at="2026-02-01T10:00:00.25+01:00", valid_until="2027-02-01t10:00:00+01:00")
    assert event.occurred_at == micros_of("2026-02-01T09:00:00Z") + 250_000
    assert event.more["valid_until"] == "2027-02-01T09:00:00Z"


@pytest.mark.parametrize(
    "time",
    ["2026-02-01", "2026-02-01T09:00:00", "2026-02-30T09:00:00Z", "20260201T090000Z", "2026-02-01T25:00:00Z", 5, "",
     "1969-12-31T23:59:59Z", "2200-01-01T00:00:00Z", "2026-02-01T09:00:00+99:00"],
)  # fmt: skip
def test_a_time_must_be_rfc_3339_with_its_zone(time: object) -> None:
    assert wrong(occurred_at=time) == ["wrong_time"]
    assert wrong(valid_until=time) == ["wrong_time"]


def test_clocks_may_differ_by_five_minutes_not_more() -> None:
    assert EARLY == 300_000_000
    assert wrong(occurred_at="2026-03-02T12:05:00Z") == []
    assert wrong(occurred_at="2026-03-02T12:05:00.000001Z") == ["in_the_future"]


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (1, "1"), (0.5, "0.5"), ("0.50", "0.5"), (-0.0, "0"), ("1e-3", "0.001")]
)
def test_a_share_has_one_spelling(value: object, text: str) -> None:
    assert kept(value=value).more["value"] == text


@pytest.mark.parametrize("value", [1.01, -0.1, "A", "nan", "1_0", " 1", 70])
def test_a_value_without_a_scale_is_a_share_from_0_to_1(value: object) -> None:
    assert wrong(value=value) == ["unreadable_value"]


@pytest.mark.parametrize(
    ("scale", "value", "mark"), [("stars", 1, "1"), ("stars", 1.0, "1"), ("stars", "3.50", "3.5"), ("grades", "A", "A")]
)
def test_a_mark_gets_the_spelling_of_its_scale(scale: str, value: object, mark: str) -> None:
    assert kept(value=value, scale_id=scale).more["value"] == mark


@pytest.mark.parametrize(("scale", "value"), [("stars", 2), ("stars", "A"), ("grades", "a"), ("moons", "1")])
def test_a_mark_must_be_known_to_its_scale(scale: str, value: object) -> None:
    assert wrong(value=value, scale_id=scale) == ["unknown_mark"]


def test_an_event_must_be_about_something() -> None:
    assert wrong(content_id=None) == ["names_nothing"]
    for name in ("skill_id", "behaviour_id", "session_id", "voids_event_id"):
        assert wrong(content_id=None, **{name: "x"}) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [({"kind": "Completed"}, "wrong_word"), ({"initiated_by": 3}, "wrong_word"), ({"learner_id": ""}, "wrong_text"),
     ({"content_id": "x" * 201}, "wrong_text"), ({"skill_id": "a\0b"}, "wrong_text"), ({"rater_id": 5}, "wrong_type"),
     ({"attempt": 0}, "wrong_number"), ({"attempt": 1.0}, "wrong_number"), ({"attempt": True}, "wrong_number"),
     ({"value": True}, "wrong_type"), ({"value": [1]}, "wrong_type"), ({"value": {}}, "wrong_type"),
     ({"course": "x"}, "unknown_field"), ({"recorded_at": "2026-02-01T09:00:00Z"}, "unknown_field")],
)  # fmt: skip
def test_every_column_takes_its_own_kind_only(change: dict[str, Any], code: str) -> None:
    assert wrong(**change) == [code]


def test_all_that_is_wrong_with_an_event_is_told_at_once_with_its_place() -> None:
    row = {"event_id": "e", "kind": "finished", "occurred_at": "now", "content_id": "filing", "extra": 1}
    found = rejected(row, Reporting(SCALES, REPORTING.now, ("events",)))
    assert {(problem.code, problem.pointer) for problem in found} == {
        ("wrong_word", "#/events/7/kind"),
        ("wrong_time", "#/events/7/occurred_at"),
        ("unknown_field", "#/events/7/extra"),
        ("missing_field", "#/events/7"),
    }
    assert {(problem.index, problem.event_id) for problem in found} == {(7, "e")}


@pytest.mark.parametrize("row", [[], "x", None, 3])
def test_a_row_must_be_an_object(row: object) -> None:
    assert [problem.code for problem in rejected(row)] == ["wrong_type"]


def test_an_event_without_an_id_is_named_by_what_it_says() -> None:
    plain = kept(event_id=None)
    assert plain.event_id == kept(event_id=None, occurred_at="2026-02-01T10:00:00+01:00").event_id
    assert plain.event_id == kept(event_id=None, initiated_by="unknown").event_id
    assert len(plain.event_id) == len("h-") + 32
    others = [kept(event_id=None, **change).event_id for change in ({"kind": "started"}, {"value": 1}, {"attempt": 2})]
    assert len({plain.event_id, *others}) == 4


def test_an_event_that_was_loaded_from_tables_says_the_same_in_other_spellings() -> None:
    sent = kept(value="0.5", valid_until="2027-01-01T00:00:00Z")
    loaded = StoredEvent(
        "e1", "ada", "completed", sent.occurred_at, 5, "filing",
        {"value": "0.50", "valid_until": "2027-01-01T01:00:00+01:00", "initiated_by": "unknown"}, 9,
    )  # fmt: skip
    assert content_of(sent) == content_of(loaded)
    assert content_of(sent) != content_of(kept(value="0.6", valid_until="2027-01-01T00:00:00Z"))


def test_learners_report_of_themselves_nothing_that_others_judge() -> None:
    own = Reporting(SCALES, REPORTING.now, own=True)
    for kind in ("started", "completed", "self_rated"):
        assert isinstance(read(an_event(kind=kind), 0, own), StoredEvent)
    for change in ({"kind": "passed"}, {"kind": "manager_rated"}, {"rater_id": "ada"}, {"voids_event_id": "e0"}):
        assert [problem.code for problem in rejected(an_event(**change), own)] == ["not_by_learners"]


def test_the_contract_names_every_column_of_the_events_table_but_the_one_that_the_service_sets() -> None:
    columns = {column.name: column for column in TABLES["events"].columns}
    assert set(ReportedEvent.model_fields) == set(columns) - {"recorded_at"}
    needed = {name for name, field in ReportedEvent.model_fields.items() if field.is_required()}
    assert needed == {name for name, column in columns.items() if column.required} - {"event_id"}
    assert MOST_REPORTED == MOST == 1_000


CELLS: dict[str, list[Any]] = {
    "event_id": ["e", "", 5], "learner_id": ["ada", None, 3], "kind": [*EVENT_KINDS, "x", 1, None],
    "occurred_at": ["2026-02-01T09:00:00Z", "2026-02-01T09:00:00", 5, None, "1969-01-01T00:00:00Z"],
    "time_precision": ["day", "x", None], "content_id": ["c", "c" * 201], "content_version": ["1", 1],
    "session_id": ["s"], "skill_id": ["s", ""], "behaviour_id": ["b", []], "value": [0.5, 1, "A", True, {}],
    "scale_id": ["grades"], "rater_id": ["bob", False], "attempt": [1, 0, 1.5, "1", True],
    "initiated_by": ["self", "me", None], "recommendation_id": ["r"], "valid_until": ["2027-02-01T09:00:00Z", "x"],
    "voids_event_id": ["e0"], "source": ["lms", 0], "course": ["x"],
}  # fmt: skip
OF_THE_ROW = {"names_nothing", "unreadable_value", "unknown_mark", "in_the_future"}
"""What no schema of single fields can tell."""


@given(st.fixed_dictionaries({}, optional={name: st.sampled_from(cells) for name, cells in CELLS.items()}))
def test_rows_and_contract_agree_on_every_field(row: dict[str, Any]) -> None:
    found = read(row, 0, REPORTING)
    refused = isinstance(found, list) and any(problem.code not in OF_THE_ROW for problem in found)
    try:
        ReportedEvent.model_validate(row)
    except ValidationError:
        assert refused
    else:
        assert not refused
