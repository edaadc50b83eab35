from __future__ import annotations

import pytest

from tests.training.sources.mapped.mapped_exports import read, values


@pytest.mark.parametrize(
    ("cell", "keys", "minutes"),
    [
        ("1,5", {"kind": "number", "decimal": ",", "factor": 60}, 90.0),
        ("1.234,5", {"kind": "number", "decimal": ",", "thousands": "."}, 1234.5),
        ("1,234", {"kind": "number", "thousands": ","}, 1234.0),
        ("12,34", {"kind": "number", "thousands": ","}, None),
        ("1.5", {"kind": "number", "decimal": ","}, None),
        ("90", {"kind": "number", "factor": 1 / 60}, 1.5),
        ("1e400", {"kind": "number"}, None),
        ("nan", {"kind": "number"}, None),
        ("1:30", {"kind": "clock"}, 90.0),
        ("1:30", {"kind": "clock", "first": "minutes"}, 1.5),
        ("1:30:30", {"kind": "clock", "first": "minutes"}, 90.5),
        ("90:00", {"kind": "clock", "first": "minutes"}, 90.0),
        ("1:75", {"kind": "clock"}, None),
        ("1 h 30 min", {"kind": "amount", "units": {"h": 60, "min": 1}}, 90.0),
        ("1,5 Stunden", {"kind": "amount", "units": {"Stunden": 60}, "decimal": ","}, 90.0),
        ("2h", {"kind": "amount", "units": {"h": 60, "hours": 60}}, 120.0),
        ("2 hours", {"kind": "amount", "units": {"h": 60, "hours": 60}}, 120.0),
        ("2 days", {"kind": "amount", "units": {"d": 480}}, None),
        ("half a day", {"kind": "amount", "units": {"day": 480}}, None),
    ],
)
def test_durations_become_minutes_however_they_are_written(cell, keys, minutes):
    found = read([cell, None], **keys)
    assert values([cell], **keys) == [pytest.approx(minutes) if minutes is not None else None]
    assert found.bad.tolist() == [minutes is None, False]


def test_percentages_and_marks_become_shares_and_what_is_beyond_their_scale_is_not_read():
    assert values(["0", "55", "100", "101", "-1"], kind="share", high=100) == [0.0, 0.55, 1.0, None, None]
    assert values(["1", "3", "5", "0"], kind="share", low=1, high=5) == [0.0, 0.5, 1.0, None]
    assert values(["1", "6"], kind="share", low=6, high=1) == [1.0, 0.0]


def test_a_number_in_a_column_of_text_is_written_as_a_number():
    assert values(["50", "33,3"], "events.value", kind="share", decimal=",") == ["0.5", "0.333"]


def test_letters_become_levels():
    read_letters = {"kind": "words", "words": {"A": 0.9, "B": 0.7}}
    assert values(["a", "B ", "C"], "goals.level", **read_letters) == [0.9, 0.7, None]


def test_words_are_found_whatever_their_capitals_and_in_any_language():
    words = {"kind": "words", "words": {"ABGESCHLOSSEN": "completed", "Terminé": "completed"}, "leave_out": ["Offen"]}
    found = read(["abgeschlossen", "TERMINÉ", "offen", "weg", None], "events.kind", **words)
    assert found.values.tolist()[:2] == ["completed", "completed"]
    assert found.bad.tolist() == [False, False, False, True, False]
    assert found.leave_out.tolist() == [False, False, True, False, False]


def test_ids_get_a_prefix_lose_zeros_and_keep_the_part_that_names_them():
    assert values(["00042", "0", "7"], "events.learner_id", kind="id", prefix="u-", drop_zeros=True) == [
        "u-42",
        "u-0",
        "u-7",
    ]
    term = {"kind": "id", "case": "upper", "find": "^([a-z]+-[0-9]+)"}
    assert values(["sec-101-2024A", "untitled"], "events.content_id", **term) == ["SEC-101", None]
    assert read(["untitled"], "events.content_id", **term).bad.tolist() == [True]


def test_text_loses_tags_and_entities():
    html = {"kind": "text", "tags": "drop"}
    assert values(["<p>Risk &amp; <b>reward</b>, both</p>", "<br/>"], "contents.description", **html) == [
        "Risk & reward, both",
        None,
    ]
    assert read(["<br/>"], "contents.description", **html).bad.tolist() == [False]


def test_without_a_reader_cells_are_read_as_tables_are_written(tmp_path):
    from tests.training.sources.mapped.mapped_exports import aside, imported, learners

    made = imported(
        tmp_path,
        learners(columns='weekly_minutes = "m"\nhired_on = "d"'),
        log='who,m,d\na,60,2024-01-31\nb,"1,5",2024-01-31\nc,60,31.01.2024\nd,60,\ne,-3,\nf,,',
    )
    assert made.tables["learners"]["learner_id"].tolist() == ["a", "d", "f"]
    assert aside(made) == [(3, "m", "1,5"), (4, "d", "31.01.2024"), (6, "m", "-3")]


def test_months_in_a_column_of_whole_days_are_rounded():
    period = {"kind": "amount", "units": {"Months": 30.4375, "Years": 365.25}}
    assert values(["12 Months", "1 Years", "24 months"], "requirements.valid_days", **period) == [365.0, 365.0, 730.0]
