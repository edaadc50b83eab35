"""The whole way, nothing made up but the people: a demo organisation, a trained bundle, the real engine."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.access import Access
from api.app import create_app
from api.flows.loading import load
from api.schemas import answered
from api.schemas.paths import KeptPath
from api.serving import Holder
from api.settings import Settings
from api.store import Store
from api.workplace import Workplace
from recommender.bundle import Shelf
from recommender.catalog import Catalog
from recommender.columns import EVENT_KINDS, INITIATORS
from recommender.knowledge.log import FOREVER
from recommender.people import People
from recommender.tables import checked, read, write
from recommender.types import History
from tests.api.api_client import Client
from tests.api.api_house import AT, a_key
from training.demo import make
from training.recipe import Recipe
from training.run import train

RECOMMEND, PATH = "/v1/recommendations", "/v1/paths"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo organisation with a bundle in service."""
    folder = tmp_path_factory.mktemp("demo")
    write(make(learners=200).tables, folder / "data", "parquet")
    bundle = train(Recipe(), checked(folder / "data"), 1, None, lambda _: None).bundle
    Shelf(folder / "models").promote(bundle.save(folder / "models"))
    return folder


@pytest.fixture(scope="module")
def people(home: Path) -> People:
    """The people of the tables, who must come out of the store alike."""
    made = checked(home / "data")
    return People.of(made, Catalog.of(made))


@pytest.fixture(scope="module")
def service(home: Path, people: People) -> Client:
    """The service at the moment at which the data end."""
    now = people.data_as_of or datetime(1970, 1, 1, tzinfo=UTC)
    store = Store.open(f"sqlite:///{home}/cairn.db")
    load(store, read(home / "data"), AT)
    holder, settings = Holder(store, home / "models"), Settings()
    assert holder.served is not None
    assert holder.served.catalog_version == people.catalog.version
    place = Workplace(store, holder, Access(store, settings, lambda: now), settings, lambda: now)
    return Client(create_app(place), a_key(store, "admin"))


def test_every_learner_gets_an_answer_that_keeps_its_contract(service: Client, people: People) -> None:
    bases, duties = set(), 0
    for learner_id in people.ids:
        answer = service.post(RECOMMEND, {"learner_id": learner_id})
        found = answered.Recommendation.model_validate_json(answer.content, strict=True)
        assert found.learner_id == learner_id
        assert [item.rank for item in found.items] == list(range(1, len(found.items) + 1))
        bases.add(found.basis)
        duties += sum(reason.code == "required" for item in found.items for reason in item.reasons)
    assert {"gap", "popular"} <= bases
    assert duties > 20


def test_learners_get_a_path_or_are_told_what_clashes(service: Client, people: People) -> None:
    statuses = []
    for learner_id in people.ids[:40]:
        answer = service.post(PATH, {"learner_id": learner_id})
        statuses.append(answer.status_code)
        if answer.status_code == 200:
            found = KeptPath.model_validate_json(answer.content, strict=True)
            assert found.certificate.value <= found.certificate.bound + 1e-9
            assert all(step.start <= step.finish for step in found.steps)
        else:
            assert answered.Problem.model_validate_json(answer.content).type == "urn:cairn:problem:infeasible-plan"
            assert answer.json()["clash"]
    assert statuses.count(200) > 20


def test_the_same_question_gets_the_same_bytes(service: Client, people: People) -> None:
    asked = {"learner_id": people.ids[0]}
    assert service.post(RECOMMEND, asked).content == service.post(RECOMMEND, asked).content
    one, other = (service.post(PATH, asked).json() for _ in range(2))
    assert {name for name in one if one[name] != other[name]} == {"path_id"}


def test_a_request_is_narrowed_as_it_says(service: Client, people: People) -> None:
    free = service.post(RECOMMEND, {"learner_id": people.ids[0], "k": 5}).json()["items"]
    first = free[0]["content_id"]
    fewer = service.post(RECOMMEND, {"learner_id": people.ids[0], "k": 5, "exclude": [first]}).json()["items"]
    assert first not in [item["content_id"] for item in fewer]
    only = service.post(RECOMMEND, {"learner_id": people.ids[0], "only": [first]}).json()["items"]
    assert [item["content_id"] for item in only] == [first]
    quick = service.post(RECOMMEND, {"learner_id": people.ids[0], "context": {"minutes_now": 20}}).json()["items"]
    assert all(item["minutes"] <= 20 for item in quick)


def test_a_stranger_is_answered_for_a_role_or_with_what_is_chosen(service: Client, people: People) -> None:
    role = people.catalog.roles.index.ids[0]
    for_role = service.post(RECOMMEND, {"learner_id": "nobody", "role_id": role}).json()
    assert for_role["basis"] == "role"
    assert for_role["items"]
    plain = service.post(RECOMMEND, {"learner_id": "nobody"}).json()
    assert plain["basis"] in ("affinity", "popular")
    assert plain["items"]


def test_what_happened_inline_moves_the_answer(service: Client, people: People) -> None:
    role = people.catalog.roles.index.ids[0]
    before = service.post(RECOMMEND, {"profile": {"role_id": role}}).json()["items"]
    done = {"kind": "passed", "content_id": before[0]["content_id"], "occurred_at": "2026-06-01T09:00:00Z"}
    after = service.post(RECOMMEND, {"profile": {"role_id": role}, "history": [done]}).json()["items"]
    assert done["content_id"] not in [item["content_id"] for item in after]


def told(history: History, people: People) -> list[dict[str, Any]]:
    """A history as a request says it."""
    contents, skills = people.catalog.contents.ids, people.catalog.skills.ids
    rows = zip(*(getattr(history, name).tolist() for name in History.__slots__), strict=True)
    return [
        {
            "kind": EVENT_KINDS[kind],
            "occurred_at": datetime.fromtimestamp(at, UTC).isoformat(),
            "content_id": contents[content] if content >= 0 else None,
            "skill_id": skills[skill] if skill >= 0 else None,
            "value": None if math.isnan(value) else value,
            "initiated_by": INITIATORS[initiated_by],
            "valid_until": None if until == FOREVER else datetime.fromtimestamp(until, UTC).isoformat(),
        }
        for kind, at, _, content, skill, value, initiated_by, until, *_ in rows
    ]


def sent_whole(history: History) -> bool:
    """Whether a request can say all of a history: no rater, and every event about something."""
    return bool(len(history) and (history.rater < 0).all() and ((history.content >= 0) | (history.skill >= 0)).all())


def optional(answer: dict[str, Any]) -> dict[str, Any]:
    """What is claimed of each content that nobody requires."""
    free = [item for item in answer["items"] if "required" not in {reason["code"] for reason in item["reasons"]}]
    return {item["content_id"]: (item["chance"], item["gains"], item["affinity"]) for item in free}


def test_a_learner_of_the_tables_sent_inline_gets_the_same_claims(service: Client, people: People) -> None:
    same = [learner_id for learner_id in people.ids if sent_whole(people.log.history(learner_id))]
    assert len(same) >= 5
    for learner_id in same[:5]:
        learner = people.learner(learner_id, people.data_as_of.date())
        names = ("role_id", "unit_id", "target_role_id", "language", "location", "timezone", "weekly_minutes")
        profile = {name: getattr(learner, name) for name in names} | {"hired_on": str(learner.hired_on)}
        goals = [{"skill_id": skill, "level": 0.9} for skill in people.catalog.skills.ids[:5]]
        inline = {"profile": profile, "history": told(people.log.history(learner_id), people)}
        here, there = {}, {}
        for _ in range(4):  # a list ends where the next would bring too little: ask again without what it held
            asked = {"learner_id": learner_id, "goals": goals, "k": 100, "exclude": sorted(set(here) | set(there))}
            stored, sent = service.post(RECOMMEND, asked), service.post(RECOMMEND, asked | inline)
            assert (stored.status_code, sent.status_code) == (200, 200), sent.text
            here, there = here | optional(stored.json()), there | optional(sent.json())
        both = sorted(set(here) & set(there))
        assert len(both) > 20
        assert [here[content] for content in both] == [there[content] for content in both]
