"""Checked tables in which much is mapped, and some of it is not."""

from __future__ import annotations

from typing import Any

import pandas as pd

from recommender.tables import Tables, check

Row = dict[str, Any]

NAMES = {"books": "Bookkeeping", "faults": "Fault finding", "talk": "Conversation"}
FILLERS = ("for managers", "in practice", "at work", "today", "step by step", "made easy", "for teams", "and more")


def some_tables(**rows: list[Row]) -> Tables:
    """Three skills and whatever is given, checked; nobody has done anything."""
    whole = {"skills": the_skills(), "learners": [{"learner_id": "ada"}], "contents": [a_content("calls", "Calls")]}
    events = [{"event_id": "e0", "learner_id": "ada", "kind": "completed", "occurred_at": "2026-03-01T09:00:00Z"}]
    for event in events:
        event["content_id"] = (rows.get("contents") or whole["contents"])[0]["content_id"]
    frames = {name: pd.DataFrame(those) for name, those in ({"events": events} | whole | rows).items() if those}
    found = check(frames)
    assert not found.report.errors, [problem.text for problem in found.report.errors]
    return found.tables


def the_skills() -> list[Row]:
    return [{"skill_id": skill, "name": name} for skill, name in NAMES.items()]


def a_content(content_id: str, title: str, **more: object) -> Row:
    return {"content_id": content_id, "title": title} | more


def a_link(content_id: str, skill_id: str, exit_level: object = "0.6", **more: object) -> Row:
    return {"content_id": content_id, "skill_id": skill_id, "exit_level": exit_level} | more


def mapped(number: int = 45) -> tuple[list[Row], list[Row]]:
    """Contents that say in their titles what they teach, and the links that stand, all up to .9."""
    skills = list(NAMES)
    contents = [
        a_content(f"m{at:03}", f"{NAMES[skills[at % 3]]} {FILLERS[at % 8]} {FILLERS[at * 5 % 7]}")
        for at in range(number)
    ]
    return contents, [a_link(f"m{at:03}", skills[at % 3], "0.9") for at in range(number)]


def pairs_of(frame: pd.DataFrame, *key: str) -> set[tuple[str, ...]]:
    """The rows of a table by their key."""
    return set(frame[list(key)].itertuples(index=False, name=None))
