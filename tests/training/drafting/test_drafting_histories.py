"""Are pairs of contents counted rightly, however the work is cut into parts?"""

import numpy as np
import pandas as pd
import pytest

from training.drafting import before


def histories(seed, learners=150, contents=30, rows=2500):
    rng = np.random.default_rng(seed)
    content = (contents * rng.random(rows) ** 2).astype(int)
    frame = pd.DataFrame({"learner_id": rng.integers(0, learners, rows), "column": content})
    frame = frame.assign(rank=rng.integers(0, 20, rows) + content // 4).drop_duplicates(["learner_id", "column"])
    return frame.assign(rank=frame.groupby("learner_id")["rank"].rank(method="dense"))


def by_hand(first, contents=30):
    ahead, apart = np.zeros((contents, contents), dtype=int), np.zeros((contents, contents), dtype=int)
    for _, rows in first.groupby("learner_id"):
        for one in rows.itertuples():
            for other in rows.itertuples():
                ahead[one.column, other.column] += one.rank > other.rank
                apart[one.column, other.column] += one.rank != other.rank
    return ahead, apart


@pytest.mark.parametrize("cells", [1, 200, 4_000_000])
def test_pairs_are_those_counted_one_by_one_however_work_is_cut(monkeypatch, cells):
    monkeypatch.setattr(before, "_CELLS", cells)
    first = histories(1)
    ahead, apart = by_hand(first)
    later, earlier = np.nonzero((apart >= 10) & (ahead > 0.8 * apart))
    found = before._often_after(before._histories(first, 30))
    assert len(later) > 20
    assert (found[0].tolist(), found[1].tolist()) == (later.tolist(), earlier.tolist())
    assert found[2].tolist() == ahead[later, earlier].tolist()
    assert found[3].tolist() == apart[later, earlier].tolist()


def test_little_work_is_one_part_and_none_is_no_part():
    told = before._histories(histories(2), 30)
    rows = np.argsort(told.columns, kind="stable")
    parts = list(before._blocks(told, rows))
    assert parts == [(0, len(rows))]
    assert list(before._blocks(told, rows[:0])) == []


def test_parts_follow_each_other_and_never_split_a_content(monkeypatch):
    monkeypatch.setattr(before, "_CELLS", 150)
    told = before._histories(histories(3), 30)
    rows = np.argsort(told.columns, kind="stable")
    parts = list(before._blocks(told, rows))
    assert len(parts) > 3
    assert [end for _, end in parts[:-1]] == [first for first, _ in parts[1:]]
    assert (parts[0][0], parts[-1][1]) == (0, len(rows))
    assert all(told.columns[rows[end - 1]] != told.columns[rows[end]] for _, end in parts[:-1])


def test_every_content_stands_somewhere_in_each_history():
    first = histories(4)
    spread = before._histories(first, 30).spread
    assert spread.sum(axis=1).tolist() == first["column"].value_counts().reindex(range(30), fill_value=0).tolist()
