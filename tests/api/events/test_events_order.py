"""The same events in any order, in any calls, sent once or often, leave the same memory and the same answers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from api.flows.folding import Folder
from api.flows.rebuilding import rebuild
from api.workplace import Workplace
from tests.api.api_house import CONTENTS
from tests.api.events.events_house import a_place, an_event, codes, memories, models_of, offered, report

LEARNERS = ("ada", "bob")
MOMENTS = ("2026-02-01T09:00:00Z", "2026-02-01T09:00:00.5Z", "2026-02-01T09:00:01Z", "2026-02-10T09:00:00Z",
           "2026-02-20T09:00:00Z", "2026-02-28T09:00:00Z")  # fmt: skip

happened = st.fixed_dictionaries(
    {
        "learner_id": st.sampled_from(LEARNERS),
        "kind": st.sampled_from(
            ["enrolled", "started", "completed", "passed", "failed", "scored", "self_rated", "expired"]
        ),
        "occurred_at": st.sampled_from(MOMENTS),
        "content_id": st.sampled_from([*CONTENTS, "gone"]),
    },
    optional={
        "skill_id": st.sampled_from(["books", "plants", "safety"]),
        "value": st.sampled_from([0.1, 0.5, 0.9]),
        "initiated_by": st.sampled_from(["self", "manager"]),
        "time_precision": st.just("position"),
        "valid_until": st.just("2026-02-25T00:00:00Z"),
        "rater_id": st.just("eve"),
    },
)


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Events, and events that void some of them."""
    told = draw(st.lists(happened, min_size=1, max_size=10))
    named = [{"event_id": f"e{number}"} | row for number, row in enumerate(told)]
    gone = draw(st.lists(st.sampled_from(named), max_size=2, unique_by=lambda row: row["event_id"]))
    return named, [a_void(row) for row in gone]


def a_void(row: dict[str, Any]) -> dict[str, Any]:
    more = {"learner_id": row["learner_id"], "voids_event_id": row["event_id"], "content_id": None}
    return an_event(f"v-{row['event_id']}", **more)


@st.composite
def calls(draw: st.DrawFn, events: list[dict[str, Any]], voids: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Events cut into calls, some of them sent twice; what voids comes after what it voids, or with it."""
    rows = draw(st.permutations(events)) + draw(st.permutations(voids))
    rows += draw(st.lists(st.sampled_from(rows), max_size=4))
    cuts = sorted(draw(st.sets(st.integers(1, len(rows)), max_size=4)) | {0, len(rows)})
    return [rows[start:end] for start, end in pairwise(cuts)]


MODELS: list[Path] = []


@contextmanager
def a_fresh_place() -> Iterator[Workplace]:
    if not MODELS:
        MODELS.append(models_of(Path(tempfile.mkdtemp()) / "models"))
    with tempfile.TemporaryDirectory() as folder:
        place = a_place(Path(folder), MODELS[0])
        try:
            yield place
        finally:
            place.store.close()


def told(place: Workplace, those: list[list[dict[str, Any]]]) -> tuple[Any, Any]:
    """The memories and the answers after some calls."""
    for rows in those:
        assert codes(report(place, *rows)) == []
    return memories(place), [offered(place, learner) for learner in LEARNERS]


@given(st.data(), stories())
@settings(max_examples=25, deadline=None)
def test_order_and_split_of_events_leave_no_trace(data: st.DataObject, story: tuple[Any, Any]) -> None:
    events, voids = story
    with a_fresh_place() as one, a_fresh_place() as other:
        at_once = told(one, [events + voids])
        in_parts = told(other, data.draw(calls(events, voids)))
    names = {row["learner_id"] for row in events}
    assert {name: at_once[0][name] for name in names} == {name: in_parts[0][name] for name in names}
    assert at_once[1] == in_parts[1]


@given(st.data(), stories())
@settings(max_examples=15, deadline=None)
def test_stored_memories_are_what_events_alone_say(data: st.DataObject, story: tuple[Any, Any]) -> None:
    with a_fresh_place() as place:
        for rows in data.draw(calls(*story)):
            report(place, *rows)
        kept = memories(place)
        assert place.holder.served is not None
        found = rebuild(place.store, Folder(place.holder.served, int(place.now().timestamp()) * 1_000_000))
        after = memories(place)
    assert (found.differed, found.outdated, found.moved) == (0, 0, 0)
    assert all(after[learner] == memory for learner, memory in kept.items() if memory[1] is not None)
    assert found.same == len({row["learner_id"] for row in story[0]})
