"""Are prerequisites read from titles and from order, and never from chance?"""

import numpy as np
import pandas as pd
import pytest

from training.drafting.before import from_order, from_titles, place, wilson

NOTHING = pd.DataFrame({"content_id": [], "requires_content_id": []}, dtype="str")


def titled(*titles):
    return pd.DataFrame({"content_id": [f"c{at}" for at in range(len(titles))], "title": list(titles)})


def told(frame):
    return set(zip(frame["content_id"], frame["requires_content_id"], strict=True))


@pytest.mark.parametrize(
    ("titles", "pairs"),
    [
        (("Excel, part 1", "Excel, part 2", "Excel, part 3"), {("c1", "c0"), ("c2", "c1")}),
        (("Welding Level II", "Welding Level I"), {("c0", "c1")}),
        (("Introduction to Excel", "Advanced Excel", "Intermediate Excel"), {("c1", "c2"), ("c2", "c0")}),
        (("Introduction to Excel", "Advanced Word"), set()),
        (("Introduction to Excel", "Excel basics"), set()),
        (("Introduction", "Advanced"), set()),
        (("Part 1", "Part 2"), set()),
    ],
)
def test_titles_of_one_subject_put_themselves_in_order(titles, pairs):
    assert told(from_titles(titled(*titles), NOTHING)) == pairs


def test_the_subject_is_what_is_left_of_a_title():
    assert place("Introduction to C++") == ("c++", 0, 1)
    assert place("Leading teams") == ("leading teams", 0, 0)


def test_confidence_moves_with_what_people_wrote_down():
    contents = titled("Excel, part 1", "Excel, part 2", "Law, part 1", "Law, part 2")
    right = pd.DataFrame({"content_id": ["c1"], "requires_content_id": ["c0"]})
    wrong = pd.DataFrame({"content_id": ["c1"], "requires_content_id": ["c2"]})
    sure = [from_titles(contents, known)["confidence"].iloc[0] for known in (wrong, NOTHING, right)]
    assert sure[0] < sure[1] == 0.8 < sure[2]


def histories(orders):
    rows = [
        (f"l{learner}", content, pd.Timestamp("2026-01-01", tz="UTC") + pd.Timedelta(days=day))
        for learner, order in enumerate(orders)
        for day, content in enumerate(order)
    ]
    frame = pd.DataFrame(rows, columns=["learner_id", "content_id", "occurred_at"])
    ids = [f"e{at}" for at in range(len(frame))]
    return frame.assign(event_id=ids, kind="completed", voids_event_id=pd.Series(None, frame.index, dtype="str"))


def shuffled(rng, of, number):
    return [list(rng.permutation(of)) for _ in range(number)]


CONTENTS = pd.Series(["a", "b", "c", "d", "e"])


def test_what_nearly_always_comes_before_is_required():
    rng = np.random.default_rng(1)
    orders = []
    for order in shuffled(rng, list("abcde"), 200):
        first, second = sorted((order.index("a"), order.index("b")))
        order[first], order[second] = "a", "b"
        orders.append(order)
    assert told(from_order(histories(orders), CONTENTS)) == {("b", "a")}


def test_order_by_chance_requires_nothing():
    assert from_order(histories(shuffled(np.random.default_rng(2), list("abcde"), 200)), CONTENTS).empty


def test_few_histories_require_nothing():
    assert from_order(histories([["a", "b"]] * 9), CONTENTS).empty


def test_what_comes_first_for_everybody_is_no_prerequisite_of_all():
    rng = np.random.default_rng(3)
    orders = [["a", *order] for order in shuffled(rng, list("bcde"), 200)]
    assert from_order(histories(orders), CONTENTS).empty


def test_the_same_moment_and_voided_events_count_neither_way():
    events = histories([["a", "b"]] * 60)
    at_once = events.assign(occurred_at=events["occurred_at"].min())
    assert from_order(at_once, CONTENTS).empty
    voided = events.assign(voids_event_id=events["event_id"])
    assert from_order(voided, CONTENTS).empty


def test_the_lower_end_is_that_of_wilson():
    assert wilson(np.array([8.0]), np.array([10.0]), 0.975)[0] == pytest.approx(0.4902, abs=1e-4)
