"""What is learned from was known before the cut; what judges came after it."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from recommender.ranking.sequences import Sequences
from recommender.tables import check
from tests.training.training_builders import dataset, day, event, positions
from training.dataset import POSITION, TIME, Dataset, Split, rows_of, split_of

SECOND = 1 / 86_400


def held(split: Split) -> dict[str, list[str]]:
    """What judges, by learner."""
    return _named(split, split.chosen)


def taken(split: Split) -> dict[str, list[str]]:
    """What the judging learners had taken, by learner."""
    return _named(split, split.taken)


def _named(split: Split, sequences: Sequences) -> dict[str, list[str]]:
    ids, learners = split.past.catalog.contents.ids, split.past.log.learners
    found: dict[str, list[str]] = {learners[row]: [] for row in split.learners.tolist()}
    for row, item in zip(sequences.learner.tolist(), sequences.items.tolist(), strict=True):
        found[learners[split.learners[row]]].append(ids[item])
    return found


def known(data: Dataset, learner: str) -> list[str]:
    """The contents of a learner's events, in order."""
    return [data.catalog.contents.ids[column] for column in data.log.history(learner).content.tolist()]


def ten_days(*more: dict[str, object]) -> Dataset:
    """One choice a day by one learner on days 0 to 9, so that day 7 is the first that judges; and more events."""
    return dataset([*(event("ada", "completed", at, f"c{at}") for at in range(10)), *more])


def test_the_latest_fifth_of_the_choices_judges_from_midnight_on() -> None:
    split = split_of(ten_days())
    assert split.past.as_of == day(7).timestamp()
    assert held(split) == {"ada": ["c7", "c8", "c9"]}
    assert taken(split) == {"ada": [f"c{at}" for at in range(7)]}


def test_nothing_recorded_at_the_cut_or_later_is_visible() -> None:
    past = split_of(ten_days(event("bob", "completed", 7 - SECOND, "before"), event("bob", "completed", 7, "at"))).past
    assert known(past, "bob") == ["before"]
    assert past.log.events.recorded_at.max() < past.as_of


def test_what_was_recorded_late_is_hidden_though_it_happened_before_and_does_not_judge() -> None:
    split = split_of(ten_days(event("bob", "completed", 2, "late", recorded_at=day(8))))
    assert known(split.past, "bob") == []
    assert held(split).get("bob") is None


def test_what_was_noted_ahead_of_its_time_is_hidden_until_it_happens() -> None:
    split = split_of(ten_days(event("bob", "enrolled", 8, "planned", recorded_at=day(2))))
    assert known(split.past, "bob") == []
    assert held(split)["bob"] == ["planned"]


@pytest.mark.parametrize(("voided_on", "seen"), [(8, ["slip"]), (3, [])])
def test_what_was_voided_only_after_the_cut_still_stood_before_it(voided_on: float, seen: list[str]) -> None:
    slip = event("bob", "completed", 2, "slip", event_id="slip")
    data = ten_days(slip, event("bob", "completed", voided_on, "slip", event_id="void", voids_event_id="slip"))
    assert known(split_of(data).past, "bob") == seen
    assert known(data, "bob") == []


def test_what_is_chosen_anew_after_its_first_taking_up_was_voided_does_not_judge() -> None:
    slip = event("bob", "completed", 2, "slip", event_id="slip")
    void = event("bob", "completed", 8.2, "slip", event_id="void", voids_event_id="slip")
    split = split_of(
        ten_days(slip, void, event("bob", "completed", 8.4, "slip"), event("bob", "completed", 8.6, "new"))
    )
    assert split.past.as_of == day(8).timestamp()
    assert held(split)["bob"] == ["new"]


def test_a_choice_judges_once_and_only_if_it_was_not_taken_before() -> None:
    again = event("ada", "started", 8.5, "c2"), event("ada", "passed", 9.5, "c8")
    assert held(split_of(ten_days(*again))) == {"ada": ["c7", "c8", "c9"]}


def test_what_was_recorded_late_and_taken_up_again_after_the_cut_does_not_judge() -> None:
    late = event("bob", "started", 2, "x", recorded_at=day(8)), event("bob", "completed", 8, "x")
    assert held(split_of(ten_days(*late))).keys() == {"ada"}


@pytest.mark.parametrize("initiator", ["manager", "requirement", "import", "unknown"])
def test_what_was_not_chosen_does_not_judge_but_is_context(initiator: str) -> None:
    duty = event("bob", "completed", 3, "first", initiated_by=initiator)
    split = split_of(ten_days(duty, event("bob", "started", 8, "second", initiated_by=initiator)))
    assert held(split).keys() == {"ada"}
    assert known(split.past, "bob") == ["first"]
    assert split.past.choices.voluntary.sum() == len(split.past.choices) - 1


def test_what_first_was_a_duty_stays_one() -> None:
    twice = event("bob", "started", 8, "x", initiated_by="manager"), event("bob", "completed", 8.5, "x")
    assert held(split_of(ten_days(*twice))).keys() == {"ada"}


def test_people_of_the_past_are_asked_about_the_past_alone() -> None:
    past = split_of(ten_days()).past
    query = past.people.query("ada", datetime.fromtimestamp(past.as_of, UTC))
    assert len(query.history) == 7
    assert query.data_as_of == day(6).to_pydatetime()
    assert not past.tables.has("events")


def test_roles_are_those_of_the_time() -> None:
    jobs = pd.DataFrame(
        {
            "learner_id": ["ada", "ada"],
            "valid_from": ["2024-01-01", "2025-01-09"],
            "valid_to": ["2025-01-08", None],
            "role_id": ["clerk", "chief"],
        }
    )
    roles = pd.DataFrame({"role_id": ["chief", "clerk"], "name": ["Chief", "Clerk"]})
    data = dataset([event("ada", "completed", at, f"c{at}") for at in range(10)], employments=jobs, roles=roles)
    assert data.roles.tolist() == [0]
    assert split_of(data).past.roles.tolist() == [1]


def test_by_position_the_last_choice_of_each_learner_judges() -> None:
    data = dataset([*positions("ada", "xyz"), *positions("bob", "zx")])
    split = split_of(data)
    assert data.ordering == POSITION
    assert held(split) == {"ada": ["z"], "bob": ["x"]}
    assert taken(split) == {"ada": ["x", "y"], "bob": ["z"]}


def test_by_position_a_learner_with_one_choice_does_not_judge_and_keeps_it() -> None:
    split = split_of(dataset([*positions("ada", "xyz"), *positions("bob", "z")]))
    assert held(split).keys() == {"ada"}
    assert known(split.past, "bob") == ["z"]


def test_by_position_what_came_after_the_judged_choice_is_hidden_too() -> None:
    duty = positions("ada", "xyzw")[3] | {"initiated_by": "manager"}
    split = split_of(dataset([*positions("ada", "xyz"), duty, *positions("bob", "zx")]))
    assert held(split)["ada"] == ["z"]
    assert known(split.past, "ada") == ["x", "y"]
    assert len(split.past.people.query("ada", datetime(2026, 1, 1, tzinfo=UTC)).history) == 2


def test_by_position_two_finishings_of_one_content_are_one_choice() -> None:
    split = split_of(dataset([*positions("ada", "xyxx"), *positions("bob", "zz")]))
    assert held(split) == {"ada": ["y"]}
    assert known(split.past, "ada") == ["x"]


def test_a_few_events_without_dates_do_not_make_a_source_one_of_positions() -> None:
    data = dataset([*(event("ada", "completed", at, f"c{at}") for at in range(4)), *positions("bob", "xyz")])
    assert data.ordering == TIME


def test_where_nobody_ever_chose_all_is_past_and_nobody_judges() -> None:
    data = dataset([event("ada", "completed", 3, "x", initiated_by="manager")])
    split = split_of(data)
    assert (len(split.learners), len(split.chosen), split.past.as_of) == (0, 0, data.as_of)
    assert known(split.past, "ada") == ["x"]


def test_where_nothing_ever_happened_there_is_nothing_to_learn_from() -> None:
    one = {"learners": {"learner_id": ["ada"]}, "contents": {"content_id": ["x"], "title": ["X"]}}
    events = {name: [] for name in ("event_id", "learner_id", "kind", "occurred_at")}
    data = Dataset.of(check({name: pd.DataFrame(rows) for name, rows in (one | {"events": events}).items()}).tables)
    split = split_of(data)
    assert (len(data.choices), len(split.learners), len(split.past.log.events)) == (0, 0, 0)


def test_sequences_of_some_learners_come_in_the_order_asked_for_with_their_weights() -> None:
    every = Sequences(np.array([0, 1, 2, 0]), np.array([0, 2, 2, 4]), 3, np.array([1.0, 0.0, 0.0, 1.0]))
    some = rows_of(every, np.array([2, 0]))
    assert (some.items.tolist(), some.starts.tolist()) == ([2, 0, 0, 1], [0, 2, 4])
    assert some.target_weight.tolist() == [0.0, 1.0, 1.0, 0.0]
