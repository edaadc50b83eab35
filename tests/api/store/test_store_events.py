"""Events stay as they were reported, in order, each once."""

from __future__ import annotations

from dataclasses import replace

from api.store import Store
from tests.api.store.store_builders import an_event, append, ids_of


def test_an_event_comes_out_as_it_went_in(store: Store) -> None:
    event = an_event(more={"value": 'é"\\', "attempt": 2, "valid_until": "2027-01-01T00:00:00Z"}, content_id=None)
    seq, _ = append(store, event)
    with store.reading() as session:
        assert session.events.of("ana") == [replace(event, seq=seq)]


def test_a_history_is_ordered_by_time_then_id_whatever_came_first(store: Store) -> None:
    append(store, an_event("e3", occurred_at=2), an_event("e1", occurred_at=9))
    append(store, an_event("e2", occurred_at=2), an_event("e0", "ben"), an_event("e9", occurred_at=-5))
    with store.reading() as session:
        assert ids_of(session.events.of("ana")) == ["e9", "e2", "e3", "e1"]


def test_an_id_that_is_known_is_told_and_changes_nothing(store: Store) -> None:
    first, _ = append(store, an_event("e1"))
    second, known = append(store, an_event("e1", kind="failed"), an_event("e2", "ben"))
    assert known == {"e1"}
    with store.reading() as session:
        assert [(event.kind, event.seq) for event in session.events.of("ana")] == [("completed", first)]
        assert session.heads.many(["ana", "ben"])["ana"].version == first
        assert session.heads.many(["ana", "ben"])["ben"].version == second


def test_of_equal_ids_in_one_call_the_first_counts(store: Store) -> None:
    _, known = append(store, an_event("e1", kind="passed"), an_event("e1", kind="failed"))
    assert known == frozenset()
    with store.reading() as session:
        assert [event.kind for event in session.events.of("ana")] == ["passed"]


def test_an_empty_call_changes_nothing(store: Store) -> None:
    assert append(store)[1] == frozenset()


def test_a_history_reads_as_it_stood_after_any_transaction(store: Store) -> None:
    first, _ = append(store, an_event("e1", occurred_at=5))
    append(store, an_event("e0", occurred_at=1))
    with store.reading() as session:
        assert ids_of(session.events.of("ana", first)) == ["e1"]
        assert [ids_of(batch) for batch in session.events.all(upto_seq=first)] == [["e1"]]


def test_histories_of_many_hold_a_list_for_each(store: Store) -> None:
    append(store, an_event("e1"), an_event("e2", "ben"), an_event("e3", "cem"), an_event("e0", occurred_at=0))
    with store.reading() as session:
        found = session.events.of_many(["ana", "ben", "dan"])
    assert {learner: ids_of(events) for learner, events in found.items()} == {
        "ana": ["e0", "e1"],
        "ben": ["e2"],
        "dan": [],
    }


def test_known_ids_tell_whose_they_are(store: Store) -> None:
    append(store, an_event("e1"), an_event("e2", "ben"))
    with store.reading() as session:
        assert session.events.known(["e1", "e2", "e3"]) == {"e1": "ana", "e2": "ben"}


def test_all_events_come_in_order_whatever_the_batch(store: Store) -> None:
    events = [an_event(f"e{number}", "ab"[number % 2], occurred_at=number // 6) for number in range(23)]
    append(store, *events)
    ordered = ids_of(sorted(events, key=lambda event: (event.learner_id, event.occurred_at, event.event_id)))
    with store.reading() as session:
        for batch in (1, 5, 23, 99):
            found = list(session.events.all(batch))
            assert max(map(len, found)) <= batch
            assert [one for part in found for one in ids_of(part)] == ordered


def test_learners_who_took_up_a_content_count_once(store: Store) -> None:
    append(
        store,
        an_event("e1", kind="enrolled"),
        an_event("e2", kind="completed"),
        an_event("e3", "ben", kind="started"),
        an_event("e4", "cem", kind="dismissed"),
        an_event("e5", "cem", kind="rated", content_id="c2"),
        an_event("e6", "cem", kind="passed", content_id="c3"),
        an_event("e7", "cem", kind="observed", content_id=None),
    )
    with store.reading() as session:
        assert session.events.taken_up() == {"c1": 2, "c3": 1}


def test_more_events_than_one_statement_carries_go_in_at_once(store: Store) -> None:
    events = [an_event(f"e{number}", f"l{number % 7}") for number in range(21_000)]
    append(store, *events)
    assert len(append(store, *events)[1]) == 21_000
    with store.reading() as session:
        assert sum(map(len, session.events.all())) == 21_000


def test_events_are_found_by_id(store: Store) -> None:
    append(store, an_event("e1"), an_event("e2", "ben"))
    with store.reading() as session:
        assert session.events.get(["e2", "e3"]) == {"e2": session.events.of("ben")[0]}
        assert session.events.get([]) == {}
