"""An export by pseudonyms names nobody, and says the same otherwise."""

from __future__ import annotations

import pandas as pd
import pytest

from api.flows.exporting import Wanted, tables_of, write_export
from api.flows.loading import load
from api.store import Store, StoredEvent
from recommender.tables import check, read
from tests.api.api_house import frames

NAMES = ("ada", "bob", "eve")


def named_everywhere():
    """Tables in which learners stand in every column that can name one."""
    house = frames()
    events = house["events"].assign(rater_id=["", "bob", ""], event_id=["ada-1", "ada-2", "bob-1"])
    last = dict(events.loc[2]) | {"event_id": "bob-2", "occurred_at": "2026-03-01T09:00:00Z"}
    events = pd.concat([events, pd.DataFrame([last])], ignore_index=True)
    return house | {
        "events": events.assign(voids_event_id=["", "", "", "bob-1"]),
        "employments": house["employments"].assign(manager_id=["eve", "eve"]),
        "units": house["units"].assign(head_id=["ada", "bob"]),
        "identities": pd.DataFrame({"learner_id": ["ada"], "system": ["mail"], "external_id": ["ada@example.org"]}),
        "goals": house["goals"].assign(reason=["bob asked for it"]),
        "assignments": pd.DataFrame(
            {"learner_id": ["ada"], "content_id": ["filing"], "assigned_on": ["2026-01-01"], "assigned_by": ["bob"]}
        ),
        "absences": pd.DataFrame({"learner_id": ["eve"], "from_on": ["2026-01-01"], "to_on": ["2026-01-02"]}),
        "requirement_audiences": pd.DataFrame(
            {"requirement_id": ["safe"] * 2, "kind": ["role", "learner"], "value": ["gardener", "eve"]}
        ),
    }


@pytest.fixture
def store(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/cairn.db")
    load(store, check(named_everywhere()), 1)
    yield store
    store.close()


def exported(store):
    return tables_of(store, Wanted(1, pseudonymous=True))


def test_no_cell_names_a_learner(store):
    tables, manifest = exported(store)
    cells = {str(cell) for name in tables.names for column in tables[name] for cell in tables[name][column]}
    told = sorted(cell for cell in cells for name in NAMES if name in cell.lower())
    assert told == [cell for cell in told if cell in {"Spreading"}]
    assert manifest.pseudonymous
    assert not tables.has("identities")
    assert tables["goals"]["reason"].isna().all()
    assert tables["learners"]["display_name"].isna().all()


def test_everybody_has_one_pseudonym_wherever_they_stand(store):
    tables, _ = exported(store)
    with store.reading() as session:
        ada, bob, eve = (session.heads.many(NAMES)[name].pseudonym for name in NAMES)
    assert set(tables["learners"]["learner_id"]) == {ada, bob, eve}
    assert set(tables["employments"]["manager_id"]) == {eve}
    assert dict(zip(tables["units"]["unit_id"], tables["units"]["head_id"], strict=True)) == {
        "office": ada,
        "park": bob,
    }
    assert list(tables["assignments"]["assigned_by"]) == [bob]
    assert list(tables["requirement_audiences"]["value"]) == [eve, "gardener"]
    assert set(tables["events"]["rater_id"].dropna()) == {bob}


def test_events_keep_their_order_and_what_they_void(store):
    plain, _ = tables_of(store, Wanted(1))
    tables, _ = exported(store)
    with store.reading() as session:
        bob = session.heads.many(["bob"])["bob"].pseudonym
    mine, of_bob = tables["events"], plain["events"]
    mine, of_bob = mine[mine["learner_id"] == bob], of_bob[of_bob["learner_id"] == "bob"]
    assert list(mine["occurred_at"]) == list(of_bob["occurred_at"])
    assert list(mine["event_id"]) == [f"{bob}-000000", f"{bob}-000001"]
    assert list(mine["voids_event_id"])[1] == f"{bob}-000000"


def test_a_rater_of_whom_nothing_is_known_gets_a_number(store):
    with store.writing() as session:
        session.events.append(
            [
                StoredEvent(
                    "x", "ada", "manager_rated", 1, 1, None, {"skill_id": "books", "value": "0.5", "rater_id": "zoe"}
                )
            ]
        )
    tables, _ = exported(store)
    assert "stranger-000000" in set(tables["events"]["rater_id"].dropna())


def test_what_is_written_is_what_the_manifest_says(store, tmp_path):
    tables, manifest = exported(store)
    for form in ("parquet", "csv"):
        write_export(tables, manifest, tmp_path / "out", form)
        found = read(tmp_path / "out")
        assert found.report.errors == ()
        assert found.tables.fingerprint == manifest.fingerprint
        assert not list((tmp_path / "out").glob("identities.*"))
