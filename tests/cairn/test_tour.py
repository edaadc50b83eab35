from __future__ import annotations

import json
import shlex

import pytest

from api.schemas.asked import PathRequest, RecommendationRequest
from cairn.desk import Desk
from cairn.home import Home
from cairn.organisations import Made, made, make_organisation
from cairn.tour import calls, guest_of, is_telling, prepare
from recommender.errors import UnknownName
from tests.cairn.cairn_answers import NOON, a_path, a_step
from tests.cairn.cairn_house import frames, into_service, tables_in


def bodies():
    return [shlex.split(call) for call in calls("o'hara", NOON, "http://127.0.0.1:8001", "ck_a_b")]


def test_the_calls_can_be_pasted_and_are_understood_by_the_service():
    recommendation, path = bodies()
    asked = RecommendationRequest.model_validate_json(recommendation[-1])
    assert (asked.learner_id, asked.as_of) == ("o'hara", NOON)
    assert PathRequest.model_validate_json(path[-1]).learner_id == "o'hara"


def test_the_calls_show_the_key():
    assert all("Authorization: Bearer ck_a_b" in call for call in bodies())


def test_the_calls_go_to_the_address_that_is_served():
    assert [call[2] for call in bodies()] == [
        "http://127.0.0.1:8001/v1/recommendations",
        "http://127.0.0.1:8001/v1/paths",
    ]


def test_a_path_is_worth_showing_with_three_steps_and_an_outcome():
    assert is_telling(a_path(a_step(1), a_step(2), a_step(3)))
    assert not is_telling(a_path(a_step(1), a_step(2)))
    assert not is_telling(a_path(*(a_step(n, because=()) for n in (1, 2, 3))))


def test_the_guest_works_in_a_unit_that_answers_for_an_outcome(home):
    desk = Desk.open(Home(home), home / "data" / "house")
    guest = guest_of(desk, desk.latest())
    assert guest.learner == "ada"
    assert is_telling(guest.path)


def test_without_anybody_to_show_it_is_said(tmp_path):
    into_service(tables_in(tmp_path / "data" / "house", outcome_units=None), tmp_path)
    desk = Desk.open(Home(tmp_path), tmp_path / "data" / "house")
    with pytest.raises(UnknownName, match="no learner of the demo"):
        guest_of(desk, desk.latest())


def test_an_organisation_knows_what_it_was_made_with(tmp_path):
    make_organisation(tmp_path, Made(200, 4))
    assert made(tmp_path) == Made(200, 4)


def test_the_demo_gives_way_to_the_one_that_is_wanted_now(tmp_path):
    for wanted in (Made(200, 4), Made(210, 4), Made(210, 4)):
        prepare(Home(tmp_path), wanted)
        assert made(Home(tmp_path).demo) == wanted


@pytest.mark.parametrize("note", ["", "{}", "[]", '{"learners": "many", "seed": 1, "format": "csv"}', None])
def test_a_note_that_cannot_be_read_is_as_good_as_none(note, tmp_path):
    (tmp_path / "truth").mkdir()
    if note is not None:
        (tmp_path / "truth" / "made.json").write_text(note)
    assert made(tmp_path) is None


def test_an_organisation_without_its_tables_does_not_count_as_made(tmp_path):
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth" / "made.json").write_text(json.dumps({"learners": 200, "seed": 4, "format": "csv"}))
    assert made(tmp_path) is None


def test_the_same_seed_makes_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        make_organisation(tmp_path / name, Made(200, 4))
    first, second = (
        {file.relative_to(tmp_path / name): file.read_bytes() for file in sorted((tmp_path / name).rglob("*.*"))}
        for name in ("a", "b")
    )
    assert first == second
    assert len(first) > len(frames())
