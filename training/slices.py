"""For whom is it good? Groups of judged learners, protected attributes among them; only measuring ever reads those."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from recommender.types import Bools
from training.dataset import Dataset, Split

NEW_LEARNER = 3
"""A learner with fewer choices than this counts as new."""
_GROUPED = ("language",)
_AUDIT = "audit_"
_MOST_GROUPS = 12


def slices_of(data: Dataset, split: Split) -> Mapping[str, Bools]:
    """Named groups among the judged learners: new ones, and those of each language and audited attribute."""
    found: dict[str, Bools] = {"new learners": split.taken.lengths < NEW_LEARNER}
    learners = data.tables["learners"]
    for column in learners.columns:
        if column in _GROUPED or column.startswith(_AUDIT):
            values = learners[column].to_numpy(object)[split.learners]
            sizes = Counter(value for value in values if isinstance(value, str))
            largest = sorted(sizes, key=lambda name: (-sizes[name], name))[:_MOST_GROUPS]
            found |= {f"{_spoken(column)} {name}": np.asarray(values == name, bool) for name in largest}
    return found


def _spoken(column: str) -> str:
    """A grouping in words: `audit_gender` is "audited: gender"."""
    return f"audited: {column.removeprefix(_AUDIT)}" if column.startswith(_AUDIT) else column
