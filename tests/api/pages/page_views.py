"""Views as pages get them, with whatever a test needs to be different."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from api.pages.confirming import Asked, Confirming
from api.pages.views import (
    Alert,
    Chain,
    Clash,
    Decided,
    Duty,
    Gap,
    Group,
    Guest,
    Level,
    Mishap,
    Offer,
    Overview,
    Path,
    Person,
    Report,
    Rise,
    Skill,
    Step,
    Tile,
    Unit,
    UnitRow,
    Unmet,
)

LINKS = (("/manager", "Your people"), ("/demo/lms", "Learning system"), ("/signout", "Sign out"))
HOSTILE = '<script>alert("1")</script>&\'"'
LONG = (
    "Everything about answering the doubt behind an objection " * 5 + "Donaudampfschifffahrtsgesellschaftskapitaen" * 4
)


def a_level(value: float = 0.56, spread: float = 0.14) -> Level:
    return Level(value, max(0.0, value - spread), min(1.0, value + spread))


def a_skill(**changes: Any) -> Skill:
    fields = {
        "skill_id": "discovery",
        "name": "Discovery questions",
        "level": a_level(),
        "known": True,
        "wanted": 0.75,
        "wanted_by": ("the role Sales representative",),
        "seen_on": date(2026, 5, 12),
    }
    return Skill(**(fields | changes))


def skills() -> tuple[Skill, ...]:
    return (
        a_skill(),
        a_skill(
            skill_id="objections",
            name="Objection handling",
            level=a_level(0.41, 0.2),
            wanted=0.7,
            wanted_by=("the outcome “Offers that become orders”", "the role Sales representative"),
        ),
        a_skill(skill_id="coaching", name="Coaching", level=a_level(0.5, 0.3), known=False, wanted=0.65, seen_on=None),
        a_skill(skill_id="stats", name="Statistics", level=None, known=False, wanted=None, wanted_by=(), seen_on=None),
    )


def an_offer(**changes: Any) -> Offer:
    fields = {
        "content_id": "C0010",
        "title": "Asking first: what a buyer needs before an offer",
        "url": "https://learn.example/C0010",
        "minutes": 90.0,
        "chance": "We expect a chance of 74 % to finish in time (61 % to 84 %)",
        "rises": (Rise("Discovery questions", a_level(0.56), a_level(0.66, 0.1)),),
        "reasons": (
            "Discovery questions: serves the outcome “Offers that become orders”.",
            "Opens the way to “Discovery questions 3”",
        ),
        "chains": (Chain("Offers that become orders", "Asks about the need before offering", "Discovery questions"),),
    }
    return Offer(**(fields | changes))


def a_step(start: int = 1, **changes: Any) -> Step:
    day = {"start": date(2026, 7, start), "finish": date(2026, 7, start + 6), "mandatory": False, "pinned": False}
    return Step(**({"offer": an_offer()} | day | changes))


def a_path(**changes: Any) -> Path:
    safety = an_offer(
        content_id="C0400",
        title="Information security, yearly refresher",
        url=None,
        minutes=45.0,
        rises=(),
        chains=(),
        reasons=("Information security, due on 2026-08-01.",),
    )
    fields = {
        "path_id": "p1",
        "version": 3,
        "state": "proposed",
        "stale": False,
        "made_on": date(2026, 6, 30),
        "steps": (
            a_step(1),
            a_step(8, offer=safety, mandatory=True),
            a_step(15, offer=an_offer(content_id="C0012", title="Objections 2: the doubt behind the no"), pinned=True),
        ),
        "minutes": 225.0,
        "proof": (
            "We expect this path to close 55 % (41 % to 67 %) of all that is wanted and missing.",
            "No other fixed plan under the same demands is better, by this model: that is proven.",
        ),
        "rises": (Rise("Discovery questions", a_level(0.56), a_level(0.64, 0.12)),),
        "unmet": (Unmet("Coaching", 0.65, a_level(0.55, 0.2), "No hours are left for what teaches it."),),
        "changes": ("“Offer writing 1” is no longer on the path.", "“Objections 2” starts 3 days later."),
        "decided": (Decided("C0012", "“Objections 2: the doubt behind the no” pinned by the manager.", "unpin"),),
        "left_open": (),
        "clash": None,
        "assumptions": ("The effects of contents are declared, not learned.",),
    }
    return Path(**(fields | changes))


def a_duty(**changes: Any) -> Duty:
    fields = {
        "title": "Information security, yearly refresher",
        "due_on": date(2026, 8, 1),
        "reason": "Information security",
        "overdue": False,
    }
    return Duty(**(fields | changes))


def a_person(**changes: Any) -> Person:
    fields = {
        "learner_id": "L000013",
        "name": "Maeve Santos",
        "role": "Sales representative",
        "unit": "Sales team Utrecht",
        "skills": skills(),
        "duties": (a_duty(), a_duty(title="Safety at work", due_on=date(2026, 6, 1), overdue=True)),
        "path": a_path(),
    }
    return Person(**(fields | changes))


def a_clash() -> Clash:
    return Clash(
        ("“Safety at work” must be finished by 2026-07-03", "60 minutes a week"),
        ("raise the weekly minutes to 95", "move the date to 2026-07-20"),
    )


def a_report(**changes: Any) -> Report:
    fields = {
        "learner_id": "L000013",
        "name": "Maeve Santos",
        "role": "Sales representative",
        "next_title": "Asking first: what a buyer needs before an offer",
        "next_on": date(2026, 7, 1),
        "state": "accepted",
        "gap": a_skill(),
    }
    return Report(**(fields | changes))


def a_gap(**changes: Any) -> Gap:
    fields = {"name": "Discovery questions", "people": 14, "short": 9, "missing": a_level(0.23, 0.06), "wanted": 0.75}
    return Gap(**(fields | changes))


def gaps() -> tuple[Gap, ...]:
    few = "it is wanted of fewer than 5 people here"
    return (
        a_gap(),
        a_gap(name="Objection handling", short=8, missing=a_level(0.17, 0.05), wanted=0.68),
        a_gap(name="Coaching", people=0, short=0, missing=None, wanted=0.0, suppressed=few),
    )


def a_unit(**changes: Any) -> Unit:
    nobody = a_report(
        learner_id="L2", name="Dana Gruber", role=None, next_title=None, next_on=None, state=None, gap=None
    )
    unknown = a_report(
        learner_id="L3", name="Ivo Brandt", state="paused", gap=a_skill(known=False, level=None, name="Coaching")
    )
    fields = {"unit_id": "u1", "name": "Sales team Utrecht", "people": (a_report(), nobody, unknown), "gaps": gaps()}
    return Unit(**(fields | changes))


def a_question(**more: Any) -> Asked:
    levels = (("entry_level", "level needed to profit", "0.20"), ("exit_level", "level it aims at", "0.60"))
    known = {"confidence": 0.45, "source": "titles", "people": 120, "paths": 31.4}
    text = "Does “Calls, part 1” teach “Conversation”?"
    return Asked(**({"table": "content_skills", "ids": ("c1", "talk"), "text": text, "levels": levels} | known | more))


def a_draft(**more: Any) -> Confirming:
    need = a_question(table="content_requires", ids=("c2", "c1"), text="Must “A” be finished before “B”?", levels=())
    known = {"asked": (a_question(), need), "waiting": 40, "smallest": 5, "degraded": False}
    return Confirming(**(known | more))


def a_group(**changes: Any) -> Group:
    units = (("halden", "Halden Instruments"), ("sales", "Sales"))
    return Group(**({"unit_id": "sales", "name": "Sales", "smallest": 5, "gaps": gaps(), "units": units} | changes))


def an_overview(**changes: Any) -> Overview:
    fields = {
        "units": (UnitRow("u1", "Sales team Utrecht", 14, 9), UnitRow("u2", "Sales team Dublin", 1, 0)),
        "gaps": gaps(),
        "alerts": (Alert("L2", "Dana Gruber", "“Safety at work” is overdue since 1 June 2026"),),
    }
    return Overview(**(fields | changes))


def a_tile(**changes: Any) -> Tile:
    fields = {
        "learner": "Maeve Santos",
        "offers": (an_offer(), an_offer(content_id="C2", title="Objections 2: the doubt behind the no", url=None)),
        "call": "POST /v1/recommendations",
        "asked": '{\n  "learner_id": "L000013",\n  "k": 4\n}',
        "answered": '{\n  "basis": "gap"\n}',
        "status": 200,
        "milliseconds": 6.4,
        "at": datetime(2026, 7, 1, tzinfo=UTC),
    }
    return Tile(**(fields | changes))


def guests() -> tuple[Guest, ...]:
    return (
        Guest("manager", "Maeve Santos", "Leads Sales team Utrecht: sees the people who report to her"),
        Guest("learner", "Dana Gruber", "Sales representative: sees her own path and skills"),
        Guest("officer", "Ivo Brandt", "Learning officer: sees everything"),
    )


def a_mishap(**changes: Any) -> Mishap:
    fields = {"status": 404, "title": "Not found", "detail": "there is nothing here", "causes": (), "ways_out": ()}
    return Mishap(**(fields | changes))
