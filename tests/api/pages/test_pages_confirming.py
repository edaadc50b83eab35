"""The page of suggested links: a person who knows answers, and what is served follows."""

import re

import pandas as pd
import pytest

from api.access import Entry, Principal, Role, Scope
from api.app import create_app
from api.flows.loading import load
from api.pages.confirming import ConfirmPages
from api.settings import Settings
from api.store import Store
from recommender.tables import check
from tests.api.api_client import HOST, Client
from tests.api.api_house import AT, a_folder
from tests.api.pages.page_check import slips, words_of
from tests.api.pages.pages_house import Browser, led
from tests.api.paths.paths_house import House

PAGE = "/officer/confirmations"
DRAFTS = {
    "content_id": ["filing", "ledgers"],
    "skill_id": "plants",
    "entry_level": "0",
    "exit_level": ["0.9", "0.3"],
    "status": "suggested",
    "confidence": ["0.05", "0.5"],
    "source": "titles",
}
FILING = {"table": "content_skills", "first": "filing", "second": "plants"}


@pytest.fixture
def house():
    store = Store.open(f"sqlite:///{a_folder() / 'cairn.db'}")
    org = led()
    org["content_skills"] = pd.concat([org["content_skills"], pd.DataFrame(DRAFTS)]).fillna("")
    load(store, check(org), AT)
    made = House(store, "", settings=Settings(home=a_folder(), demo=True))
    made.place.holder.refresh()
    return made


def officer(house):
    browser = Browser(Client(create_app(house.place))).sign_in("officer")
    browser.get(PAGE)
    return browser


def fields(browser, deed, **more):
    return {"token": browser.token(), "deed": deed} | FILING | more


def test_an_officer_whose_answer_is_refused_is_led_back_to_the_questions(house):
    browser, came = officer(house), {"referer": f"{HOST}{PAGE}?done=confirm"}
    refused = browser.send(PAGE, fields(browser, "confirm", exit_level="7"), **came)
    assert refused.status_code == 422
    assert f'<a href="{PAGE}">Back to where you were</a>' in refused.text


def test_an_officer_finds_the_page_from_theirs_and_what_is_asked_on_it(house):
    browser = officer(house)
    assert slips(browser.page) == []
    said = words_of(browser.page)
    assert "2 links between contents, roles and skills wait" in said
    assert re.search(r"Does “[^”]+” teach “Plants”\?", said)
    assert "5 % sure, suggested by titles. It concerns too few people to say how many." in said
    assert f'href="{PAGE}"' in browser.get("/officer").text


def test_levels_of_one_question_are_written_with_as_many_digits(house):
    asked = re.findall(r'name="(entry_level|exit_level)" type="number" [^>]*value="([^"]+)"', officer(house).page)
    assert sorted(asked) == [("entry_level", "0.00")] * 2 + [("exit_level", "0.30"), ("exit_level", "0.90")]


def test_a_confirmation_on_the_page_changes_what_is_recommended(house):
    def value():
        house.place.holder.refresh()
        served = house.place.holder.served
        links = served.catalog.links
        row = (links.content == served.catalog.contents.column["filing"]) & (
            links.skill == served.catalog.skills.column["plants"]
        )
        return served.catalog_version, float(served.engine.fitted.effect[row].sum()), float(links.exit[row].sum())

    browser = officer(house)
    version, effect, _ = value()
    found = browser.send(PAGE, fields(browser, "confirm", entry_level="0.1", exit_level="0.7"))
    assert found.headers["location"] == f"{PAGE}?done=confirm"
    assert "The link is confirmed" in words_of(browser.get(found.headers["location"]).text)
    assert "filing" not in browser.page
    after, raised, leaves = value()
    assert after != version
    assert raised > 2 * effect
    assert leaves == 0.7


def test_a_rejected_link_is_gone_and_sending_the_form_twice_does_no_harm(house):
    browser = officer(house)
    sent = fields(browser, "reject")
    for _ in range(2):
        assert browser.send(PAGE, sent).headers["location"] == f"{PAGE}?done=reject"
    said = words_of(browser.get(PAGE).text)
    assert "1 link between contents, roles and skills waits" in said


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"token": "0" * 64}, 403),
        ({"deed": "burn"}, 400),
        ({"table": "learners"}, 400),
        ({"second": "nothing"}, 422),
        ({"exit_level": "high"}, 422),
        ({"exit_level": "1.5"}, 422),
        ({"exit_level": "nan"}, 422),
        ({"entry_level": "0.95"}, 422),
        ({"first": ""}, 422),
    ],
)
def test_a_form_that_is_none_of_ours_or_says_nonsense_is_refused_in_words(house, more, status):
    browser = officer(house)
    before = house.store.marks()["catalog"]
    found = browser.send(PAGE, fields(browser, "confirm") | more)
    assert found.status_code == status
    assert slips(found.text) == []
    assert house.store.marks()["catalog"] == before


def test_without_anything_in_service_the_page_says_so():
    store = Store.open(f"sqlite:///{a_folder() / 'cairn.db'}")
    house = House(store, "", settings=Settings(home=a_folder(), demo=True))
    view = ConfirmPages(house.place).waiting(Entry(Principal("ole", frozenset({Role.OFFICER})), Scope.ALL))
    assert (view.asked, view.degraded) == ((), True)
