"""Whole tables go into the store and come out again as they were."""

from __future__ import annotations

import pandas as pd
import pytest

from api.flows.exporting import Wanted, tables_of
from api.flows.loading import load
from api.store import Store, StoredEvent
from recommender.errors import TablesRefused
from recommender.tables import check
from tests.api.api_house import frames
from tests.api.tables.tables_house import standing

DAY = 86_400_000_000


@pytest.fixture
def store(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/cairn.db")
    yield store
    store.close()


def rows(**columns):
    return pd.DataFrame(columns)


def reading(**changes):
    return check(frames() | changes)


def dirty():
    """Tables with all that makes a round trip hard: stubs, marks, half seconds, empty cells, open columns."""
    events = frames()["events"].assign(scale_id=["", "stars", ""], value=["", "3.0", ""], attempt=["", "2", ""])
    more = [{"event_id": "e4", "learner_id": "gone", "content_id": "lost"}]
    more += [{"event_id": "e5", "occurred_at": "2026-02-20T09:00:00.250+01:00"}]
    events = pd.concat([events, pd.DataFrame([dict(events.loc[2]) | one for one in more])], ignore_index=True)
    events = events.assign(voids_event_id=["", "", "", "", "e3"], valid_until=["2027-01-01T00:00:00Z", *[""] * 4])
    return reading(
        events=events,
        scales=rows(scale_id=["stars", "stars"], mark=["3", "4"], level=["0.5", "0.9"]),
        learners=frames()["learners"].assign(**{"audit" + "_group": ["x", "", "y"]}),
        assignments=rows(
            learner_id=["ada", "ada"],
            content_id=["filing", ""],
            requirement_id=["", "safe"],
            assigned_on=["2026-01-01", "2026-01-01"],
            assigned_by=["bob", ""],
            mandatory=["false", ""],
        ),
        sessions=rows(session_id=["x"], content_id=["filing"], starts_at=["2026-04-01T09:00:00.5Z"], seats=["7"]),
    )


def an_event(event_id, recorded_at=5, learner_id="ada"):
    return StoredEvent(event_id, learner_id, "completed", 1, recorded_at, "filing", {})


def test_what_goes_in_comes_out_the_same(store):
    found = dirty()
    load(store, found, 1)
    tables, manifest = tables_of(store, Wanted(DAY))
    assert manifest.fingerprint == tables.fingerprint == found.tables.fingerprint
    assert manifest.rows == {name: len(tables[name]) for name in tables.names if tables.has(name)}
    assert (manifest.watermark_seq, manifest.watermark_time) == (1, "1970-01-02T00:00:00Z")


def test_loading_again_writes_nothing(store):
    first = load(store, dirty(), 1)
    assert (first.written["learners"], first.events) == (4, 5)
    again = load(store, dirty(), 2)
    assert (again.written, again.events) == ({}, 0)


def test_only_what_changed_is_written(store):
    load(store, reading(), 1)
    changed = frames()["contents"].assign(title=lambda f: f["title"].mask(f["content_id"] == "filing", "Files"))
    assert load(store, reading(contents=changed), 2).written == {"contents": 1}


def test_rows_that_stand_in_never_replace_rows_that_say_something(store):
    load(store, reading(), 1)
    bare = {name: frames()[name].head(0) for name in ("learners", "contents")}
    only = dict.fromkeys(frames()) | bare | {"events": frames()["events"].drop(columns=["skill_id", "value"])}
    only["events"].loc[1, "content_id"] = "ledgers"
    done = load(store, check({name: frame for name, frame in only.items() if frame is not None}), 2)
    assert done.written == {}


def test_tables_with_errors_are_refused_whole(store):
    with pytest.raises(TablesRefused):
        load(store, reading(roles=rows(role_id=["clerk", "clerk"], name=["Clerk", "Cleric"])), 1)
    assert standing(store, "learners") == []


def test_rows_that_are_set_aside_stay_out(store):
    goals = rows(learner_id=["bob", "bob"], skill_id=["plants", "juggling"], level=["0.4", "0.4"])
    found = reading(goals=goals)
    load(store, found, 1)
    assert found.report.quarantined == {"goals": 1}
    assert [row["skill_id"] for row in standing(store, "goals")] == ["plants"]


def test_tables_of_another_organisation_are_refused_unless_the_store_is_empty(store):
    load(store, reading(), 1)
    names = ["digging", "filing", *(f"other-{n}" for n in range(4))]
    other = {name: frame for name, frame in frames().items() if name in ("learners", "events")}
    other |= {"contents": rows(content_id=names, title=names), "events": other["events"].head(0)}
    with pytest.raises(TablesRefused, match="another organisation"):
        load(store, check(other), 2)
    names[2] = "planting"
    load(store, check(other | {"contents": rows(content_id=names, title=names)}), 2)
    assert len(standing(store, "contents")) == 9


def test_what_clashes_with_rows_that_stay_is_refused_whole(store):
    load(store, reading(), 1)
    overlapping = rows(learner_id=["ada"], valid_from=["2023-01-01"], role_id=["clerk"])
    with pytest.raises(TablesRefused, match="clash"):
        load(store, reading(employments=overlapping, skills=frames()["skills"].assign(name="X")), 2)
    assert standing(store, "skills")[0]["name"] == "Books"


def test_ids_that_no_key_can_hold_are_refused(store):
    with pytest.raises(TablesRefused, match=r"roles\.role_id"):
        load(store, reading(roles=rows(role_id=["r" * 201, "clerk", "gardener"], name=["R", "C", "G"])), 1)


def test_an_empty_store_has_nothing_to_export(store):
    with pytest.raises(TablesRefused, match="nothing to export"):
        tables_of(store, Wanted(1))


def test_an_export_as_of_a_moment_holds_what_stood_then(store):
    load(store, reading(), DAY)
    with store.writing() as session:
        session.events.append([an_event("early", DAY + 5), an_event("late", DAY + 9)])
    renamed = frames()["skills"].assign(name=["Ledgers", "Plants", "Safety"])
    load(store, reading(skills=renamed, events=frames()["events"].replace({"e3": "e9"})), 2 * DAY)
    then, manifest = tables_of(store, Wanted(3 * DAY, as_of=DAY + 7))
    assert list(then["skills"]["name"]) == ["Books", "Plants", "Safety"]
    assert set(then["events"]["event_id"]) == {"e1", "e2", "e3", "early"}
    assert (manifest.watermark_seq, manifest.watermark_time) == (1, "1970-01-02T00:00:00.000007Z")
    now, _ = tables_of(store, Wanted(3 * DAY))
    assert set(now["events"]["event_id"]) == {"e1", "e2", "e3", "e9", "early", "late"}
    with pytest.raises(TablesRefused):
        tables_of(store, Wanted(3 * DAY, as_of=DAY - 1))
