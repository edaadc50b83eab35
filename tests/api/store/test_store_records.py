"""Decisions, paths, keys and kept answers come out as they went in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from api.store import Store
from tests.api.store.store_builders import a_decision, a_key, a_path


def test_a_decision_comes_out_as_it_went_in(store: Store) -> None:
    bare = a_decision("a2", pseudonym=None, key_id="k")
    store.log([a_decision("a1", request='{"title":"é"}'.encode(), shown=b"[1]"), bare])
    assert store.decision("a1") == a_decision("a1", request='{"title":"é"}'.encode(), shown=b"[1]")
    assert store.decision("a2") == bare
    assert store.decision("a3") is None


def test_a_decision_that_is_kept_stays_as_it_is(store: Store) -> None:
    store.log([a_decision("a1"), a_decision("a1", digest="other")])
    store.log([a_decision("a1", digest="another"), a_decision("a2")])
    assert store.decision("a1").digest == "d"
    assert store.decision("a2") is not None


def test_logging_takes_no_number(store: Store) -> None:
    before = store.marks()
    store.log([a_decision()])
    store.log([])
    assert store.marks() == before


def test_what_was_shown_is_kept_and_the_last_word_counts(store: Store) -> None:
    store.log([a_decision("a1")])
    assert store.decision("a1") == a_decision("a1")
    with store.writing() as session:
        assert session.decisions.show("a1", b'["c1"]')
        assert session.decisions.show("a1", b'["c2"]')
        assert not session.decisions.show("a2", b"[]")
    assert store.decision("a1") == a_decision("a1", shown=b'["c2"]')


def test_every_version_of_a_path_stays(store: Store) -> None:
    with store.writing() as session:
        session.paths.put(a_path(version=1))
    with store.writing() as session:
        session.paths.put(a_path(version=2, state="accepted"))
        seq = session.seq
    with store.reading() as session:
        assert session.paths.get("p1") == a_path(version=2, state="accepted", seq=seq)
        assert session.paths.get("p1", 1).state == "proposed"
        assert (session.paths.get("p1", 3), session.paths.get("p2")) == (None, None)
        assert (session.paths.learner("p1"), session.paths.learner("p2")) == ("ana", None)


def test_a_version_of_a_path_never_changes(store: Store) -> None:
    with store.writing() as session:
        session.paths.put(a_path())
    with pytest.raises(IntegrityError), store.writing() as session:
        session.paths.put(a_path(state="done"))
    with store.reading() as session:
        assert session.paths.get("p1").state == "proposed"


def test_the_current_path_is_the_one_that_was_written_last(store: Store) -> None:
    for path in (a_path("p2", 1), a_path("p1", 1), a_path("p2", 2), a_path("p3", 1, "ben")):
        with store.writing() as session:
            session.paths.put(path)
    with store.reading() as session:
        assert session.paths.current("cem") is None
        assert replace(session.paths.current("ana"), seq=0) == a_path("p2", 2)
        found = session.paths.of_many(["ana", "ben", "cem"])
    assert {learner: path.path_id for learner, path in found.items()} == {"ana": "p2", "ben": "p3"}


def test_keys_come_out_as_they_went_in_and_move_their_mark(store: Store) -> None:
    with store.writing() as session:
        session.keys.put(a_key("k2"))
        session.keys.put(a_key("k1", expires_at=9, rate_per_minute=None))
        seq = session.seq
    assert store.marks()["keys"] == seq
    with store.reading() as session:
        assert session.keys.all() == [a_key("k1", expires_at=9, rate_per_minute=None), a_key("k2")]


def test_a_key_put_again_replaces_the_one_before(store: Store) -> None:
    with store.writing() as session:
        session.keys.put(a_key("k1"))
        session.keys.put(a_key("k1", name="the new LMS"))
        assert [key.name for key in session.keys.all()] == ["the new LMS"]


def test_a_key_ends_once(store: Store) -> None:
    with store.writing() as session:
        session.keys.put(a_key("k1"))
    with store.writing() as session:
        assert session.keys.revoke("k1", 7)
        seq = session.seq
    with store.writing() as session:
        assert not session.keys.revoke("k1", 8)
        assert not session.keys.revoke("k2", 8)
        assert [key.revoked_at for key in session.keys.all()] == [7]
    assert store.marks()["keys"] == seq


def test_the_first_answer_to_a_call_is_the_one_that_is_kept(store: Store) -> None:
    with store.writing() as session:
        session.kept.put("lms", "i1", "d1", 200, b"\x00\xff", 5)
        session.kept.put("lms", "i1", "d2", 422, b"other", 6)
        assert session.kept.get("lms", "i1") == ("d1", 200, b"\x00\xff")
        assert (session.kept.get("hr", "i1"), session.kept.get("lms", "i2")) == (None, None)


def test_old_answers_are_forgotten(store: Store) -> None:
    with store.writing() as session:
        for at in (4, 5, 6):
            session.kept.put("lms", f"i{at}", "d", 200, b"", at)
        assert session.kept.forget(5) == 1
        assert [session.kept.get("lms", f"i{at}") is None for at in (4, 5, 6)] == [True, False, False]
