"""Who is erased stands nowhere afterwards, in no version; everybody else stands as before, without the mention."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.store import Change, Forgotten, Store
from api.store.forgetting import IN_KEYS, MENTIONS
from api.store.opening import Address
from api.store.rows import OWNED
from api.store.schema import METADATA
from recommender.tables.schema import TABLES
from tests.api.store.store_builders import a_decision, a_path, a_row, an_end, an_event, append, put

GONE = "zz-gone-7"
NEAR = "ZZ-GONE-7"
"""Somebody else, whose id differs by case alone."""


def job(learner: str, manager: str | None = None, **more: str) -> Change:
    led = {} if manager is None else {"manager_id": manager}
    return a_row("employments", learner_id=learner, valid_from="2024-01-01", **led, **more)


def everywhere(store: Store) -> None:
    """Somebody in every place where a learner can stand, in current versions and in old ones."""
    name = {"system": "lms", "external_id": "7"}
    put(store, a_row("identities", learner_id="ana", **name), job("ana", GONE), job("ben", NEAR))
    put(store, a_row("identities", learner_id=GONE, **name), job("ana", GONE, unit_id="u"), job(GONE, "ana"))
    put(store, a_row("identities", learner_id="ana", **name), a_row("units", unit_id="u", name="U", head_id=GONE))
    put(store, a_row("units", unit_id="u", name="U2", head_id="ana"), a_row("learners", learner_id=GONE))
    put(store, a_row("goals", learner_id=GONE, skill_id="s", level=0.5), a_row("learners", learner_id=NEAR))
    put(store, an_end("goals", GONE, "s"))
    for learner in (GONE, NEAR):
        put(store, a_row("outcome_values", outcome_id="o", learner_id=learner, period="2026", value=1.0))
        put(store, a_row("requirement_audiences", requirement_id="r", kind="learner", value=learner))
    put(store, a_row("requirement_audiences", requirement_id="r", kind="role", value=GONE + "x"))
    put(store, an_end("outcome_values", "o", "", GONE, "2026"))
    duty = {"learner_id": "ben", "content_id": "c1", "assigned_on": "2026-01-01"}
    put(store, a_row("assignments", **duty, assigned_by=GONE))
    append(store, an_event("e1", GONE), an_event("e2", GONE, more={"voids_event_id": "e1"}))
    append(
        store, an_event("e3", "ana", more={"rater_id": GONE, "value": "0.5"}), an_event("e4", more={"rater_id": NEAR})
    )
    with store.writing() as session:
        for learner in (GONE, "ana"):
            session.paths.put(a_path(f"p-{learner[:2]}", learner_id=learner))
        session.kept.put("lms", "key", "d", 200, GONE.encode(), 5)
        session.heads.remember([("ana", session.seq - 1, "t", b"fold")])


def erase(store: Store, learner: str = GONE) -> tuple[int, Forgotten | None]:
    with store.writing() as session:
        return session.seq, session.forget(learner, 9)


def dump(url: str) -> str:
    """All cells of all tables."""
    engine = Address.of(url).engine()
    with engine.connect() as connection:
        rows = [row for table in METADATA.sorted_tables for row in connection.execute(table.select())]
    engine.dispose()
    return repr(rows)


def test_whoever_is_erased_stands_in_no_cell_of_any_table(store: Store, store_url: str) -> None:
    everywhere(store)
    _, gone = erase(store)
    said = dump(store_url).replace(GONE + "x", "")
    assert gone is not None
    assert GONE not in said
    assert NEAR in said


def test_what_went_is_counted(store: Store) -> None:
    everywhere(store)
    _, gone = erase(store)
    owned = {"identities": 1, "employments": 1, "learners": 1, "goals": 2}
    about = {"outcome_values": 2, "requirement_audiences": 1}
    assert gone == Forgotten(rows=sum(owned.values()) + sum(about.values()), events=2, paths=1, mentions=4)


def test_everybody_else_stays_as_they_were_but_for_the_mention(store: Store) -> None:
    everywhere(store)
    erase(store)
    with store.reading() as session:
        rows, events = session.rows, session.events
        assert rows.current("employments") == [dict(job("ana", unit_id="u").body), dict(job("ben", NEAR).body)]
        assert rows.current("identities") == [{"learner_id": "ana", "system": "lms", "external_id": "7"}]
        assert rows.current("units") == [{"unit_id": "u", "name": "U2", "head_id": "ana"}]
        assert [row["learner_id"] for row in rows.current("learners")] == [NEAR]
        assert [row["value"] for row in rows.current("requirement_audiences")] == [NEAR, GONE + "x"]
        assert "assigned_by" not in rows.current("assignments")[0]
        assert {event.event_id: dict(event.more) for event in events.of("ana")} == {
            "e3": {"value": "0.5"},
            "e4": {"rater_id": NEAR},
        }
        assert session.paths.current("ana") is not None
        assert session.heads.ids() == [NEAR, "ana", "ben"]


def test_the_past_of_others_reads_as_before_but_for_the_mention(store: Store) -> None:
    put(store, a_row("learners", learner_id=GONE))
    then, _ = put(store, job("ana", GONE, unit_id="old"))
    put(store, job("ana", "ben", unit_id="new"))
    erase(store)
    with store.reading() as session:
        assert session.rows.of_as_of("ana", then)["employments"] == [dict(job("ana", unit_id="old").body)]
        assert session.rows.of_as_of(GONE, then) == {}


def test_a_mention_that_ends_is_a_change_that_can_be_followed_and_one_of_the_past_is_none(store: Store) -> None:
    before, _ = put(store, job("ana", GONE), job("ben", GONE), a_row("units", unit_id="u", name="U", head_id=GONE))
    before, _ = put(store, job("ben", "ana"))
    seq, _ = erase(store)
    with store.reading() as session:
        assert [row.key[0] for row in session.rows.changes("employments", before, None, 9)] == ["ana"]
        assert session.heads.many(["ana", "ben"])["ben"].version == before
    assert store.marks()["catalog"] == store.marks()["erased"] == seq
    assert store.glance("ana") == (seq, None)


def test_what_is_remembered_of_somebody_whom_they_rated_is_folded_anew(store: Store) -> None:
    everywhere(store)
    with store.reading() as session:
        assert session.heads.get("ana").memory == b"fold"
    seq, _ = erase(store)
    assert store.glance("ana") == (seq, None)
    with store.reading() as session:
        assert session.heads.get("ana").memory is None


def test_a_rule_that_named_them_changes_the_catalogue(store: Store) -> None:
    put(store, a_row("requirement_audiences", requirement_id="r", kind="learner", value=GONE))
    seq, gone = erase(store)
    assert gone == Forgotten(1, 0, 0, 0)
    assert store.marks()["catalog"] == seq


def test_answers_stay_in_the_log_under_a_pseudonym_that_leads_nowhere(store: Store) -> None:
    append(store, an_event("e1", GONE))
    with store.reading() as session:
        pseudonym = session.heads.get(GONE).pseudonym
    store.log([a_decision("a1", pseudonym=pseudonym)])
    erase(store)
    append(store, an_event("e2", GONE))
    assert store.decision("a1").pseudonym == pseudonym
    with store.reading() as session:
        assert session.heads.by_pseudonym(pseudonym) is None
        assert session.heads.get(GONE).pseudonym != pseudonym


def test_all_kept_answers_go_as_nobody_can_tell_whom_they_are_about(store: Store) -> None:
    everywhere(store)
    erase(store)
    with store.reading() as session:
        assert session.kept.get("lms", "key") is None


def test_somebody_unknown_changes_nothing(store: Store, store_url: str) -> None:
    everywhere(store)
    erase(store)
    before = dump(store_url)
    with pytest.raises(LookupError), store.writing() as session:
        raise LookupError(session.forget(GONE, 9))
    assert dump(store_url) == before
    assert [erase(store, one)[1] for one in (GONE, "zz", "%", "_" * len(GONE), "")] == [None] * 5
    with store.reading() as session:
        assert session.heads.ids() == [NEAR, "ana", "ben"]


def test_odd_letters_in_an_id_are_found_in_mentions(store: Store, store_url: str) -> None:
    odd = 'o"d\\%_/é'
    put(store, job("ana", odd), a_row("outcome_values", outcome_id="o", learner_id=odd, period="2026", value=1.0))
    append(store, an_event("e1", more={"rater_id": odd}))
    assert erase(store, odd)[1] == Forgotten(1, 0, 0, 2)
    with store.reading() as session:
        assert session.rows.current("employments") == [dict(job("ana").body)]


def test_an_erasure_counts_as_a_write_to_every_table(store: Store) -> None:
    put(store, a_row("learners", learner_id="ana"))
    put(store, a_row("learners", learner_id=GONE))
    seq, _ = erase(store)
    with store.reading() as session:
        assert [session.past.last_seq(table) for table in ("learners", "goals", "events")] == [seq] * 3
        assert session.past.erased() == seq


def test_every_column_that_names_a_learner_is_dealt_with() -> None:
    """A new column must be owned, in the key of a table that is looked through, or optional."""
    naming = {(t, c.name) for t, table in TABLES.items() for c in table.columns if c.references == "learners"}
    theirs = {(table, "learner_id") for table in (*OWNED, *IN_KEYS, "events")}
    assert naming - theirs == set(MENTIONS)
    assert dict(MENTIONS) == {
        "employments": "manager_id",
        "units": "head_id",
        "assignments": "assigned_by",
        "events": "rater_id",
    }


def bytes_of(folder: Path) -> bytes:
    """The file of SQLite and those beside it."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("cairn.db*")))


def crowded(folder: Path) -> Store:
    """A file in which somebody stands on many pages, some of them free again."""
    store = Store.open(f"sqlite:///{folder}/cairn.db")
    everywhere(store)
    append(
        store, *(an_event(f"f{number}", (GONE, "ana")[number % 2], more={"source": "x" * 200}) for number in range(900))
    )
    for number in range(20):
        with store.writing() as session:
            session.heads.remember([(GONE, session.heads.get(GONE).version, f"t{number}", b"fold" * 500)])
    return store


def test_after_a_sweep_no_byte_of_the_file_tells_of_them(tmp_path: Path) -> None:
    store = crowded(tmp_path)
    erase(store)
    assert GONE.encode() in bytes_of(tmp_path).replace(f"{GONE}x".encode(), b"")
    assert store.sweep()
    assert GONE.encode() not in bytes_of(tmp_path).replace(f"{GONE}x".encode(), b"")
    store.close()


def test_a_sweep_says_so_where_a_reader_holds_on_to_old_pages(tmp_path: Path) -> None:
    store = crowded(tmp_path)
    with store.reading() as session:
        erase(store)
        assert session.heads.get(GONE) is not None
        assert not store.sweep()
    assert store.sweep()
    assert (tmp_path / "cairn.db-wal").stat().st_size == 0
    store.close()


def test_a_sweep_is_nothing_to_postgresql(postgres_store_url: str) -> None:
    store = Store.open(postgres_store_url)
    assert store.sweep()
    store.close()
