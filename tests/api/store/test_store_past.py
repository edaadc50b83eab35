"""What stood there before, and what was written since, alike on both databases."""

from __future__ import annotations

from api.store import Change, StoredEvent


def put(store, at, **rows):
    with store.writing() as session:
        bodies = {name: body and {"content_id": name, "skill_id": "s", **body} for name, body in rows.items()}
        session.rows.put([Change("content_skills", (name, "s"), body) for name, body in bodies.items()], at)
        return session.seq


def an_event(event_id, recorded_at):
    return StoredEvent(event_id, "ada", "completed", 1, recorded_at, None, {"skill_id": "s"})


def test_every_version_of_a_row_is_found_by_the_beginning_of_its_key(store):
    first = put(store, 1, a={"exit_level": 0.1}, ab={"exit_level": 0.1})
    second = put(store, 2, a={"exit_level": 0.2})
    third = put(store, 3, a=None)
    with store.reading() as session:
        found = session.past.versions("content_skills", ("a",))
        assert [(row.key, row.seq, row.at) for row in found] == [
            (("a", "s"), s, n) for n, s in ((1, first), (2, second), (3, third))
        ]
        assert [row.body and row.body["exit_level"] for row in found] == [0.1, 0.2, None]
        assert session.past.versions("content_skills", ("ab", "s")) != []
        assert session.past.versions("skills", ("a",)) == []


def test_only_rows_that_were_there_and_ended_have_ended(store):
    put(store, 1, a={}, b={})
    put(store, 2, b=None)
    with store.reading() as session:
        keys = [("a", "s"), ("b", "s"), ("c", "s")]
        assert session.past.ended("content_skills", keys) == {("b", "s")}


def test_the_last_write_is_that_of_the_table_in_question(store):
    with store.reading() as session:
        assert session.past.last_seq("content_skills") == session.past.last_seq("events") == 0
    seq = put(store, 5, a={})
    with store.writing() as session:
        session.events.append([an_event("e1", 6)])
        later = session.seq
    with store.reading() as session:
        assert (session.past.last_seq("content_skills"), session.past.last_seq("events")) == (seq, later)
        assert session.past.last_seq("skills") == 0
        assert (session.past.next_seq(4), session.past.next_seq(5)) == (seq, None)


def test_events_follow_in_the_order_in_which_they_came(store):
    for name, at in (("z", 1), ("b", 2)):
        with store.writing() as session:
            session.events.append([an_event(name, at), an_event(f"{name}{name}", at)])
    with store.reading() as session:
        page = session.past.events((0, ""), 3)
        assert [event.event_id for event in page] == ["z", "zz", "b"]
        rest = session.past.events((page[-1].seq, "b"), 9)
        assert [(event.event_id, event.more) for event in rest] == [("bb", {"skill_id": "s"})]
        assert [event.event_id for event in session.past.events((0, ""), 9, since=2)] == ["b", "bb"]
