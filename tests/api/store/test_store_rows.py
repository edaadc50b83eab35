"""Rows come out as they went in; what they said before stays readable, and what changed is told once."""

from __future__ import annotations

import pytest

from api.store import Row, Store
from tests.api.store.store_builders import a_content, a_row, an_end, put

ODD = "é\"\\{},\n\t'; DROP TABLE rows; -- 日本語 🙂"


def test_rows_come_out_as_they_went_in(store: Store) -> None:
    body = {"content_id": "c1", "title": ODD, "minutes": 30.5, "cost": 0, "mandatory": False}
    put(store, a_row("contents", **body))
    with store.reading() as session:
        assert session.rows.current("contents") == [body]
        assert session.rows.get("contents", [("c1",), ("c2",)]) == {("c1",): body}


def test_keys_with_any_sign_find_their_row(store: Store) -> None:
    put(store, a_content(ODD), a_content("{}"), a_content("NULL"))
    with store.reading() as session:
        assert set(session.rows.get("contents", [(ODD,), ("{}",), ("NULL",), ("",)])) == {(ODD,), ("{}",), ("NULL",)}


def test_rows_are_read_in_the_order_of_their_keys(store: Store) -> None:
    keys = [("a", "z"), ("a!", "a"), ("B", "b"), ("a", "é"), ("b", "a")]
    put(store, *(a_row("content_skills", content_id=a, skill_id=b, exit_level=1.0) for a, b in keys))
    with store.reading() as session:
        found = [(body["content_id"], body["skill_id"]) for body in session.rows.current("content_skills")]
    assert found == sorted(keys)


def test_a_row_is_told_as_written_only_where_it_differs(store: Store) -> None:
    put(store, a_content("c1", "Steel"), a_content("c2", "Wood"))
    seq, written = put(store, a_content("c1", "Steel"), a_content("c2", "Oak"), a_content("c3", "Clay"), at=9)
    assert written == [
        Row("contents", ("c2",), {"content_id": "c2", "title": "Oak"}, seq, 9),
        Row("contents", ("c3",), {"content_id": "c3", "title": "Clay"}, seq, 9),
    ]


def test_the_order_of_cells_makes_no_difference(store: Store) -> None:
    put(store, a_row("contents", content_id="c1", title="Steel"))
    assert put(store, a_row("contents", title="Steel", content_id="c1"))[1] == []


def test_of_equal_keys_in_one_call_the_last_counts(store: Store) -> None:
    assert len(put(store, a_content("c1", "Steel"), a_content("c1", "Oak"))[1]) == 1
    with store.reading() as session:
        assert [body["title"] for body in session.rows.current("contents")] == ["Oak"]


def test_a_row_put_twice_in_one_transaction_keeps_the_last_word(store: Store) -> None:
    first, _ = put(store, a_content("c1", "Steel"))
    with store.writing() as session:
        session.rows.put([a_content("c1", "Oak")], 1)
        session.rows.put([a_content("c1", "Clay")], 2)
    with store.reading() as session:
        assert [body["title"] for body in session.rows.current("contents")] == ["Clay"]
        assert [body["title"] for body in session.rows.as_of("contents", first)] == ["Steel"]


def test_an_ended_row_is_gone_and_can_come_back(store: Store) -> None:
    put(store, a_content())
    ended, written = put(store, an_end("contents", "c1"), at=7)
    assert written == [Row("contents", ("c1",), None, ended, 7)]
    with store.reading() as session:
        assert session.rows.current("contents") == []
        assert session.rows.get("contents", [("c1",)]) == {}
    assert len(put(store, a_content())[1]) == 1
    with store.reading() as session:
        assert len(session.rows.current("contents")) == 1
        assert session.rows.as_of("contents", ended) == []


def test_ending_what_is_not_there_changes_nothing(store: Store) -> None:
    assert put(store, an_end("contents", "c1"))[1] == []
    put(store, a_content())
    put(store, an_end("contents", "c1"))
    assert put(store, an_end("contents", "c1"))[1] == []


def test_a_table_reads_as_it_stood_after_any_transaction(store: Store) -> None:
    first, _ = put(store, a_content("c1", "Steel"), a_content("c2", "Wood"))
    second, _ = put(store, a_content("c1", "Oak"))
    third, _ = put(store, an_end("contents", "c2"))
    with store.reading() as session:
        titles = [[row["title"] for row in session.rows.as_of("contents", seq)] for seq in (0, first, second, third)]
    assert titles == [[], ["Steel", "Wood"], ["Oak", "Wood"], ["Oak"]]


def test_what_belongs_to_a_learner_is_read_at_once(store: Store) -> None:
    job = {"learner_id": "ana", "valid_from": "2026-01-01", "role_id": "smith"}
    name = {"learner_id": "ana", "system": "lms", "external_id": "7"}
    first, _ = put(
        store,
        a_row("learners", learner_id="ana"),
        a_row("learners", learner_id="ben"),
        a_row("employments", **job),
        a_row("identities", **name),
        a_row("outcome_values", outcome_id="o", learner_id="ana", period="2026", value=1.0),
    )
    put(store, a_row("employments", **job, valid_to="2026-02-01"))
    with store.reading() as session:
        assert session.rows.of_as_of("ana", first) == {
            "employments": [job],
            "identities": [name],
            "learners": [{"learner_id": "ana"}],
        }
        assert session.rows.of("ana")["employments"] == [{**job, "valid_to": "2026-02-01"}]
        assert session.rows.of("nobody") == {}


def test_changes_are_read_a_page_at_a_time_without_gaps(store: Store) -> None:
    put(store, *(a_content(f"c{number}") for number in range(5)))
    put(store, a_content("c1", "Oak"), an_end("contents", "c3"), a_content("c9"), a_row("skills", skill_id="s"))
    pages, after = [], (0, None)
    with store.reading() as session:
        while page := session.rows.changes("contents", *after, limit=2):
            pages.append([(row.key[0], row.body is None) for row in page])
            after = (page[-1].seq, page[-1].key)
    told = [("c0", False), ("c2", False), ("c4", False), ("c1", False), ("c3", True), ("c9", False)]
    assert pages == [told[:2], told[2:4], told[4:]]


def test_changes_without_a_key_begin_after_the_whole_transaction(store: Store) -> None:
    first, _ = put(store, a_content("c1"), a_content("c2"))
    put(store, a_content("c0"))
    with store.reading() as session:
        assert [row.key for row in session.rows.changes("contents", first, None, 9)] == [("c0",)]


def test_changes_since_a_moment_leave_out_what_is_older(store: Store) -> None:
    put(store, a_content("c1"), at=10)
    put(store, a_content("c2"), at=20)
    with store.reading() as session:
        assert [row.key for row in session.rows.changes("contents", 0, None, 9, since=20)] == [("c2",)]


def test_a_moment_is_the_last_transaction_at_or_before_it(store: Store) -> None:
    first, _ = put(store, a_content("c1"), at=10)
    second, _ = put(store, a_content("c2"), at=20)
    with store.reading() as session:
        assert [session.rows.at_seq(at) for at in (9, 10, 19, 20, 99)] == [0, first, first, second, second]


@pytest.mark.parametrize(("table", "moves"), [("contents", True), ("scales", True), ("goals", False)])
def test_only_tables_of_the_catalogue_move_its_mark(store: Store, table: str, moves: bool) -> None:
    rows = {
        "contents": a_content(),
        "scales": a_row("scales", scale_id="s", mark="A", level=1.0),
        "goals": a_row("goals", learner_id="ana", skill_id="s", level=1.0),
    }
    put(store, a_row("units", unit_id="u", name="Forge"))
    before = store.marks()["catalog"]
    seq, _ = put(store, rows[table])
    assert store.marks()["catalog"] == (seq if moves else before)
    put(store, rows[table])
    assert store.marks()["catalog"] == (seq if moves else before)


def test_thousands_of_rows_go_in_and_change_at_once(store: Store) -> None:
    put(store, *(a_content(f"c{number:05}", "Steel") for number in range(12_000)))
    seq, written = put(store, *(a_content(f"c{number:05}", ["Steel", "Oak"][number % 2]) for number in range(12_000)))
    assert len(written) == 6_000
    with store.reading() as session:
        titles = [row["title"] for row in session.rows.current("contents")]
        assert titles == ["Steel", "Oak"] * 6_000
        assert len(session.rows.changes("contents", seq - 1, None, 99_999)) == 6_000


def test_a_cell_that_would_break_a_key_apart_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match=r"U\+001F"):
        put(store, a_content("c\x1f1"))
