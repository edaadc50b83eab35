"""Inline events as a history: the same arrays that the tables would give."""

from __future__ import annotations

from typing import Any

import numpy as np

from api.convert import history_of
from api.schemas.asked import Event
from recommender.columns import EVENT_KINDS, INITIATORS
from recommender.knowledge.log import FOREVER
from recommender.types import History
from tests.api.api_house import an_event, people

CATALOG = people().catalog


def history(*events: dict[str, Any]) -> History:
    return history_of(tuple(Event.model_validate(event) for event in events), CATALOG)


def test_a_history_stands_in_order_of_time_then_of_place() -> None:
    found = history(
        an_event(kind="rated", occurred_at="2026-02-02T00:00:00Z"),
        an_event(kind="started", occurred_at="2026-02-01T00:00:00Z"),
        an_event(kind="completed", occurred_at="2026-02-01T01:00:00+01:00"),
    )
    assert [EVENT_KINDS[kind] for kind in found.kind] == ["started", "completed", "rated"]
    assert found.at.tolist() == sorted(found.at.tolist())


def test_ids_become_columns_of_the_catalogue() -> None:
    found = history(an_event(), an_event(kind="self_rated", content_id=None, skill_id="plants", value=0.6))
    assert [CATALOG.contents.ids[c] if c >= 0 else None for c in found.content] == ["filing", None]
    assert [CATALOG.skills.ids[s] if s >= 0 else None for s in found.skill] == [None, "plants"]


def test_a_value_of_zero_is_a_value_and_a_missing_one_is_not() -> None:
    found = history(an_event(kind="scored", value=0.0), an_event())
    assert found.value[0] == 0.0
    assert np.isnan(found.value[1])


def test_what_is_left_out_means_unknown_and_for_ever() -> None:
    found = history(an_event())
    assert INITIATORS[found.initiated_by[0]] == "unknown"
    assert (found.valid_until[0], found.rater[0], bool(found.dated[0])) == (FOREVER, -1, True)
    assert found.recorded_at.tolist() == found.at.tolist()


def test_a_certificate_that_expires_says_when() -> None:
    assert history(an_event(valid_until="1970-01-02T00:00:00Z")).valid_until.tolist() == [86_400]


def test_an_empty_history_has_arrays_of_the_right_types() -> None:
    found = history()
    stored = people().log.events
    assert len(found) == 0
    assert all(getattr(found, name).dtype == getattr(stored, name).dtype for name in History.__slots__)


def test_the_events_of_the_tables_sent_inline_give_the_history_of_the_tables() -> None:
    sent = history(
        an_event(kind="completed", occurred_at="2026-01-10T09:00:00Z", content_id="digging", initiated_by="self"),
        an_event(
            kind="self_rated", occurred_at="2026-02-01T09:00:00Z", content_id=None, skill_id="plants", value=0.6,
            initiated_by="self",
        ),
    )  # fmt: skip
    stored = people().log.history("ada")
    for name in History.__slots__:
        np.testing.assert_array_equal(getattr(sent, name), getattr(stored, name), err_msg=name)
