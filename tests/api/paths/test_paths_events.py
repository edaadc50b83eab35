"""What becomes of a path when something happens?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest

from api import metrics
from api.conflicts import Conflict
from api.convert import Known
from api.flows.decisions import digest_of
from api.flows.path_logs import answered_again
from api.flows.paths import MOST_INLINE, paths_after
from api.store import Change, StoreUnavailable
from api.store.decisions import Decisions
from recommender.errors import UnknownName
from tests.api.api_house import AT
from tests.api.paths.paths_house import House, a_house, steps


def test_a_finished_step_leaves_the_path_and_the_diff_says_why() -> None:
    house = a_house()
    made = house.assemble()
    house.pass_(hours=1)
    [news] = house.happens("ada", "completed", "first-aid")
    assert (news["path_id"], news["version"], news["stale"]) == (made["path_id"], 2, False)
    assert [(gone["content_id"], gone["why"]) for gone in news["diff"]["removed"]] == [("first-aid", "finished")]
    assert house.read(made["path_id"])["version"] == 2


def test_a_dismissed_step_leaves_the_path() -> None:
    house = a_house()
    house.assemble()
    [news] = house.happens("ada", "dismissed", "planting")
    assert [gone["why"] for gone in news["diff"]["removed"]] == ["dismissed"]


def test_what_is_under_way_stays_and_stands_first() -> None:
    house = a_house()
    assert steps(house.assemble())[0] != "pruning"
    house.happens("ada", "started", "pruning")
    assert steps(house.current())[0] == "pruning"
    assert not house.current()["steps"][0]["mandatory"], "to be under way is no duty"
    changed = house.change(house.current()["path_id"], max_steps=2)
    assert "pruning" in steps(changed)


def test_what_does_not_matter_to_a_path_changes_nothing() -> None:
    house = a_house()
    made = house.assemble()
    assert house.happens("ada", "started", "filing") == []
    assert house.happens("bob", "completed", "filing") == []
    assert house.current() == made


def test_a_failed_test_of_a_wanted_skill_plans_again() -> None:
    house = a_house()
    house.assemble()
    house.happens("ada", "failed", "pruning", value=0.1)
    assert house.current()["version"] == 2


def test_a_path_that_ended_or_is_paused_is_left_alone() -> None:
    house = a_house()
    path_id = house.assemble()["path_id"]
    for state in ("accepted", "active", "paused"):
        house.change(path_id, state=state)
    assert house.happens("ada", "completed", "first-aid") == []
    house.change(path_id, state="done")
    assert house.happens("ada", "completed", "planting") == []
    assert not house.current()["stale"]


def test_where_no_plan_meets_the_demands_any_more_the_old_one_stays_stale_with_the_clash() -> None:
    house = a_house()
    made = house.assemble(pinned=["pruning"])
    house.pass_(hours=1)
    [news] = house.happens("ada", "dismissed", "pruning")
    assert news["stale"]
    assert "content pruning is pinned" in news["clash"]
    assert "unpin pruning" in news["ways_out"]
    stays = house.current()
    assert (stays["version"], stays["steps"], stays["stale"]) == (1, made["steps"], True)
    assert stays["clash"]
    mended = house.change(made["path_id"], unpin=["pruning"])
    assert (mended["version"], mended["stale"], mended["clash"]) == (2, False, [])


def crowd(house: House, size: int) -> list[str]:
    """So many gardeners more, each with a path."""
    names = [f"g{number}" for number in range(size)]
    rows = [Change("learners", (name,), {"learner_id": name, "weekly_minutes": 120}) for name in names]
    jobs = {"valid_from": "2024-01-01", "role_id": "gardener", "unit_id": "park"}
    rows += [Change("employments", (name, "2024-01-01"), {"learner_id": name} | jobs) for name in names]
    with house.store.writing() as session:
        session.rows.put(rows, AT)
    for name in names:
        house.assemble(name)
    return names


def test_of_many_changed_paths_some_are_planned_at_once_and_the_others_when_they_are_read() -> None:
    house = a_house()
    names = crowd(house, MOST_INLINE + 2)
    before = {name: house.current(name)["version"] for name in names}
    house.pass_(hours=1)
    dismissals = [{"kind": "dismissed", "content_id": "planting", "learner_id": name} for name in names]
    news = _reported(house, dismissals)
    assert ["diff" in one for one in news] == [True] * MOST_INLINE + [False] * 2
    assert all(one["stale"] for one in news[MOST_INLINE:])
    assert [house.current(name)["version"] - before[name] for name in names] == [1] * len(names)
    assert paths_after(house.place, names) == []


def _reported(house: House, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sends events over HTTP; gives the paths that the answer tells of."""
    events = [row | {"event_id": f"n{i}", "occurred_at": house.at.isoformat()} for i, row in enumerate(rows)]
    answer = house.client().post("/v1/events", {"events": events})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["paths"])


def test_a_path_with_the_same_facts_keeps_its_steps() -> None:
    house = a_house()
    made = house.assemble()
    assert house.change(made["path_id"], replan=True)["diff"]["kept"] == steps(made)


def test_what_a_re_planned_path_was_computed_from_gives_the_same_answer_again() -> None:
    house = a_house()
    house.assemble()
    house.happens("ada", "started", "pruning")
    path = house.current()
    with house.store.reading() as session:
        row = session.decisions.get(path["id"])
    assert row is not None
    served = house.place.holder.served
    assert served is not None
    standing = house.paths._persons.standing("ada", served, house.at)
    assert standing is not None
    known: Known = (standing.person, standing.memory)
    answer_id, body = answered_again(orjson.loads(row.request), known, served, house.at)
    assert (answer_id, digest_of(body)) == (row.answer_id, row.digest)


@pytest.mark.parametrize("days", [0, 30])
def test_a_path_without_news_is_not_planned_again_by_reading_it(days: int) -> None:
    house = a_house()
    house.assemble()
    house.at += timedelta(days=days)
    assert house.current()["version"] == 1


def test_a_diff_that_events_bring_says_between_which_versions() -> None:
    house = a_house()
    made = house.assemble()
    house.pass_(hours=1)
    [news] = house.happens("ada", "completed", "first-aid")
    assert (news["diff"]["from_version"], news["diff"]["to_version"]) == (1, 2)
    assert news["diff"] == house.read(made["path_id"])["diff"]


def test_a_path_in_whose_place_another_came_meanwhile_is_no_news(monkeypatch: pytest.MonkeyPatch) -> None:
    house = a_house()
    house.assemble()
    house.pass_(hours=1)

    def overtaken(*_: object) -> None:
        raise Conflict("somebody else changed this path at the same time")

    monkeypatch.setattr(house.paths.__class__, "_put_next", overtaken)
    assert house.happens("ada", "completed", "first-aid") == []


def test_a_path_stands_only_with_its_row_of_the_decision_log(monkeypatch: pytest.MonkeyPatch) -> None:
    house = a_house()

    def full(*_: object) -> None:
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr(Decisions, "put", full)
    with pytest.raises(StoreUnavailable):
        house.assemble()
    monkeypatch.undo()
    with pytest.raises(UnknownName):
        house.current()
    logged = _logged()
    made = house.assemble()
    with house.store.reading() as session:
        assert session.decisions.get(made["id"]) is not None
    assert _logged() == logged + 1


def _logged() -> float:
    """Transactions that wrote to the decision log, as they are counted."""
    name = "cairn_log_batch_decisions_count{"
    return sum(float(line.split()[-1]) for line in metrics.exposed().decode().splitlines() if line.startswith(name))
