"""Stored events read like the same events in tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from api.flows.histories import history_of
from api.flows.reported import Reporting, read
from api.store import StoredEvent
from recommender.catalog import Catalog
from recommender.columns import EVENT_KINDS, INITIATORS, PRECISIONS
from recommender.knowledge.log import EventLog
from recommender.tables import check
from recommender.types import History
from tests.api.api_house import CONTENTS, frames
from tests.api.events.events_house import NOW, SCALES, an_event

LEVELS = {(row["scale_id"], row["mark"]): row["level"] for row in SCALES}
REPORTING = Reporting(LEVELS, int(NOW.timestamp()) * 1_000_000)
MOMENTS = [f"2026-02-0{day}T09:00:0{second}{part}Z" for day in (1, 2) for second in (1, 2) for part in ("", ".5")]

events = st.fixed_dictionaries(
    {
        "learner_id": st.just("ada"),
        "kind": st.sampled_from(EVENT_KINDS),
        "occurred_at": st.sampled_from(MOMENTS),
        "content_id": st.sampled_from(CONTENTS),
    },
    optional={
        "skill_id": st.sampled_from(["books", "plants", "safety"]),
        "initiated_by": st.sampled_from(INITIATORS),
        "time_precision": st.sampled_from(PRECISIONS),
        "valid_until": st.sampled_from(["2026-05-01T00:00:00Z", "2027-01-01T00:00:00.9Z"]),
        "rater_id": st.sampled_from(["bob", "eve"]),
        "source": st.just("lms"),
    },
)
values = st.sampled_from([{}, {"value": 0.25}, {"value": "1"}, {"value": "3.5", "scale_id": "stars"}])


@st.composite
def reports(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = [row | draw(values) for row in draw(st.lists(events, min_size=1, max_size=8))]
    named = [{"event_id": f"e{number}"} | row for number, row in enumerate(rows)]
    for row in named[1:]:
        if draw(st.integers(0, 4)) == 0:
            row["voids_event_id"] = named[0]["event_id"]
    return draw(st.permutations(named))


def stored(rows: list[dict[str, Any]]) -> list[StoredEvent]:
    found = [read(row, index, REPORTING) for index, row in enumerate(rows)]
    return [event for event in found if isinstance(event, StoredEvent)]


def from_tables(rows: list[dict[str, Any]]) -> tuple[History, Catalog]:
    told = [row | {"recorded_at": NOW.isoformat(), "value": str(row.get("value", ""))} for row in rows]
    tables = check(frames() | {"events": pd.DataFrame(told), "scales": pd.DataFrame(SCALES).astype(str)}).tables
    catalog = Catalog.of(tables)
    return EventLog.of(tables, catalog).history("ada"), catalog


@given(reports())
@settings(max_examples=40, deadline=None)
def test_a_history_of_stored_events_is_the_one_that_tables_tell(rows: list[dict[str, Any]]) -> None:
    expected, catalog = from_tables(rows)
    found = history_of(stored(rows), catalog, LEVELS)
    for name in History.__slots__:
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name), err_msg=name)
        assert getattr(found, name).dtype == getattr(expected, name).dtype


def test_contents_and_skills_that_the_catalogue_does_not_know_stand_for_nothing() -> None:
    _, catalog = from_tables([an_event()])
    found = history_of(stored([an_event(content_id="gone", skill_id="gone")]), catalog, LEVELS)
    assert (found.content.tolist(), found.skill.tolist()) == ([-1], [-1])


def test_a_mark_that_left_its_scale_says_nothing() -> None:
    _, catalog = from_tables([an_event()])
    found = history_of(stored([an_event(value="3.5", scale_id="stars")]), catalog, {})
    assert np.isnan(found.value).all()


def test_nothing_that_happened_is_an_empty_history() -> None:
    _, catalog = from_tables([an_event()])
    assert len(history_of([], catalog, LEVELS)) == 0
