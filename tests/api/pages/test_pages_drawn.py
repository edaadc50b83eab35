"""Every page, in every case that can occur."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import UndefinedError

from api.pages.drawing import FILES, HEADERS, beside, page, see, templates
from tests.api.pages import page_views as v
from tests.api.pages.page_check import slips, words_of

TOKEN = "t0ken"
CASES: dict[str, tuple[str, Any]] = {
    "manager": ("manager", v.an_overview()),
    "manager with nobody": ("manager", v.an_overview(units=(), gaps=(), alerts=())),
    "manager, degraded": ("manager", v.an_overview(degraded=True)),
    "unit": ("unit", v.a_unit()),
    "unit with nobody": ("unit", v.a_unit(people=(), gaps=())),
    "unit, long words": ("unit", v.a_unit(name=v.LONG, people=(v.a_report(name=v.LONG, next_title=v.LONG),))),
    "learner": ("learner", v.a_person()),
    "learner without a path": ("learner", v.a_person(path=None, duties=(), skills=())),
    "learner, kept by policy": ("learner", v.a_person(path=None, withheld=frozenset({"path", "skills"}))),
    "learner, path without steps": ("learner", v.a_person(path=v.a_path(steps=(), rises=(), unmet=(), changes=()))),
    "learner, left behind": (
        "learner",
        v.a_person(path=v.a_path(stale=True, clash=v.a_clash(), left_open=("“Safety at work”: no hours are left.",))),
    ),
    "me, something happened": ("me", v.a_person(path=v.a_path(stale=True))),
    "learner, paused": ("learner", v.a_person(path=v.a_path(state="paused"))),
    "learner, long words": ("learner", v.a_person(path=v.a_path(steps=(v.a_step(offer=v.an_offer(title=v.LONG)),)))),
    "me": ("me", v.a_person()),
    "me without anything": ("me", v.a_person(path=None, duties=(), skills=(), role=None)),
    "me, very much": (
        "me",
        v.a_person(skills=v.skills() * 8, path=v.a_path(unmet=v.a_path().unmet * 20, rises=v.a_path().rises * 12)),
    ),
    "me, degraded": ("me", v.a_person(degraded=True)),
    "manager, many": ("manager", v.an_overview(further=12)),
    "manager, very many": ("manager", v.an_overview(gaps=(), alerts=(), people=1488, looked=False)),
    "unit, many": ("unit", v.a_unit(further=120)),
    "officer": ("officer", v.a_group()),
    "officer without gaps": ("officer", v.a_group(gaps=())),
    "drafts": ("confirmations", v.a_draft()),
    "drafts, none": ("confirmations", v.a_draft(asked=(), waiting=0)),
    "drafts, long words": ("confirmations", v.a_draft(asked=(v.a_question(text=v.LONG, ids=(v.LONG, v.LONG)),))),
    "drafts, degraded": ("confirmations", v.a_draft(asked=(), waiting=0, degraded=True)),
    "signin": ("signin", None),
    "lms": ("lms", v.a_tile()),
    "lms without suggestions": ("lms", v.a_tile(offers=())),
    "lms, Cairn down": ("lms", v.a_tile(offers=(), status=None, answered="")),
    "lms, Cairn busy": ("lms", v.a_tile(offers=(), status=503)),
    "mishap": ("mishap", v.a_mishap()),
    "not signed in": ("mishap", v.a_mishap(status=401, title="Not signed in", causes=("no cookie",))),
    "mishap on the way": ("mishap", v.a_mishap(back="/officer?unit=a&b")),
    "clash": ("mishap", v.a_mishap(status=422, causes=("a", "b"), ways_out=("c",))),
}


def drawn(name: str, view: Any, **more: Any) -> str:
    beside_it = {
        "links": v.LINKS,
        "token": TOKEN,
        "notice": "",
        "guests": v.guests(),
        "fallback": ("A",),
        "signin": True,
    }
    return page(name, view=view, **(beside_it | more)).body.decode()


@pytest.mark.parametrize("case", CASES)
def test_a_page_is_well_formed_and_usable(case: str) -> None:
    assert slips(drawn(*CASES[case])) == []


@pytest.mark.parametrize("case", CASES)
def test_a_page_carries_the_strict_headers(case: str) -> None:
    name, view = CASES[case]
    sent = page(name, view=view, links=v.LINKS, token="", notice="", guests=(), fallback=(), signin=False).headers
    policy = sent["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "script" not in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert sent["x-content-type-options"] == "nosniff"
    assert sent["referrer-policy"] == "same-origin"
    assert sent["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("learner", v.a_person(name=v.HOSTILE, role=v.HOSTILE, unit=v.HOSTILE)),
        (
            "learner",
            v.a_person(path=v.a_path(steps=(v.a_step(offer=v.an_offer(title=v.HOSTILE, content_id=v.HOSTILE)),))),
        ),
        ("unit", v.a_unit(name=v.HOSTILE, people=(v.a_report(name=v.HOSTILE, learner_id=v.HOSTILE),))),
        ("manager", v.an_overview(alerts=(v.Alert(v.HOSTILE, v.HOSTILE, v.HOSTILE),))),
        ("me", v.a_person(skills=(v.a_skill(skill_id=v.HOSTILE, name=v.HOSTILE),))),
        ("lms", v.a_tile(asked=v.HOSTILE, answered=v.HOSTILE, learner=v.HOSTILE)),
        ("mishap", v.a_mishap(back=v.HOSTILE, detail=v.HOSTILE, causes=(v.HOSTILE,))),
        ("confirmations", v.a_draft(asked=(v.a_question(text=v.HOSTILE, ids=(v.HOSTILE, v.HOSTILE)),))),
    ],
)
def test_html_in_names_stays_text(name: str, view: Any) -> None:
    text = drawn(name, view)
    assert slips(text) == []
    assert v.HOSTILE in words_of(text)


def test_a_template_that_reads_what_is_not_there_fails_instead_of_showing_a_hole() -> None:
    with pytest.raises(UndefinedError):
        page("learner", view=v.a_person())


def test_the_learner_page_shows_the_whole_why() -> None:
    said = words_of(drawn("learner", v.a_person(), notice="The path is accepted."))
    for text in (
        "Maeve Santos",
        "Sales representative, Sales team Utrecht",
        "The path is accepted.",
        "3 steps, 3 h 45 min in all, 1 to 21 July 2026",
        "outcome Offers that become orders",
        "behaviour Asks about the need before offering",
        "skill Discovery questions",
        "We expect it to bring Discovery questions from 0.56 to 0.66 (0.56 to 0.76)",
        "We expect a chance of 74 % to finish in time (61 % to 84 %)",
        "1 to 7 July 2026",
        "mandatory",
        "pinned",
        "that is proven",
        "pinned by the manager",
        "No hours are left for what teaches it.",
        "“Objections 2” starts 3 days later.",
        "that you and Maeve Santos can overrule",
        "people decide",
    ):
        assert text in said, text


def test_a_skill_that_nobody_saw_is_unknown_and_not_zero() -> None:
    said = words_of(drawn("me", v.a_person(skills=v.skills()[2:])))
    assert "Unknown. The role suggests 0.20 to 0.80" in said
    assert "Statistics Unknown no level nobody yet" in said
    assert "0.00" not in said


def test_a_clash_is_told_with_its_ways_out() -> None:
    said = words_of(drawn("learner", v.a_person(path=v.a_path(clash=v.a_clash()))))
    assert "no newer path meets all demands" in said
    assert "“Safety at work” must be finished by 2026-07-03" in said
    assert "raise the weekly minutes to 95" in said


def test_less_than_usual_is_said_where_it_is_so() -> None:
    assert "Running on less than usual" in words_of(drawn("me", v.a_person(degraded=True)))
    assert "Running on less than usual" not in words_of(drawn("me", v.a_person()))


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("proposed", {"accept", "veto"}),
        ("accepted", {"start", "veto"}),
        ("active", {"pause", "veto"}),
        ("paused", {"resume", "veto"}),
        ("done", set()),
    ],
)
def test_a_path_offers_what_its_state_allows(state: str, offered: set[str]) -> None:
    text = drawn("learner", v.a_person(path=v.a_path(state=state)))
    assert {
        one for one in ("accept", "start", "pause", "resume", "veto") if f'name="deed" value="{one}"' in text
    } == offered


def test_what_is_mandatory_can_neither_be_left_out_nor_put_off_and_what_is_pinned_not_pinned_again() -> None:
    deeds = {}
    for how in ({"mandatory": True}, {"pinned": True}, {}):
        text = drawn("learner", v.a_person(path=v.a_path(steps=(v.a_step(**how),), decided=())))
        deeds[tuple(how)] = {one for one in ("pin", "defer", "veto") if f'name="deed" value="{one}"' in text}
    assert deeds == {("mandatory",): set(), ("pinned",): {"defer", "veto"}, (): {"pin", "defer", "veto"}}


@pytest.mark.parametrize("name", ["learner", "me"])
def test_every_form_that_changes_something_carries_the_token(name: str) -> None:
    text = drawn(name, v.a_person())
    forms = text.split("<form ")[1:]
    assert len(forms) > 5
    assert [one for one in forms if f'name="token" value="{TOKEN}"' not in one.split("</form>")[0]] == []
    assert [one for one in forms if not one.startswith(('method="post"', 'class="ask" method="post"'))] == []


def test_buttons_that_look_alike_say_what_they_are_about() -> None:
    assert 'aria-label="Later: Objections 2: the doubt behind the no"' in drawn("me", v.a_person())


def test_a_tile_says_which_call_made_it_and_what_is_shown_without_it() -> None:
    up, down = (words_of(drawn("lms", v.a_tile(**how))) for how in ({}, {"offers": (), "status": None, "answered": ""}))
    assert "POST /v1/recommendations answered 200 in 6 ms" in up
    assert '"learner_id": "L000013"' in up
    assert "Why this?" in up
    assert "gave no answer in time" in down
    assert "The tile keeps its place" in down


@pytest.mark.parametrize("name", FILES)
def test_what_lies_beside_the_pages_is_kept_under_an_address_of_its_content(name: str) -> None:
    sent = beside(name)
    assert sent.headers["content-type"].startswith(FILES[name])
    assert "immutable" in sent.headers["cache-control"]
    assert templates().globals["beside"](name).startswith(f"/static/{name}?v=")
    assert b"url(" not in sent.body


def test_an_answer_to_a_form_leads_on_with_the_same_headers() -> None:
    sent = see("/me")
    assert (sent.status_code, sent.headers["location"]) == (303, "/me")
    assert sent.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


def test_figures_of_a_few_people_are_not_told_and_the_page_says_why() -> None:
    said = words_of(drawn("officer", v.a_group()))
    assert "Coaching Not told: it is wanted of fewer than 5 people here." in said
    assert "Discovery questions 9 of 14 0.52 (0.46 to 0.58) 0.75" in said


def test_what_the_policy_keeps_to_the_learner_is_not_shown() -> None:
    text = drawn("learner", v.a_person(withheld=frozenset({"path", "skills"})))
    assert words_of(text).count("keeps this to the learner") == 2
    assert "Discovery questions" not in text
    assert "<form" not in text


def test_who_has_no_path_can_have_one_suggested() -> None:
    assert 'value="assemble"' in drawn("me", v.a_person(path=None))
    assert 'value="assemble"' not in drawn("me", v.a_person())


def test_accepting_names_the_version_that_was_read() -> None:
    assert '<input type="hidden" name="version" value="3">' in drawn("me", v.a_person())


def test_of_long_tables_the_first_rows_are_open_and_the_rest_is_a_click_away() -> None:
    text = drawn("me", v.a_person(skills=tuple(v.a_skill(name=f"Skill {n}") for n in range(20))))
    first, rest = text.split("<summary>12 more skills</summary>")
    assert "Skill 7" in first
    assert "Skill 8<" not in first.split('id="skill"')[0]
    assert "Skill 19" in rest


def test_the_first_step_shows_all_its_reasons_and_the_others_on_a_click() -> None:
    text = drawn("learner", v.a_person())
    assert text.count("<details open>") == 1
    assert text.count('<summary aria-label="Why? ') == 2
