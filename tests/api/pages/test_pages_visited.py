"""The pages over the real service: who gets in, what is there, and what forms do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.serving import Holder
from tests.api.api_house import a_key
from tests.api.pages.page_check import slips, words_of
from tests.api.pages.pages_house import Browser, a_browser, a_house


def signed_in(who: str) -> Browser:
    return a_browser().sign_in(who)


def test_a_visitor_begins_at_the_sign_in_and_finds_three_people() -> None:
    browser = a_browser()
    assert browser.get("/").headers["location"] == "/signin"
    found = browser.get("/signin")
    assert slips(found.text) == []
    assert [who in found.text for who in ("/signin/manager", "/signin/learner", "/signin/officer")] == [True] * 3
    assert "May <b>Lead</b>" in words_of(found.text)


@pytest.mark.parametrize(("who", "home"), [("manager", "/manager"), ("learner", "/me"), ("officer", "/officer")])
def test_signing_in_sets_a_cookie_that_scripts_and_other_sites_never_see(who: str, home: str) -> None:
    browser = a_browser()
    found = browser.get(f"/signin/{who}")
    assert found.headers["location"] == home
    cookie = found.headers["set-cookie"]
    assert cookie.startswith("cairn_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert slips(browser.get(home).text) == []
    assert browser.get("/").headers["location"] == home


def test_signing_out_takes_the_cookie_back() -> None:
    found = signed_in("learner").get("/signout")
    assert found.headers["location"] == "/signin"
    assert 'cairn_session=""' in found.headers["set-cookie"]


@pytest.mark.parametrize("path", ["/signin", "/signin/manager", "/signout", "/demo/lms"])
def test_outside_the_demo_there_is_nothing_of_it(path: str) -> None:
    assert a_browser(a_house(demo=False)).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/manager", "/manager/units/park", "/manager/learners/ada", "/me", "/officer"])
def test_without_a_session_nothing_is_shown_and_the_page_leads_to_the_sign_in(path: str) -> None:
    found = a_browser().get(path)
    assert found.status_code == 401
    assert 'href="/signin"' in found.text
    assert "Ada" not in found.text


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("manager", "/me"),
        ("manager", "/officer"),
        ("learner", "/manager"),
        ("learner", "/manager/learners/bob"),
        ("learner", "/officer"),
        ("officer", "/manager"),
        ("officer", "/me"),
    ],
)
def test_a_page_of_another_role_is_refused(who: str, path: str) -> None:
    found = signed_in(who).get(path)
    assert found.status_code == 403
    assert slips(found.text) == []


def test_a_manager_learns_nothing_of_who_is_out_of_reach_not_even_whether_they_exist() -> None:
    browser = signed_in("manager")
    known, unknown = browser.get("/manager/learners/eve"), browser.get("/manager/learners/nobody")
    assert (known.status_code, known.text) == (403, unknown.text)
    assert browser.get("/manager/units/elsewhere").status_code == 403


def test_a_manager_finds_units_alerts_and_gaps() -> None:
    found = signed_in("manager").get("/manager")
    said = words_of(found.text)
    for text in ("Park 1 person, 0 with an accepted path", "Office 1 person", "Ada “First-Aid” is overdue", "Books"):
        assert text in said, text
    assert "elsewhere" not in found.text
    assert slips(found.text) == []


def test_a_manager_finds_the_people_of_a_unit_with_those_below() -> None:
    found = signed_in("manager").get("/manager/units/all")
    said = words_of(found.text)
    assert "2 people in your reach" in said
    assert "Ada Gardener none yet no path" in said
    assert "May" not in said
    assert slips(found.text) == []


def test_a_manager_has_a_path_suggested_accepts_it_and_overrules_it() -> None:
    browser = signed_in("manager")
    browser.get("/manager/learners/ada")
    assert "There is no path for Ada yet" in words_of(browser.page)
    said = words_of(browser.press("assemble").text)
    assert "A path is suggested." in said
    assert "First-Aid" in said
    assert slips(browser.page) == []
    assert "The path is accepted." in words_of(browser.press("accept").text)
    assert "“Pruning” left out by the manager." in words_of(browser.press("veto", "pruning").text)
    assert "“Pruning” is no longer on the path: it was left out." in words_of(browser.page)
    assert slips(browser.page) == []
    browser.press("unveto", "pruning")
    assert "left out by the manager" not in words_of(browser.page)


def test_an_administrator_finds_every_unit_and_overrules_as_one() -> None:
    house = a_house()
    browser, admin = a_browser(house), {"authorization": f"Bearer {a_key(house.store, 'admin')}"}
    said = words_of(browser.get("/manager", **admin).text)
    for text in ("Elsewhere 1 person", "Green Ltd 1 person", "Office 1 person", "Park 1 person"):
        assert text in said
    assert slips(browser.page) == []
    browser.get("/manager/learners/eve", **admin)
    found = browser.send("/manager/learners/eve/path", {"token": browser.token(), "deed": "assemble"}, **admin)
    assert found.headers["location"] == "/manager/learners/eve?done=assemble"
    assert browser.get("/officer", **admin).status_code == 200


def test_a_path_starts_pauses_and_goes_on() -> None:
    browser = signed_in("learner")
    browser.get("/me")
    for deed, text in (
        ("assemble", "A path is suggested."),
        ("accept", "The path is accepted."),
        ("start", "The path is under way."),
        ("pause", "The path is paused"),
        ("resume", "The path goes on."),
    ):
        assert text in words_of(browser.press(deed).text)


def test_a_learner_puts_off_and_takes_it_back() -> None:
    browser = signed_in("learner")
    browser.get("/me")
    browser.press("assemble")
    assert "put off until 30 March 2026 by the learner" in words_of(browser.press("defer", "pruning").text)
    assert "put off until" not in words_of(browser.press("back", "pruning").text)


def test_a_duty_that_is_put_off_is_a_clash_and_the_page_says_so() -> None:
    browser = signed_in("learner")
    browser.get("/me")
    browser.press("assemble")
    fields = {"token": browser.token(), "deed": "veto", "content_id": "first-aid"}
    found = browser.send("/me/path", fields)
    assert found.status_code == 422
    assert "That cannot be done" in words_of(found.text)
    assert slips(found.text) == []


def test_an_accepted_version_is_the_one_that_was_read() -> None:
    browser = signed_in("learner")
    browser.get("/me")
    browser.press("assemble")
    seen = browser.page
    browser.press("veto", "pruning")
    browser.page = seen
    found = browser.press("accept")
    assert found.status_code == 412
    assert "The path has changed" in words_of(found.text)


@pytest.mark.parametrize(("deed", "level"), [("can", 0.8), ("lack", 0.2)])
def test_what_a_learner_says_of_a_skill_is_one_piece_of_evidence(deed: str, level: float) -> None:
    house = a_house()
    browser = a_browser(house).sign_in("learner")
    browser.get("/me")
    found = browser.send("/me/skills", {"token": browser.token(), "deed": deed, "skill_id": "safety"})
    assert found.headers["location"] == f"/me?done={deed}"
    with house.store.reading() as session:
        [event] = [e for e in session.events.of("ada") if e.more.get("skill_id") == "safety"]
    assert (event.kind, float(event.more["value"]), event.more["initiated_by"]) == ("self_rated", level, "self")
    assert "Thank you." in words_of(browser.get(found.headers["location"]).text)
    assert "Safety 0." in words_of(browser.page)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/me/path", {"deed": "explode"}),
        ("/me/path", {}),
        ("/me/skills", {"deed": "can", "skill_id": "nothing"}),
        ("/me/skills", {"deed": "accept", "skill_id": "safety"}),
        ("/me/path", {"deed": "veto", "content_id": ""}),
        ("/me/path", {"deed": "veto", "content_id": "nothing"}),
    ],
)
def test_a_form_that_makes_no_sense_changes_nothing(path: str, fields: dict[str, str]) -> None:
    browser = signed_in("learner")
    browser.get("/me")
    browser.press("assemble")
    before = browser.page
    found = browser.send(path, {"token": browser.token()} | fields)
    assert found.status_code in (400, 422)
    assert browser.get("/me").text == before.replace("A path is suggested.", "") or "version 1," in browser.page


@pytest.mark.parametrize("path", ["/me/path", "/me/skills"])
def test_a_form_without_the_token_of_the_session_is_refused(path: str) -> None:
    browser = signed_in("learner")
    browser.get("/me")
    for token in ("", "0" * 64):
        assert browser.send(path, {"token": token, "deed": "assemble"}).status_code == 403
    assert "There is no path" in words_of(browser.get("/me").text)


def test_a_form_from_another_site_is_refused_even_with_the_token() -> None:
    browser = signed_in("learner")
    browser.get("/me")
    fields = {"token": browser.token(), "deed": "assemble"}
    assert browser.send("/me/path", fields, **{"sec-fetch-site": "cross-site"}).status_code == 401


def test_a_manager_cannot_act_on_who_is_out_of_reach() -> None:
    browser = signed_in("manager")
    browser.get("/manager/learners/ada")
    fields = {"token": browser.token(), "deed": "assemble"}
    assert browser.send("/manager/learners/eve/path", fields).status_code == 403


def test_a_manager_sees_no_single_event_and_the_learner_does() -> None:
    manager, learner = (signed_in(who) for who in ("manager", "learner"))
    assert "last seen" in words_of(learner.get("/me").text)
    assert "last seen" not in words_of(manager.get("/manager/learners/ada").text)


def test_a_policy_may_keep_levels_and_paths_to_the_learner(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("manager_sees = []\n")
    browser = a_browser(a_house(policy_file=policy)).sign_in("manager")
    said = words_of(browser.get("/manager/learners/ada").text)
    assert said.count("keeps this to the learner") == 2
    assert "Plants" not in said
    assert slips(browser.page) == []
    for path in ("/manager", "/manager/units/all"):
        assert browser.get(path).status_code == 200
        assert "Plants" not in browser.page
        assert "accepted" not in browser.page
        assert slips(browser.page) == []


def test_an_officer_sees_no_figure_of_fewer_than_five_people() -> None:
    browser = signed_in("officer")
    said = words_of(browser.get("/officer").text)
    assert "Green Ltd" in said
    assert "Not told: it is wanted of fewer than 5 people here." in said
    assert browser.get("/officer?unit=elsewhere").status_code == 403
    assert browser.get("/officer?unit=park").status_code == 200


def test_the_learning_system_shows_what_the_real_call_answers() -> None:
    found = a_browser().get("/demo/lms")
    said = words_of(found.text)
    assert "home of Ada" in said
    assert "POST /v1/recommendations answered 200 in" in said
    assert "Why this?" in said
    assert '"learner_id": "ada"' in said
    assert '"model_version"' in said
    assert slips(found.text) == []


def test_the_learning_system_shows_its_own_list_when_cairn_is_down() -> None:
    found = a_browser().get("/demo/lms?down=1")
    said = words_of(found.text)
    assert "gave no answer in time" in said
    assert "Your first week" in said
    assert slips(found.text) == []


def test_without_a_model_the_pages_say_so_and_lead_nowhere_wrong(tmp_path: Path) -> None:
    house = a_house()
    house.place = replace(house.place, holder=Holder(house.store, tmp_path))
    for who, path, status in (
        ("manager", "/manager", 200),
        ("manager", "/manager/learners/ada", 200),
        ("learner", "/me", 200),
        ("manager", "/manager/units/all", 503),
        ("officer", "/officer", 503),
        ("learner", "/demo/lms", 200),
    ):
        found = a_browser(house).sign_in(who).get(path)
        assert (path, found.status_code) == (path, status)
        assert slips(found.text) == []
        if status == 200 and path != "/demo/lms":
            assert "Running on less than usual" in words_of(found.text)


def test_a_page_that_is_not_there_is_told_as_a_page() -> None:
    found = a_browser().get("/nowhere")
    assert found.status_code == 404
    assert "There is no such page" in words_of(found.text)


@pytest.mark.parametrize("path", ["/signin", "/me", "/manager", "/nowhere", "/static/cairn.css", "/demo/lms"])
def test_every_answer_to_a_reader_carries_the_strict_headers(path: str) -> None:
    found = a_browser().get(path)
    assert found.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert found.headers["x-content-type-options"] == "nosniff"


def test_the_calls_of_systems_are_as_they_were_whoever_asks() -> None:
    found = a_browser().get("/v1/learners/ada/path")
    assert found.headers["content-type"] == "application/problem+json"
