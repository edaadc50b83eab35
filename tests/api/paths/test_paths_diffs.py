"""What is different between two versions of a path?"""

from __future__ import annotations

from typing import Any

from api.flows.path_diffs import diff_of, is_empty


def a_body(*steps: tuple[str, int]) -> dict[str, Any]:
    """A path of contents, each with the day on which it starts."""
    return {"steps": [_step(content, day) for content, day in steps]}


def _step(content: str, day: int) -> dict[str, Any]:
    start, finish = (f"2026-03-{d:02}T00:00:00Z" for d in (day, day + 1))
    return {"content_id": content, "title": content.title(), "start": start, "finish": finish, "minutes": 30}


def test_steps_come_go_move_and_stay() -> None:
    diff = diff_of(a_body(("a", 1), ("b", 2), ("c", 3)), a_body(("a", 1), ("c", 2), ("d", 3)), {"b": "finished"})
    assert [step["content_id"] for step in diff["added"]] == ["d"]
    assert [(step["content_id"], step["why"]) for step in diff["removed"]] == [("b", "finished")]
    assert [(step["content_id"], step["old_start"], step["start"]) for step in diff["moved"]] == [
        ("c", "2026-03-03T00:00:00Z", "2026-03-02T00:00:00Z")
    ]
    assert diff["kept"] == ["a"]


def test_what_nothing_took_away_gives_way() -> None:
    assert diff_of(a_body(("a", 1)), a_body())["removed"][0]["why"] == "gives_way"


def test_another_finish_alone_is_a_move() -> None:
    new = a_body(("a", 1))
    new["steps"][0]["finish"] = "2026-03-09T00:00:00Z"
    assert diff_of(a_body(("a", 1)), new)["moved"][0]["old_finish"] == "2026-03-02T00:00:00Z"


def test_the_same_steps_are_no_difference() -> None:
    assert is_empty(diff_of(a_body(("a", 1)), a_body(("a", 1))))
    for new in (a_body(), a_body(("a", 2)), a_body(("a", 1), ("b", 2))):
        assert not is_empty(diff_of(a_body(("a", 1)), new))


def test_a_step_is_told_with_its_title_and_dates_only() -> None:
    [step] = diff_of(a_body(), a_body(("a", 1)))["added"]
    assert set(step) == {"content_id", "title", "start", "finish"}
