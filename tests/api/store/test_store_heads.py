"""A head moves with its learner's rows and events, and a fold is kept only where nothing moved since."""

from __future__ import annotations

from api.store import Store
from tests.api.store.store_builders import a_row, an_end, an_event, append, put


def test_events_and_rows_make_a_head_and_move_it(store: Store) -> None:
    first, _ = append(store, an_event("e1"))
    assert store.glance("ana") == (first, None)
    second, _ = put(store, a_row("learners", learner_id="ana"))
    assert store.glance("ana") == (second, None)
    third, _ = put(store, an_end("learners", "ana"))
    assert store.glance("ana") == (third, None)


def test_whoever_is_unknown_has_no_head(store: Store) -> None:
    assert store.glance("ana") is None
    with store.reading() as session:
        assert (session.heads.get("ana"), session.heads.many(["ana"]), session.heads.ids()) == (None, {}, [])


def test_rows_that_stay_the_same_and_rows_of_nobody_move_no_head(store: Store) -> None:
    first, _ = put(store, a_row("goals", learner_id="ana", skill_id="s", level=0.5))
    put(store, a_row("goals", learner_id="ana", skill_id="s", level=0.5), a_row("skills", skill_id="s", name="S"))
    put(store, a_row("outcome_values", outcome_id="o", learner_id="ben", period="2026", value=1.0))
    assert (store.glance("ana"), store.glance("ben")) == ((first, None), None)


def test_a_row_that_changes_hands_moves_both_heads(store: Store) -> None:
    name = {"system": "lms", "external_id": "7"}
    put(store, a_row("identities", learner_id="ana", **name))
    seq, _ = put(store, a_row("identities", learner_id="ben", **name))
    assert (store.glance("ana"), store.glance("ben")) == ((seq, None), (seq, None))
    with store.reading() as session:
        assert session.rows.of("ana") == {}
        assert session.rows.of("ben") == {"identities": [{"learner_id": "ben", **name}]}


def test_the_end_of_a_row_moves_the_head_of_whose_it_was(store: Store) -> None:
    put(store, a_row("identities", learner_id="ana", system="lms", external_id="7"))
    seq, _ = put(store, an_end("identities", "lms", "7"))
    assert store.glance("ana") == (seq, None)


def test_a_pseudonym_stays_and_leads_back(store: Store) -> None:
    append(store, an_event("e1"), an_event("e2", "ben"))
    with store.reading() as session:
        heads = session.heads.many(["ana", "ben"])
    append(store, an_event("e3"))
    with store.reading() as session:
        assert session.heads.by_pseudonym(heads["ana"].pseudonym) == session.heads.get("ana")
        assert session.heads.by_pseudonym("nobody") is None
        assert session.heads.ids() == ["ana", "ben"]
    pseudonyms = {head.pseudonym for head in heads.values()}
    assert len(pseudonyms) == 2
    assert all(len(bytes.fromhex(pseudonym)) == 8 for pseudonym in pseudonyms)


def test_a_pseudonym_does_not_follow_from_the_learner(store: Store) -> None:
    """A digest of the id could be found again by whoever knows the ids."""
    with store.writing() as session:
        session.events.append([an_event("e1")])
        first = session.heads.get("ana")
        session.heads._turn.connection.exec_driver_sql("DELETE FROM heads")
        session.events.append([an_event("e2")])
        assert session.heads.get("ana").pseudonym != first.pseudonym


def test_a_fold_is_kept_where_nothing_moved_since(store: Store) -> None:
    seq, _ = append(store, an_event("e1"), an_event("e2", "ben"))
    moved, _ = append(store, an_event("e3", "ben"))
    fold = bytes(range(256))
    with store.writing() as session:
        states = [("ana", seq, "t1", fold), ("ben", seq, "t1", fold), ("cem", seq, "t1", fold)]
        assert session.heads.remember(states) == 1
        assert session.heads.remember([]) == 0
    assert (store.glance("ana"), store.glance("ben"), store.glance("cem")) == ((seq, "t1"), (moved, None), None)
    with store.reading() as session:
        assert session.heads.get("ana").memory == fold


def test_a_fold_outlives_rows_but_not_events_that_it_lacks(store: Store) -> None:
    seq, _ = append(store, an_event("e1"))
    with store.writing() as session:
        session.heads.remember([("ana", seq, "t1", b"fold")])
    moved, _ = put(store, a_row("learners", learner_id="ana"))
    assert store.glance("ana") == (moved, "t1")
    append(store, an_event("e1"))
    assert store.glance("ana") == (moved, "t1")
    late, _ = append(store, an_event("e0", occurred_at=0))
    with store.reading() as session:
        head = session.heads.get("ana")
    assert (head.version, head.fold_key, head.memory) == (late, None, None)


def test_events_and_their_folds_go_in_together(store: Store) -> None:
    learners = [f"l{number}" for number in range(300)]
    with store.writing() as session:
        session.events.append([an_event(f"e{learner}", learner) for learner in learners])
        states = [(learner, session.seq, "t1", learner.encode()) for learner in learners]
        assert session.heads.remember(states) == 300
    with store.reading() as session:
        assert {name: head.memory.decode() for name, head in session.heads.many(learners).items()} == {
            name: name for name in learners
        }


def test_a_learner_is_known_by_head_and_rows_of_one_moment(store: Store) -> None:
    put(store, a_row("learners", learner_id="ana"), a_row("goals", learner_id="ana", skill_id="s", level=0.5))
    put(store, a_row("goals", learner_id="ana", skill_id="t", level=0.4), a_row("learners", learner_id="ben"))
    seq, _ = put(store, an_end("goals", "ana", "s"))
    with store.writing() as session:
        session.heads.remember([("ana", seq, "t1", b"fold")])
    known = store.known("ana")
    assert known is not None
    with store.reading() as session:
        assert known == (session.heads.get("ana"), session.rows.of("ana"))
    assert (known[0].memory, [row["skill_id"] for row in known[1]["goals"]]) == (b"fold", ["t"])


def test_of_whom_there_are_only_events_there_are_no_rows(store: Store) -> None:
    append(store, an_event("e1"))
    known = store.known("ana")
    assert known is not None
    assert known[1] == {}
    assert store.known("ben") is None
