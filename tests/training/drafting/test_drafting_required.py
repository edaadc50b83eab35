"""Are prerequisites suggested from titles and order, without circles, never twice and never against anybody's word?"""

import numpy as np
import pandas as pd
import pytest

from recommender.tables import check
from tests.training.drafting.drafting_tables import a_content, pairs_of, some_tables
from training.drafting.drafts import draft

KEY = ("content_id", "requires_content_id")
PARTS = [a_content(f"p{at}", f"Locks, part {at}") for at in range(1, 5)]


def needs(content, required, **more):
    return {"content_id": content, "requires_content_id": required} | more


def required(contents=PARTS, *there, **more):
    tables = some_tables(skills=[], contents=contents, content_requires=[*there], **more)
    return draft(tables).rows["content_requires"]


def asked(*arguments, **more):
    return pairs_of(required(*arguments, **more), *KEY)


def histories(orders, at_once=False):
    """Each order taken up by one learner, a day apart."""
    learners = [{"learner_id": f"l{at:03}"} for at in range(len(orders))]
    events = [
        {
            "event_id": f"l{learner:03}-{place}",
            "learner_id": f"l{learner:03}",
            "kind": "started",
            "occurred_at": f"2026-01-{1 + place * (not at_once):02}T09:00:00Z",
            "content_id": content,
        }
        for learner, order in enumerate(orders)
        for place, content in enumerate(order)
    ]
    return {"learners": learners, "events": events}


def plain(*names):
    return [a_content(name, f"{name.title()} {name}") for name in names]


def shuffled(number, of="abcdef", seed=1):
    rng = np.random.default_rng(seed)
    return [list(rng.permutation(list(of))) for _ in range(number)]


def with_first(orders, first, second):
    """The same orders, but for one content never after another one."""
    for order in orders:
        low, high = sorted((order.index(first), order.index(second)))
        order[low], order[high] = first, second
    return orders


def test_each_part_needs_the_one_before_it():
    assert asked() == {("p2", "p1"), ("p3", "p2"), ("p4", "p3")}


def test_drafts_wait_with_a_source_and_a_confidence():
    rows = required()
    assert set(rows["status"]) == {"suggested"}
    assert set(rows["source"]) == {"drafted:parts"}
    assert set(rows["confidence"]) == {0.8}
    assert rows[list(KEY)].equals(rows[list(KEY)].sort_values(list(KEY), ignore_index=True))


@pytest.mark.parametrize("status", ["validated", "rejected"])
def test_what_was_decided_is_not_suggested_again(status):
    decided = needs("p2", "p1", status=status, source="drafted:parts", confidence="0.8")
    assert asked(PARTS, decided) == {("p3", "p2"), ("p4", "p3")}


def test_what_another_source_suggested_is_left_to_it():
    theirs = needs("p2", "p1", status="suggested", source="vendor", confidence="0.5")
    assert ("p2", "p1") not in asked(PARTS, theirs)


def test_drafts_that_nobody_answered_are_drafted_anew():
    old = needs("p2", "p1", status="suggested", source="drafted:order", confidence="0.3")
    pd.testing.assert_frame_equal(required(PARTS, old), required())


def test_a_draft_that_waits_and_is_wrong_now_is_not_kept():
    old = needs("p1", "p4", status="suggested", source="drafted:order", confidence="0.3")
    assert asked(PARTS, old) == asked()


def test_no_circle_is_closed_over_any_number_of_steps():
    assert ("p2", "p1") not in asked(PARTS, needs("p1", "p3"), needs("p3", "p2"))


def test_circles_with_what_another_source_suggested_are_not_closed_either():
    theirs = needs("p1", "p2", status="suggested", source="vendor", confidence="0.5")
    assert ("p2", "p1") not in asked(PARTS, theirs)


def test_what_was_rejected_closes_no_circle():
    no = needs("p1", "p2", status="rejected", source="vendor", confidence="0.5")
    assert ("p2", "p1") in asked(PARTS, no)


def test_a_content_gets_two_prerequisites_at_most():
    same = [a_content(f"p1{at}", "Locks, part 1") for at in "abcd"]
    assert asked([*same, a_content("p2", "Locks, part 2")]) == {("p2", "p1a"), ("p2", "p1b")}


def test_what_it_needs_already_counts_and_what_was_rejected_does_not():
    same = [a_content(f"p1{at}", "Locks, part 1") for at in "abcd"]
    contents = [*same, a_content("p2", "Locks, part 2")]
    stands = asked(contents, needs("p2", "p1a"))
    assert stands == {("p2", "p1b")}
    refused = [needs("p2", f"p1{at}", status="rejected", source="vendor", confidence="0.5") for at in "ab"]
    assert asked(contents, *refused) == {("p2", "p1c"), ("p2", "p1d")}


def test_retired_contents_neither_need_nor_are_needed():
    old = [PARTS[0], PARTS[1] | {"status": "retired"}, *PARTS[2:]]
    assert asked(old) == {("p4", "p3")}


def test_titles_that_say_nothing_need_nothing():
    assert asked(plain("a", "b", "c")) == set()


def test_what_people_nearly_always_take_before_is_suggested():
    rows = required(plain(*"abcdef"), **histories(with_first(shuffled(120), "a", "b")))
    assert pairs_of(rows, *KEY, "source") == {("b", "a", "drafted:order")}
    assert 0.8 < rows["confidence"].iloc[0] < 1


@pytest.mark.parametrize("seed", range(5))
def test_chance_alone_suggests_nothing(seed):
    assert asked(plain(*"abcdef"), **histories(shuffled(60, seed=seed))) == set()


def test_what_happened_at_one_moment_suggests_nothing():
    orders = with_first(shuffled(60), "a", "b")
    assert asked(plain(*"abcdef"), **histories(orders, at_once=True)) == set()


def test_titles_and_order_agreeing_give_one_row_the_surer():
    orders = with_first(shuffled(120, of=["p1", "p2", "x", "y", "z"]), "p1", "p2")
    rows = required([*PARTS[:2], *plain("x", "y", "z")], **histories(orders))
    assert pairs_of(rows, *KEY) == {("p2", "p1")}
    assert rows["source"].tolist() == ["drafted:order"]
    assert rows["confidence"].iloc[0] > 0.8


def test_where_order_speaks_against_titles_the_surer_one_wins_and_no_circle_is_left():
    orders = with_first(shuffled(300, of=["p1", "p2", "x", "y", "z"]), "p2", "p1")
    rows = required([*PARTS[:2], *plain("x", "y", "z")], **histories(orders))
    assert pairs_of(rows, *KEY) == {("p1", "p2")}


def test_what_is_suggested_can_stand_in_the_tables():
    same = [a_content(f"q{at}", f"Advanced {word}") for at, word in enumerate(("locks", "locks", "keys"))]
    begin = [a_content(f"r{at}", f"Introduction to {word}") for at, word in enumerate(("locks", "locks", "keys"))]
    tables = some_tables(skills=[], contents=[*PARTS, *same, *begin])
    rows = draft(tables).rows["content_requires"]
    frames = {name: tables[name] for name in ("learners", "contents", "events")}
    assert not check(frames | {"content_requires": rows}).report.errors
    assert len(rows) == 3 + 2 * 2 + 1
