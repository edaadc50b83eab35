from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest

from cairn.plain import as_json, plain
from recommender.types import Basis, Estimate
from tests.cairn.cairn_answers import a_path, a_recommendation, a_step, a_suggestion


def test_a_value_becomes_an_object_with_its_fields_in_order():
    assert list(plain(Estimate(0.1, 0.0, 0.2)).items()) == [("value", 0.1), ("low", 0.0), ("high", 0.2)]


def test_a_whole_path_survives_as_json():
    told = json.loads(as_json(a_path(a_step(1), a_step(2, mandatory=True))))
    assert [step["mandatory"] for step in told["steps"]] == [False, True]
    assert told["steps"][0]["start"] == "2026-03-02T12:00:00Z"
    assert told["certificate"]["work"] == {"nodes": 12, "pricing_rounds": 3}
    assert told["answer"]["basis"] == "gap"


def test_moments_are_told_in_utc_whatever_their_zone():
    assert plain(datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=2)))) == "2026-02-28T23:00:00Z"
    assert plain(datetime(2026, 3, 1, 1, 2, 3, 500000, tzinfo=UTC)) == "2026-03-01T01:02:03.500000Z"


def test_days_are_told_without_a_time():
    assert plain(date(2026, 3, 1)) == "2026-03-01"


def test_a_set_is_sorted():
    assert plain(frozenset({"b", "c", "a"})) == ["a", "b", "c"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), np.float64("nan")])
def test_what_is_not_a_number_is_null(value):
    assert plain(value) is None


def test_arrays_and_their_elements_become_plain_numbers():
    assert plain({"a": np.array([[1, 2]]), "b": np.float64(0.5), "c": np.int64(3), "d": np.bool_(True)}) == {
        "a": [[1, 2]],
        "b": 0.5,
        "c": 3,
        "d": True,
    }
    assert type(plain(np.int64(3))) is int


def test_zero_and_false_are_values():
    assert plain((0.0, 0, False, "", None)) == [0.0, 0, False, "", None]


def test_words_of_a_closed_list_become_text_also_as_keys():
    assert plain({Basis.GAP: Basis.ROLE}) == {"gap": "role"}
    assert type(plain(Basis.GAP)) is str


def test_what_has_no_plain_form_is_refused_instead_of_spelled_somehow():
    with pytest.raises(TypeError, match="complex"):
        plain(1j)


def test_letters_of_all_languages_stay_as_they_are():
    assert "学习" in as_json(a_recommendation(a_suggestion(title="学习")))
