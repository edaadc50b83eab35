"""Do the six scenes of the story happen? Played once against the real service, each asserted by its facts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cairn.home import Home
from cairn.organisations import Made, make_organisation
from cairn.story.scenes import Scene
from cairn.story.telling import story
from recommender.bundle import Shelf
from recommender.tables import checked
from training.recipe import Recipe
from training.run import train

SEED, LEARNERS = 7, 1500


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Scene]]:
    home = Home(tmp_path_factory.mktemp("story"))
    make_organisation(home.demo, Made(LEARNERS, SEED))
    bundle = train(Recipe(), checked(home.demo), SEED, None, lambda _: None).bundle
    Shelf(home.models).promote(bundle.save(home.models))
    before = sorted(path.name for path in home.folder.rglob("*"))
    with story(home, SEED) as plays:
        yield [play() for play in plays]
    assert sorted(path.name for path in home.folder.rglob("*")) == before


def test_a_step_leads_back_to_the_outcome_that_must_move(scenes: list[Scene]) -> None:
    step, path = scenes[0].facts["step"], scenes[0].facts["path"]
    chain = step["because"][0]
    assert chain["outcome"] in scenes[0].told[0]
    assert chain["skill"] in [gain["name"] for gain in step["gains"]]
    assert step["content_id"] in [one["content_id"] for one in path["steps"]]
    assert 0 < path["certificate"]["value"] <= path["certificate"]["bound"]


def test_one_failed_test_changes_the_path_and_the_answer_says_how(scenes: list[Scene]) -> None:
    diff = scenes[1].facts["diff"]
    assert scenes[1].facts["accepted"] == 1
    assert diff["added"] or diff["removed"]
    assert all(any(one["title"] in line for line in scenes[1].told) for one in (*diff["added"], *diff["removed"]))


def test_an_impossible_demand_gets_the_clash_and_a_way_out(scenes: list[Scene]) -> None:
    problem = scenes[2].facts["problem"]
    assert problem["status"] == 422
    assert len(problem["clash"]) >= 2
    assert any("minutes a week" in way for way in problem["ways_out"])


def test_the_path_moves_with_the_weight_of_an_outcome(scenes: list[Scene]) -> None:
    old, new = scenes[3].facts["old"], scenes[3].facts["new"]
    assert old
    assert old != new


def test_what_is_popular_and_teaches_nothing_is_not_among_the_ten_and_the_evidence_is_told(
    scenes: list[Scene],
) -> None:
    fad, shown = scenes[4].facts["fad"], scenes[4].facts["shown"]
    assert fad.content_id not in shown
    assert len(shown) == 10
    assert fad.effect < fad.typical / 2
    assert fad.completions >= 30
    assert fad.popular <= 25


def test_no_request_fails_while_a_new_champion_goes_live(scenes: list[Scene]) -> None:
    facts = scenes[5].facts
    assert {status for status, _ in facts["seen"]} == {200}
    assert {model for _, model in facts["seen"]} <= {facts["before"], facts["after"]}
    assert facts["before"] in {model for _, model in facts["seen"]}
    assert facts["before"] != facts["after"]
