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
        (("Excel, part 1", "Advanced Excel, part 2"), set()),
        (("Excel, part 1", "Advanced Excel"), set()),
        (("Excel, part 1", "Excel, part 3"), set()),
        (("Advanced Excel, part 1", "Advanced Excel, part 2"), {("c1", "c0")}),
        (("Excel 101", "Excel beyond the basics", "Mastering Excel"), {("c1", "c0"), ("c2", "c1")}),
        (("EXCEL: part one", "excel - Part Two"), {("c1", "c0")}),
        (("Module iv: law", "Module v: law"), {("c1", "c0")}),
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


def in_order(number, seed=4, of="abcde"):
    """Histories by chance, but for b, which never comes before a."""
    orders = shuffled(np.random.default_rng(seed), list(of), number)
    for order in orders:
        first, second = sorted((order.index("a"), order.index("b")))
        order[first], order[second] = "a", "b"
    return orders


def and_at_once(orders, number):
    """The same histories, and as many learners again with everything at one moment."""
    events = histories([*orders, *[list("abcde")] * number])
    late = events["learner_id"].str[1:].astype(int) >= len(orders)
    return events.assign(occurred_at=events["occurred_at"].mask(late, events["occurred_at"].min()))


def test_confidence_is_the_lower_end_times_the_share_that_had_the_other_before():
    alone, half = from_order(histories(in_order(120)), CONTENTS), from_order(and_at_once(in_order(120), 120), CONTENTS)
    low = wilson(np.array([120.0]), np.array([120.0]))[0]
    assert alone["confidence"].tolist() == pytest.approx([low])
    assert half["confidence"].tolist() == pytest.approx([low / 2])


def test_what_most_take_without_the_other_does_not_require_it():
    assert from_order(and_at_once(in_order(120), 130), CONTENTS).empty


@pytest.mark.parametrize(("number", "enough"), [(30, False), (120, True)])
def test_an_order_without_exception_must_be_seen_often(number, enough):
    assert (len(from_order(histories(in_order(number, of="abcdefgh")), CONTENTS)) == 1) == enough


def test_a_habit_of_three_in_four_is_no_prerequisite():
    orders = [*in_order(300), *([*order[::-1]] for order in in_order(100, seed=5))]
    assert from_order(histories(orders), CONTENTS).empty


def test_only_the_first_time_counts():
    """Whoever takes a content again later has still taken it first."""
    orders = [[*order, "a"] for order in in_order(120)]
    assert told(from_order(histories(orders), CONTENTS)) == {("b", "a")}


def test_contents_that_are_not_on_offer_are_left_out():
    assert from_order(histories(in_order(120)), CONTENTS.iloc[1:]).empty


@pytest.mark.parametrize("kind", ["recommended", "shown", "dismissed", "self_rated"])
def test_only_taking_up_says_anything(kind):
    assert from_order(histories(in_order(120)).assign(kind=kind), CONTENTS).empty


def test_no_histories_require_nothing():
    found = from_order(histories([]), CONTENTS)
    assert list(found.columns) == ["content_id", "requires_content_id", "source", "confidence"]
    assert found.empty


def test_the_order_of_rows_changes_nothing():
    events = histories(in_order(120))
    turned = events.sample(frac=1, random_state=1, ignore_index=True)
    pd.testing.assert_frame_equal(from_order(turned, CONTENTS), from_order(events, CONTENTS))


def test_false_alarms_are_rare_over_many_pairs():
    """Twenty organisations of ten contents in which order means nothing: 1,800 pairs, none called a prerequisite."""
    names = [f"c{at}" for at in range(10)]
    rng = np.random.default_rng(6)
    alarms = [len(from_order(histories(shuffled(rng, names, 40)), pd.Series(names))) for _ in range(20)]
    assert sum(alarms) == 0


def test_the_same_moment_and_voided_events_count_neither_way():
    events = histories([["a", "b"]] * 60)
    at_once = events.assign(occurred_at=events["occurred_at"].min())
    assert from_order(at_once, CONTENTS).empty
    voided = events.assign(voids_event_id=events["event_id"])
    assert from_order(voided, CONTENTS).empty


def test_the_lower_end_is_that_of_wilson():
    assert wilson(np.array([8.0]), np.array([10.0]), 0.975)[0] == pytest.approx(0.4902, abs=1e-4)


def test_the_lower_end_rises_with_numbers_and_stays_below_the_share():
    low = wilson(np.array([0.0, 9.0, 90.0, 900.0]), np.array([10.0, 10.0, 100.0, 1000.0]))
    assert low[0] == pytest.approx(0, abs=1e-12)
    assert (np.diff(low) > 0).all()
    assert low.max() < 0.9


def counted_one_by_one(events, names):
    """The rule again, with loops and dictionaries: {(later, earlier): confidence}."""
    place = {}
    for learner, history in events.groupby("learner_id"):
        first = history.groupby("content_id")["occurred_at"].min()
        moments = sorted(set(first))
        place[learner] = {content: (moments.index(at), len(moments)) for content, at in first.items()}
    spread = {name: np.full(5, 0.5) for name in names}
    for taken in place.values():
        for content, (rank, length) in taken.items():
            spread[content][min(int(rank / max(length - 1, 1) * 5), 4)] += 1
    found = {}
    for later in names:
        had = [taken for taken in place.values() if later in taken]
        for earlier in set(names) - {later}:
            ahead = [taken[later][0] - taken[earlier][0] for taken in had if earlier in taken]
            right, both = sum(one > 0 for one in ahead), sum(one != 0 for one in ahead)
            one, other = (spread[name] / spread[name].sum() for name in (later, earlier))
            chance = sum(one[at] * (other[:at].sum() + other[at] / 2) for at in range(5))
            low = wilson(np.array([float(right)]), np.array([max(both, 1.0)]))[0]
            if both >= 10 and low > max(chance, 0.8) and right / len(had) >= 0.5:
                found[later, earlier] = low * right / len(had)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_the_fast_count_is_the_slow_one(seed):
    """Histories of all lengths, some moments shared, some contents taken twice, a few orders that hold."""
    rng, names = np.random.default_rng(seed), [f"c{at:02}" for at in range(8)]
    orders = []
    for order in shuffled(rng, names, 300):
        for first, second in (("c05", "c02"), ("c01", "c07")):
            low, high = sorted((order.index(first), order.index(second)))
            order[low], order[high] = first, second
        orders.append([*order[: rng.integers(6, 9)], *order[: rng.integers(0, 2)]])
    events = histories(orders)
    days = (events["occurred_at"] - events["occurred_at"].min()).dt.days // rng.choice([1, 1, 1, 2], len(events))
    events = events.assign(occurred_at=events["occurred_at"].min() + pd.to_timedelta(days, unit="D"))
    wanted = counted_one_by_one(events, names)
    found = from_order(events, pd.Series(names))
    told_ = zip(found["content_id"], found["requires_content_id"], strict=True)
    assert dict(zip(told_, found["confidence"], strict=True)) == pytest.approx(wanted)
