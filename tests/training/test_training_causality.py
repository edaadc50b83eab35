"""Proof that the future teaches nothing: whatever becomes of it, no byte of what is fitted up to the cut changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from recommender.ranking.sequences import Sequences
from recommender.tables import Tables, check
from tests.training.training_builders import bytes_of, checked, chosen, positions
from training.dataset import Dataset, Split, split_of
from training.evaluate import choice_of
from training.fit import fit
from training.recipe import Recipe

Change = Callable[[pd.DataFrame], pd.DataFrame]


def deleted(later: pd.DataFrame) -> pd.DataFrame:
    return later.iloc[:0]


def flipped(later: pd.DataFrame) -> pd.DataFrame:
    """Other learners, contents, kinds, values and initiators, all in another order."""
    other = later.copy()
    for name in ("learner_id", "content_id", "skill_id", "value", "rater_id"):
        if name in other:
            other[name] = other[name].to_numpy(object)[::-1]
    other["kind"] = np.where(other["content_id"].notna(), "failed", "self_rated")
    other["initiated_by"] = "self"
    return other.iloc[::-1]


def all_voided(later: pd.DataFrame) -> pd.DataFrame:
    """Every later event voids an earlier one."""
    return later.assign(voids_event_id=[f"E{number:08}" for number in range(1, len(later) + 1)])


def with_later(frames: Mapping[str, pd.DataFrame], cut: pd.Timestamp, change: Change) -> Tables:
    """The tables with what was recorded at or after a moment changed."""
    events = frames["events"]
    late = events["recorded_at"].fillna(events["occurred_at"]) >= cut
    assert 0 < late.sum() < len(events)
    return check({**frames, "events": pd.concat([events[~late], change(events[late])])}).tables


@pytest.fixture(scope="module")
def split(demo: Tables) -> Split:
    return split_of(Dataset.of(demo))


@pytest.fixture(scope="module")
def fitted(split: Split) -> dict[str, bytes]:
    return bytes_of(fit(Recipe(), split.past, 1))


@pytest.mark.parametrize("change", [deleted, flipped, all_voided])
def test_no_byte_of_the_parts_depends_on_what_was_recorded_after_the_cut(
    demo_frames: Mapping[str, pd.DataFrame], split: Split, fitted: dict[str, bytes], change: Change
) -> None:
    cut = pd.Timestamp(split.past.as_of, unit="s", tz="UTC")
    past = Dataset.of(with_later(demo_frames, cut, change)).before(split.past.as_of)
    assert bytes_of(fit(Recipe(), past, 1)) == fitted


def test_the_parts_do_depend_on_what_was_recorded_before_the_cut(
    demo_frames: Mapping[str, pd.DataFrame], split: Split, fitted: dict[str, bytes]
) -> None:
    a_while_before = pd.Timestamp(split.past.as_of - 90 * 86_400, unit="s", tz="UTC")
    past = Dataset.of(with_later(demo_frames, a_while_before, deleted)).before(split.past.as_of)
    changed = {name for name, array in bytes_of(fit(Recipe(), past, 1)).items() if array != fitted[name]}
    assert {"ranker.data", "popularity.share", "chance.weights", "tracer.mean", "record.settled"} <= changed


def test_what_judges_was_never_taken_before(split: Split) -> None:
    pairs = split.past.log.learner << 32 | split.past.log.events.content
    judging = split.learners[split.chosen.learner] << 32 | split.chosen.items
    taken = split.past.choices.learner << 32 | split.past.choices.content
    assert len(split.learners) > 50
    assert not np.isin(judging, taken).any()
    assert len(np.unique(judging)) == len(judging)
    assert np.isin(taken, pairs).all()


def test_by_position_the_parts_do_not_depend_on_what_is_hidden() -> None:
    begun, contents = {"ada": "vwxy", "bob": "wxyz", "eve": "zv", "ian": "xyz"}, "uvwxyz"
    pasts = []
    for last in ("uuuu", "zvxw"):
        histories = {learner: shown + hidden for (learner, shown), hidden in zip(begun.items(), last, strict=True)}
        rows = [row for learner, letters in histories.items() for row in positions(learner, letters)]
        every = pd.DataFrame({"content_id": list(contents), "title": list(contents)})
        pasts.append(split_of(Dataset.of(checked(rows, contents=every))).past)
    one, two = (bytes_of(fit(Recipe(), past, 1)) for past in pasts)
    assert one == two


def test_what_is_chosen_after_the_cut_decides_the_figure_and_nothing_else() -> None:
    split = split_of(Dataset.of(checked(chosen(60))))
    parts, chosen_next = fit(Recipe(), split.past, 1), split.chosen
    swapped = replace(split, chosen=Sequences(chosen_next.items[::-1], chosen_next.starts, chosen_next.size))
    assert choice_of(parts, split).ndcg.mean() > choice_of(parts, swapped).ndcg.mean() + 0.2
