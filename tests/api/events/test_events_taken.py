"""What becomes of reported events: kept, known already, or rejected one by one; and what they change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.flows.events import Sent, take
from api.store import Change, StoredEvent
from api.workplace import Workplace
from recommender.knowledge.memory import loaded
from tests.api.events.events_house import a_place, an_event, codes, memories, no_paths, offered, report


def stored(place: Workplace, learner_id: str = "ada") -> list[StoredEvent]:
    with place.store.reading() as session:
        return session.events.of(learner_id)


def test_what_is_accepted_is_kept_and_remembered(place: Workplace) -> None:
    found = report(place, an_event("e1"), an_event("e2", kind="scored", skill_id="books", value=0.9))
    assert (found.accepted, found.duplicates, found.rejected, found.warnings, found.named) == (2, 0, (), (), ())
    assert [event.event_id for event in stored(place)] == ["e1", "e2"]
    key, memory = memories(place)["ada"]
    assert place.holder.served is not None
    assert key == place.holder.served.engine.memory_key
    assert memory is not None
    assert loaded(memory).events == 2
    assert memories(place)["bob"] == (None, None)


def test_an_event_changes_the_next_recommendation(place: Workplace) -> None:
    before = offered(place, "ada")
    failed = an_event(
        kind="failed", skill_id="plants", value=0.05, content_id="planting", occurred_at="2026-03-01T09:00:00Z"
    )
    assert report(place, failed).accepted == 1
    after = offered(place, "ada")
    assert after != before
    report(
        place, an_event("v", kind="failed", content_id=None, voids_event_id="e1", occurred_at="2026-03-01T10:00:00Z")
    )
    assert offered(place, "ada") == before


def test_a_call_that_is_sent_again_changes_nothing(place: Workplace) -> None:
    rows = (an_event("e1"), an_event(None, kind="started"))
    first = report(place, *rows)
    kept, remembered = stored(place), memories(place)
    again = report(place, *rows)
    assert (again.accepted, again.duplicates, again.rejected) == (0, 2, ())
    assert again.named == first.named
    assert (stored(place), memories(place)) == (kept, remembered)


def test_an_event_twice_in_one_call_is_kept_once(place: Workplace) -> None:
    found = report(place, an_event(), an_event(), an_event(kind="passed"))
    assert (found.accepted, found.duplicates, codes(found)) == (1, 1, [(2, "conflict")])


def test_an_id_stands_for_one_event_for_good(place: Workplace) -> None:
    report(place, an_event())
    changes: tuple[dict[str, Any], ...] = ({"kind": "passed"}, {"learner_id": "bob"}, {"value": 0.5}, {"source": "hr"})
    for change in changes:
        found = report(place, an_event(**change))
        assert (found.accepted, codes(found)) == (0, [(0, "conflict")])
    assert [event.kind for event in stored(place)] == ["completed"]


def test_one_bad_event_does_not_hold_up_the_others(place: Workplace) -> None:
    rows = [an_event("e1"), an_event("e2", kind="?"), an_event("e3", learner_id="zoe"), "no event", an_event("e5")]
    found = report(place, *rows)
    assert found.accepted == 2
    assert codes(found) == [(1, "wrong_word"), (2, "unknown_learner"), (3, "wrong_type")]
    assert [problem.event_id for problem in found.rejected] == ["e2", "e3", None]
    assert not found.refused


def test_an_unknown_learner_is_rejected_with_the_way_out(place: Workplace) -> None:
    found = report(place, an_event(learner_id="zoe"))
    assert codes(found) == [(0, "unknown_learner")]
    assert "PUT /v1/learners" in found.rejected[0].detail
    assert found.refused
    with place.store.writing() as session:
        session.rows.put([Change("learners", ("zoe",), {"learner_id": "zoe"})], 2)
    assert report(place, an_event(learner_id="zoe")).accepted == 1


def test_a_learner_whose_row_ended_is_unknown(place: Workplace) -> None:
    with place.store.writing() as session:
        session.rows.put([Change("learners", ("eve",), None)], 2)
    assert codes(report(place, an_event(learner_id="eve"))) == [(0, "unknown_learner")]


def test_contents_and_skills_that_nobody_knows_are_kept_and_warned_of(place: Workplace) -> None:
    rows = (an_event("e1", content_id="old"), an_event("e2", content_id="old"), an_event("e3", skill_id="odd"))
    found = report(place, *rows)
    assert found.accepted == 3
    assert [(w.code, w.count, w.ids) for w in found.warnings] == [
        ("unknown_content", 2, ("old",)),
        ("unknown_skill", 1, ("odd",)),
    ]
    assert stored(place)[0].content_id == "old"
    assert report(place, *rows).warnings == ()


def test_an_event_may_be_voided_in_the_same_call_in_any_order(place: Workplace) -> None:
    void = an_event("v", content_id=None, voids_event_id="e1")
    assert report(place, void, an_event("e1")).accepted == 2
    memory = memories(place)["ada"][1]
    assert memory is not None
    assert loaded(memory).events == 0


def test_only_an_event_of_the_same_learner_can_be_voided(place: Workplace) -> None:
    report(place, an_event("e1", learner_id="bob"), an_event("e2"))
    voids = [an_event(f"v{n}", content_id=None, voids_event_id=of) for n, of in enumerate(["e1", "e9", "v2", "e2"])]
    found = report(place, *voids)
    assert (found.accepted, codes(found)) == (1, [(0, "unknown_event"), (1, "unknown_event"), (2, "unknown_event")])
    again = report(place, an_event("v4", content_id=None, voids_event_id="v3"))
    assert codes(again) == [(0, "voids_a_void")]


def test_a_void_falls_with_what_it_voids(place: Workplace) -> None:
    found = report(place, an_event("e1", kind="?"), an_event("v", content_id=None, voids_event_id="e1"))
    assert codes(found) == [(0, "wrong_word"), (1, "unknown_event")]


def test_a_mark_is_read_by_the_scales_of_the_store(place: Workplace) -> None:
    rated = {"kind": "self_rated", "content_id": None, "skill_id": "books"}
    found = report(
        place, an_event("e1", value=3.5, scale_id="stars", **rated), an_event("e2", value=9, scale_id="stars", **rated)
    )
    assert (found.accepted, codes(found)) == (1, [(1, "unknown_mark")])


def test_paths_are_asked_for_only_where_something_happened(place: Workplace) -> None:
    asked: list[list[str]] = []

    def after(_: Workplace, learners: Any) -> list[dict[str, Any]]:
        asked.append(list(learners))
        return [{"path_id": "p"}]

    rows = (an_event("e1", learner_id="bob"), an_event("e2"), an_event("e3", learner_id="zoe"))
    assert take(place, Sent(rows), after).paths == ({"path_id": "p"},)
    assert take(place, Sent(rows), after).paths == ()
    assert asked == [["ada", "bob"]]


@pytest.fixture
def degraded(tmp_path: Path) -> Workplace:
    return a_place(tmp_path, tmp_path / "models")


def test_without_a_model_events_are_kept_and_judged_as_ever(degraded: Workplace) -> None:
    assert degraded.holder.served is None or degraded.holder.served.degraded
    found = report(degraded, an_event("e1", value="3.5", scale_id="stars"), an_event("e2", value=9, scale_id="stars"))
    assert (found.accepted, codes(found)) == (1, [(1, "unknown_mark")])
    assert memories(degraded)["ada"] == (None, None)


def test_what_was_remembered_before_the_model_went_is_not_taken_for_all(place: Workplace, tmp_path: Path) -> None:
    report(place, an_event("e1"))
    without = Workplace(
        place.store, a_place(tmp_path, tmp_path / "none").holder, place.access, place.settings, place.now
    )
    assert take(without, Sent((an_event("e2", kind="started"),)), no_paths).accepted == 1
    assert memories(place)["ada"] == (None, None)
