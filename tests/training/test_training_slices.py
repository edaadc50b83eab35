"""Groups are looked at apart; protected attributes are read for that alone."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

import recommender
import training
from recommender.tables import check
from tests.training.training_builders import bytes_of, chosen, dataset, event, frames
from training.dataset import Dataset, Split, split_of
from training.fit import fit
from training.recipe import Recipe
from training.slices import slices_of


def four_learners(**columns: list[str | None]) -> tuple[Dataset, Split]:
    """Ada to ian have 0 to 3 choices before the cut, and one after it."""
    names = ["ada", "bob", "eve", "ian"]
    past = [event(name, "completed", at, f"p{at}") for number, name in enumerate(names) for at in range(number)]
    past += [event("zoe", "completed", 4, f"z{number}") for number in range(4)]
    data = dataset(
        [*past, *(event(name, "completed", 9, "new") for name in names)],
        learners=pd.DataFrame({"learner_id": [*names, "zoe"], **{k: [*v, "zz"] for k, v in columns.items()}}),
    )
    return data, split_of(data)


def members(data: Dataset, split: Split) -> dict[str, list[str]]:
    learners = np.array(data.log.learners)[split.learners]
    return {name: learners[group].tolist() for name, group in slices_of(data, split).items()}


def test_a_learner_with_fewer_than_three_choices_is_new() -> None:
    assert members(*four_learners()) == {"new learners": ["ada", "bob", "eve"]}


def test_languages_and_audited_attributes_are_groups_and_nothing_else_is() -> None:
    found = members(
        *four_learners(
            language=["de", "en", None, "de"],
            audit_gender=["f", "m", "f", None],
            location=["Oslo", "Oslo", "Rome", "Rome"],
            target_role_id=[None, None, None, None],
        )
    )
    del found["new learners"]
    assert found == {
        "language de": ["ada", "ian"],
        "language en": ["bob"],
        "audited: gender f": ["ada", "eve"],
        "audited: gender m": ["bob"],
    }


def test_of_very_many_groups_the_largest_are_looked_at() -> None:
    events = [event(f"l{n:02}", "completed", at, f"c{at}") for n in range(30) for at in range(2)]
    ids = [f"l{n:02}" for n in range(30)]
    groups = [f"g{min(n, 19):02}" for n in range(30)]  # the last one has eleven members, all others one
    data = dataset(events, learners=pd.DataFrame({"learner_id": ids, "audit_team": groups}))
    names = [name for name in slices_of(data, split_of(data)) if name != "new learners"]
    assert names == ["audited: team g19", *(f"audited: team g{n:02}" for n in range(11))]


def test_protected_attributes_reach_no_part() -> None:
    plain = frames(chosen(40))
    ids = plain["learners"]["learner_id"]
    parts = []
    for groups in (["a", "b"], ["b", "a"], ["c", "c"]):
        learners = plain["learners"].assign(audit_origin=[groups[n % 2] for n in range(len(ids))])
        data = Dataset.of(check({**plain, "learners": learners}).tables)
        assert len(slices_of(data, split_of(data))) > 1
        parts.append(bytes_of(fit(Recipe(), data, 1)))
    assert parts[0] == parts[1] == parts[2]


def test_no_other_file_reads_them() -> None:
    reading = []
    for room in (training, recommender):
        top = Path(next(iter(room.__path__)))
        for file in sorted(top.rglob("*.py")):
            inside = file.relative_to(top)
            if inside.parts[0] not in ("tables", "demo", "sources") and re.search(r"[\"']audit_", file.read_text()):
                reading.append(str(inside))
    assert reading == ["slices.py"]
