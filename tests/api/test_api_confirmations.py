"""Suggested links over the wire: which to answer first, and what an answer changes."""

import pandas as pd
import pytest

from api.access import Role
from api.app import create_app
from api.flows.loading import load
from api.store import Store
from recommender.tables import check
from tests.api.access.town_house import a_town
from tests.api.api_client import Client
from tests.api.api_house import AT, a_folder, a_key, frames
from tests.api.paths.paths_house import House

DRAFTS = {
    "content_id": ["filing", "ledgers"],
    "skill_id": ["plants", "plants"],
    "entry_level": ["0", "0"],
    "exit_level": ["0.9", "0.4"],
    "status": "suggested",
    "confidence": ["0.05", "0.5"],
    "source": "titles",
}


def organisation():
    org = frames()
    org["content_skills"] = pd.concat([org["content_skills"], pd.DataFrame(DRAFTS)]).fillna("")
    org["content_requires"] = pd.DataFrame(
        {"content_id": ["pruning"], "requires_content_id": ["planting"], "status": ["suggested"], "confidence": ["0.9"]}
    )
    return org


class Desk:
    """An administrator before the service of an organisation with drafts."""

    def __init__(self) -> None:
        store = Store.open(f"sqlite:///{a_folder() / 'cairn.db'}")
        load(store, check(organisation()), AT)
        self.house = House(store, a_key(store, "admin"))
        self.house.place.holder.refresh()
        self.client = Client(create_app(self.house.place), self.house.key)

    def waiting(self, **query):
        return self.client.call("GET", "/v1/confirmations", params=query)

    def answer(self, *answers):
        return self.client.post("/v1/confirmations", {"answers": list(answers)})

    def links(self):
        return [tuple(one["ids"]) for one in self.waiting().json()["confirmations"]]


@pytest.fixture
def desk():
    return Desk()


def an_answer(accept=True, table="content_skills", ids=("filing", "plants"), **levels):
    return {"table": table, "ids": list(ids), "accept": accept} | ({"levels": levels} if levels else {})


def counts(answer):
    return tuple(answer.json()[name] for name in ("confirmed", "rejected", "unchanged"))


def test_what_waits_is_told_with_names_levels_and_how_many_people_it_concerns(desk):
    told = desk.waiting().json()
    assert told["waiting"] == len(told["confirmations"]) == 3
    [filing] = [one for one in told["confirmations"] if one["ids"] == ["filing", "plants"]]
    title = frames()["contents"].set_index("content_id").loc["filing", "title"]
    assert filing["names"][0] == title
    assert filing["levels"] == {"entry_level": 0.0, "exit_level": 0.9}
    assert (filing["confidence"], filing["source"]) == (0.05, "titles")
    assert filing["people"] >= 1


def test_the_list_is_as_long_as_asked_and_a_limit_that_is_none_is_refused(desk):
    assert len(desk.waiting(limit=1).json()["confirmations"]) == 1
    for query in ({"limit": "0"}, {"limit": "101"}, {"limit": "many"}, {"most": "3"}):
        assert desk.waiting(**query).status_code == 422


def test_an_answer_is_kept_at_once_and_said_again_it_changes_nothing(desk):
    answer = an_answer(exit_level=0.8)
    assert counts(desk.answer(answer)) == (1, 0, 0)
    assert counts(desk.answer(answer)) == (0, 0, 1)
    assert ("filing", "plants") not in desk.links()
    rows = {row["content_id"]: row for row in desk.client.get("/v1/content_skills").json()["rows"]}
    assert {name: rows["filing"].get(name) for name in ("status", "source", "exit_level", "confidence")} == {
        "status": "validated",
        "source": "reviewed",
        "exit_level": 0.8,
        "confidence": 0.05,
    }


def test_what_cannot_be_answered_is_told_one_by_one_and_the_rest_is_kept(desk):
    desk.answer(an_answer(accept=False))
    told = desk.answer(
        an_answer(ids=("filing", "nothing")),
        an_answer(accept=True),
        an_answer(ids=("ledgers", "plants"), level=0.5),
        an_answer(ids=("digging", "plants"), accept=False),
        an_answer(ids=("ledgers", "plants"), entry_level=0.5),
        an_answer(ids=("ledgers", "plants")),
    )
    assert counts(told) == (1, 0, 0)
    assert [one["pointer"] for one in told.json()["refused"]] == [f"#/answers/{n}" for n in range(5)]
    details = [one["detail"] for one in told.json()["refused"]]
    expected = ("no such link", "was rejected", "has no level", "was validated", "more than entry_level")
    assert all(part in detail for part, detail in zip(expected, details, strict=True)), details


def test_two_answers_to_one_link_in_one_call_contradict_each_other_only_if_they_differ(desk):
    told = desk.answer(an_answer(), an_answer(), an_answer(accept=False))
    assert counts(told) == (1, 0, 1)
    assert [one["pointer"] for one in told.json()["refused"]] == ["#/answers/2"]


@pytest.mark.parametrize(
    "body",
    [
        {"answers": []},
        {"answers": [an_answer(table="learners")]},
        {"answers": [an_answer(ids=("filing",))]},
        {"answers": [an_answer(exit_level=1.5)]},
        {"answers": [{"table": "content_skills", "ids": ["filing", "plants"]}]},
    ],
)
def test_what_breaks_the_contract_is_refused_as_a_whole(desk, body):
    assert desk.client.post("/v1/confirmations", body).status_code == 422
    assert desk.waiting().json()["waiting"] == 3


@pytest.mark.parametrize("accept", [True, False])
def test_an_answer_changes_the_next_recommendation_without_training(desk, accept):
    def asked():
        desk.house.place.holder.refresh()
        said = desk.client.post("/v1/recommendations", {"learner_id": "ada", "only": ["filing"]}).json()
        return said["catalog_version"], {one["content_id"]: one["value"] for one in said["items"]}

    before, values = asked()
    assert counts(desk.answer(an_answer(accept=accept))) == (int(accept), int(not accept), 0)
    after, changed = asked()
    assert before != after
    assert (changed["filing"] > 2 * values["filing"]) if accept else (changed["filing"] < values["filing"])


def test_a_suggested_prerequisite_holds_only_once_confirmed(desk):
    def requires():
        desk.house.place.holder.refresh()
        return len(desk.house.place.holder.served.catalog.contents.requires)

    assert requires() == 0
    answer = an_answer(table="content_requires", ids=("pruning", "planting"))
    assert counts(desk.answer(answer)) == (1, 0, 0)
    assert requires() == 1


def test_an_officer_is_told_of_no_fewer_people_than_the_smallest_group_and_an_administrator_of_all():
    with a_town() as town:
        told = {
            role: town.ask(town.proof(role), "GET", "/v1/confirmations").json() for role in (Role.OFFICER, Role.ADMIN)
        }
    people = {role: [one["people"] for one in found["confirmations"]] for role, found in told.items()}
    assert {role: found["smallest_group"] for role, found in told.items()} == {Role.OFFICER: 5, Role.ADMIN: 1}
    assert all(number is None or number == 0 or number >= 5 for number in people[Role.OFFICER])
    assert None not in people[Role.ADMIN]
    few = [one for one, number in zip(people[Role.OFFICER], people[Role.ADMIN], strict=True) if 0 < number < 5]
    assert few == [None] * len(few)


def test_of_an_empty_store_nothing_can_be_asked_yet():
    store = Store.open(f"sqlite:///{a_folder() / 'cairn.db'}")
    house = House(store, a_key(store, "admin"))
    client = Client(create_app(house.place), house.key)
    assert client.get("/v1/confirmations").status_code == 503
    told = client.post("/v1/confirmations", {"answers": [an_answer()]}).json()
    assert [one["pointer"] for one in told["refused"]] == ["#/answers/0"]


@pytest.mark.parametrize(
    ("ids", "place", "said"),
    [
        (["filing"], "ids", "expected 2 ids, those that the link joins, such as [content_id, skill_id]; found 1"),
        (["filing", "plants", "books"], "ids", "found 3"),
        (["filing", ""], "ids/1", "expected 1 letter or more; found ''"),
        (["filing", 5], "ids/1", "expected text; found 5"),
    ],
)
def test_ids_that_join_no_two_ends_are_told_once_where_they_stand(desk, ids, place, said):
    [error] = desk.answer(an_answer(), an_answer(ids=ids)).json()["errors"]
    assert error["pointer"] == f"#/answers/1/{place}"
    assert said in error["detail"]


def test_a_single_poor_answer_is_not_said_to_be_none(desk):
    [error] = desk.answer(an_answer(ids=["filing"])).json()["errors"]
    assert error["pointer"] == "#/answers/0/ids"
