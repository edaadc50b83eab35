"""Does every event say something that can be used: about what, and with which value?"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from recommender.columns import RATINGS
from recommender.tables.arrays import as_array, mask
from recommender.tables.cells import cells
from recommender.tables.draft import Draft
from recommender.tables.report import Collector
from recommender.tables.schema import Kind
from recommender.types import Bools

_ABOUT: Final = ("content_id", "skill_id", "behaviour_id", "session_id", "voids_event_id")
"""What an event can be about; one of them it must name."""


def told(events: Draft, scales: Draft | None, collector: Collector) -> Draft:
    """The events that say something: about something, with no value or one that is a share or a mark of its scale."""
    useful = _valued(_about(events, collector), scales, collector)
    rated = useful["kind"].isin(RATINGS) & useful["value"].notna() & useful["scale_id"].isna()
    useful.note(collector, "no_scale", rated.to_numpy(bool), "scale_id", "none")
    early = (useful["recorded_at"] < useful["occurred_at"]).to_numpy(bool)
    useful.note(collector, "recorded_early", early, "recorded_at")
    return useful.having("recorded_at", useful["recorded_at"].fillna(useful["occurred_at"]))


def _about(events: Draft, collector: Collector) -> Draft:
    nothing = np.ones(len(events), bool)
    for column in _ABOUT:
        nothing &= events[column].isna().to_numpy()
    events.note(collector, "names_nothing", nothing, "content_id", "an event about nothing", " or ".join(_ABOUT))
    return events.without(nothing, collector)


def _valued(events: Draft, scales: Draft | None, collector: Collector) -> Draft:
    """The events without those whose value is neither a share nor a mark of its scale.

    A mark that is written as another number (3.0 for 3) gets the spelling of its scale.
    """
    values = pc.utf8_trim_whitespace(as_array(events["value"]))
    valued = values.is_valid().to_numpy(zero_copy_only=False)
    if not valued.any():
        return events
    scaled = valued & events["scale_id"].notna().to_numpy()
    shares = cells(values, Kind.NUMBER).values
    share = mask(pc.and_(pc.greater_equal(shares, 0.0), pc.less_equal(shares, 1.0)))
    marks = _marks(events, values, scaled, scales)
    wrong = valued & np.where(scaled, marks.isna().to_numpy(), ~share)
    events.note(collector, "unreadable_value", wrong, "value")
    spelled = values.to_pandas().astype("str")
    return events.having("value", spelled.where(~scaled, marks)).without(wrong, collector)


def _marks(events: Draft, values: pa.Array, scaled: Bools, scales: Draft | None) -> pd.Series:
    """The mark of its scale that each scaled value stands for; missing where there is none.

    Where the scales could not be read, values are left as they are.
    """
    marks = values.to_pandas().astype("str")
    if scales is None or not scaled.any():
        return marks
    known = scales.frame[["scale_id", "mark"]].assign(plain=_plain(as_array(scales["mark"])))
    asked = pd.DataFrame({"scale_id": events["scale_id"], "mark": values.to_pandas(), "plain": _plain(values)})[scaled]
    exact = asked.merge(known[["scale_id", "mark"]].assign(hit=known["mark"]), "left", ["scale_id", "mark"])["hit"]
    one = known.drop_duplicates(["scale_id", "plain"])[["scale_id", "plain", "mark"]].rename(columns={"mark": "hit"})
    near = asked.merge(one, "left", ["scale_id", "plain"])["hit"]
    marks[scaled] = exact.fillna(near).to_numpy()
    return marks


def _plain(text: pa.Array) -> pd.Series:
    """Numbers in one spelling, other text as it is."""
    numbers = cells(text, Kind.NUMBER).values
    return pc.coalesce(cells(numbers, Kind.TEXT).values, text).to_pandas().astype("str")
