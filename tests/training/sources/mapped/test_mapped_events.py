from __future__ import annotations

import pandas as pd
import pytest

from tests.training.sources.mapped.mapped_exports import LOG, TOP, events, imported

WHEN = '[read.when]\nkind = "time"\nformat = "iso"\n'
COLUMNS = (
    "learner_id", "kind", "content_id", "content_version", "session_id", "skill_id", "behaviour_id", "value",
    "scale_id", "rater_id", "attempt",
)  # fmt: skip
BASE = dict(zip(COLUMNS, ("a", "scored", "c", "1", "s", "k", "b", "0.5", "m", "r", "1"), strict=True))


def whole(**changed: str) -> str:
    """A log whose one event says something in every column that makes it that event."""
    row = BASE | {"occurred_at": "2024-01-05T10:00Z"} | changed
    return f"{','.join(row)}\n{','.join(row.values())}\n"


def every_column() -> str:
    same = "\n".join(f'{name} = "{name}"' for name in COLUMNS)
    table = f'[[tables]]\nto = "events"\nfrom = "log"\n[tables.columns]\n{same}\n'
    return f'{TOP}{LOG}{WHEN}{table}occurred_at = {{ from = "occurred_at", as = "when" }}\n'


def event_id(place, log: str, mapping: str | None = None) -> str:
    return imported(place, mapping or every_column(), log=log).tables["events"]["event_id"][0]


@pytest.mark.parametrize(
    "changed",
    [
        {"learner_id": "z"},
        {"kind": "passed"},
        {"content_id": "z"},
        {"content_version": "2"},
        {"session_id": "z"},
        {"skill_id": "z"},
        {"behaviour_id": "z"},
        {"value": "0.6"},
        {"scale_id": "z"},
        {"rater_id": "z"},
        {"attempt": "2"},
        {"occurred_at": "2024-01-05T10:00:01Z"},
    ],
)
def test_every_part_of_what_is_said_counts_for_the_id(tmp_path, changed):
    assert event_id(tmp_path, whole(**changed)) != event_id(tmp_path, whole())


def test_another_way_to_write_the_same_moment_gives_the_same_id(tmp_path):
    assert event_id(tmp_path, whole(occurred_at="2024-01-05 11:00")) == event_id(tmp_path, whole())


def test_the_same_event_of_another_system_is_another_event(tmp_path):
    other = every_column().replace('system = "lms"', 'system = "old"')
    assert event_id(tmp_path, whole(), other) != event_id(tmp_path, whole())


def test_an_id_that_the_export_has_is_kept_and_a_source_that_is_said_too(tmp_path):
    mapping = events(columns='event_id = "id"\nsource = { value = "the old one" }')
    told = imported(tmp_path, mapping, log="who,what,at,id\na,c,2024-01-05T10:00Z,77\n").tables["events"]
    assert told[["event_id", "source"]].to_numpy().tolist() == [["77", "the old one"]]


def test_events_are_of_the_system_where_nothing_else_is_said(tmp_path):
    told = imported(tmp_path, events(), log="who,what,at\na,c,2024-01-05T10:00Z\n").tables["events"]
    assert told["source"].tolist() == ["lms"]


def test_an_order_without_dates_is_kept_as_positions(tmp_path):
    mapping = events(columns='time_precision = { value = "position" }').replace('"iso"', '"epoch"')
    told = imported(tmp_path, mapping, log="who,what,at\na,d,1\na,c,0\n").tables["events"].sort_values("occurred_at")
    assert told["content_id"].tolist() == ["c", "d"]
    assert told["occurred_at"].tolist() == [pd.Timestamp(0, tz="UTC"), pd.Timestamp(1, unit="s", tz="UTC")]
    assert set(told["time_precision"]) == {"position"}


def test_contents_and_identities_are_of_the_system_where_nothing_else_is_said(tmp_path):
    mapping = f"""{TOP}{LOG}
[[tables]]
to = "contents"
from = "log"
columns = {{ content_id = "what", title = "what" }}
[[tables]]
to = "identities"
from = "log"
columns = {{ learner_id = "who", external_id = "who" }}
[[tables]]
to = "identities"
from = "log"
columns = {{ learner_id = "who", external_id = "mail", system = {{ value = "mail" }} }}
"""
    tables = imported(tmp_path, mapping, log="who,what,mail\na,c,a@example.org\n").tables
    assert tables["contents"]["system"].tolist() == ["lms"]
    assert tables["identities"]["system"].tolist() == ["lms", "mail"]


def test_protected_attributes_may_stand_beside_the_declared_columns_of_learners(tmp_path):
    mapping = f"""{TOP}{LOG}
[[tables]]
to = "learners"
from = "log"
columns = {{ learner_id = "who", audit_age = "age" }}
"""
    assert imported(tmp_path, mapping, log="who,age\na,50-59\n").tables["learners"]["audit_age"].tolist() == ["50-59"]


def test_flags_that_say_nothing_have_their_default(tmp_path):
    mapping = f"""{TOP}{LOG}{WHEN}
[read.duty]
kind = "words"
words = {{ Pflicht = true, "Kür" = false }}
[[tables]]
to = "assignments"
from = "log"
[tables.columns]
learner_id = "who"
content_id = "what"
assigned_on = {{ from = "at", as = "when" }}
mandatory = {{ from = "duty", as = "duty" }}
"""
    log = "who,what,at,duty\na,c,2024-01-05,Kür\nb,c,2024-01-05,\nc,c,2024-01-05,pflicht\n"
    told = imported(tmp_path, mapping, log=log).tables["assignments"]
    assert told["mandatory"].tolist() == [False, True, True]
    assert told["assigned_on"].dtype.kind == "M"


def test_constants_of_every_kind_stand_in_every_row(tmp_path):
    mapping = events(columns='recorded_at = { value = "2024-02-01T00:00:00Z" }\nattempt = { value = 2 }')
    told = imported(tmp_path, mapping, log="who,what,at\na,c,2024-01-05T10:00Z\nb,c,2024-01-05T10:00Z\n").tables[
        "events"
    ]
    assert told["recorded_at"].tolist() == [pd.Timestamp("2024-02-01", tz="UTC")] * 2
    assert told["attempt"].tolist() == [2.0, 2.0]


def test_what_stands_otherwise_is_read_as_the_column_is(tmp_path):
    mapping = f"""{TOP}{LOG}{WHEN}
[[tables]]
to = "learners"
from = "log"
[tables.columns]
learner_id = "who"
hired_on = {{ from = "at", as = "when", otherwise = "2020-01-01" }}
weekly_minutes = {{ from = "m", otherwise = 60 }}
"""
    told = imported(tmp_path, mapping, log="who,at,m\na,2024-01-05,30\nb,,\n").tables["learners"]
    assert told["hired_on"].tolist() == [pd.Timestamp("2024-01-05"), pd.Timestamp("2020-01-01")]
    assert told["weekly_minutes"].tolist() == [30.0, 60.0]
