"""Where learners stand: kept as long as nothing changed, folded anew as soon as something did, written back beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.flows.people import Persons, Standing, persons_of
from api.flows.rows import person_of
from api.serving import Served
from api.store import Change, Store, StoredEvent
from recommender.knowledge.memory import dumped
from recommender.people import People
from recommender.types import Assignment
from tests.api.api_fakes import real_engine
from tests.api.api_house import AT, NOW, stocked, tables

LATER = NOW + timedelta(days=30)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return stocked(tmp_path)[0]


@pytest.fixture
def persons(store: Store) -> Persons:
    return Persons(store, now=lambda: NOW)


@pytest.fixture
def served() -> Served:
    engine = real_engine()
    return Served(engine, engine.catalog, {}, "m1", engine.catalog.version, 1, NOW)


def happens(store: Store, at: datetime, kind: str = "passed", content: str = "planting", learner: str = "ada") -> None:
    micros = int(at.timestamp()) * 1_000_000
    with store.writing() as session:
        session.events.append([StoredEvent(f"x{micros}", learner, kind, micros, micros, content, {})])


def put(store: Store, table: str, *key: str, **body: Any) -> None:
    with store.writing() as session:
        session.rows.put([Change(table, key, body)], AT)


def reads(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that the store is read at length."""
    found: list[int] = []
    reading = store.reading
    monkeypatch.setattr(store, "reading", lambda: found.append(1) or reading())
    return found


def there(standing: Standing | None) -> Standing:
    assert standing is not None
    return standing


@pytest.mark.parametrize("learner_id", ["ada", "bob", "eve"])
def test_a_person_and_a_memory_are_those_that_the_tables_give(
    store: Store, persons: Persons, served: Served, learner_id: str
) -> None:
    found = there(persons.standing(learner_id, served, NOW))
    people = People.of(tables(), served.catalog)
    assert found.person == people.person(learner_id)
    role = people.learner(learner_id, NOW.date()).role_id
    assert found.memory == served.engine.remember(people.log.history(learner_id), role, NOW)


def test_somebody_of_whom_nothing_is_known_stands_nowhere(persons: Persons, served: Served) -> None:
    assert persons.standing("zed", served, NOW) is None
    assert persons.told("zed", served) is None


def test_a_second_question_reads_nothing(
    store: Store, persons: Persons, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, read = persons.standing("ada", served, NOW), reads(store, monkeypatch)
    assert persons.standing("ada", served, NOW + timedelta(seconds=9)) == first
    assert read == []


def test_an_event_changes_the_next_answer_and_no_other_learner(
    store: Store, persons: Persons, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, other = there(persons.standing("ada", served, NOW)), persons.standing("bob", served, NOW)
    happens(store, NOW)
    after = there(persons.standing("ada", served, NOW))
    assert (after.memory.events, after.head_version > before.head_version) == (before.memory.events + 1, True)
    read = reads(store, monkeypatch)
    assert persons.standing("bob", served, NOW) == other
    assert read == []


def test_a_changed_row_changes_the_next_answer(store: Store, persons: Persons, served: Served) -> None:
    persons.standing("ada", served, NOW)
    put(store, "learners", "ada", learner_id="ada", language="de")
    assert there(persons.standing("ada", served, NOW)).person.language == "de"


def test_another_model_folds_anew(store: Store, persons: Persons, served: Served) -> None:
    first = there(persons.standing("ada", served, NOW))

    class Other:
        memory_key = "another"

        def remember(self, *told: Any) -> Any:
            return replace(real_engine().remember(*told), key="another")

    second = there(persons.standing("ada", replace(served, engine=Other()), NOW))
    assert (first.memory.key, second.memory.key) == (served.engine.memory_key, "another")


def test_a_question_of_the_past_knows_nothing_later_and_leaves_no_trace(
    store: Store, persons: Persons, served: Served
) -> None:
    past = datetime(2026, 1, 20, tzinfo=NOW.tzinfo)
    assert there(persons.standing("ada", served, past)).memory.events == 1
    assert there(persons.standing("ada", served, NOW)).memory.events == 2
    assert there(persons.standing("ada", served, past)).memory.events == 1


def test_a_question_of_a_day_with_another_role_folds_for_that_role_and_leaves_no_trace(
    store: Store, persons: Persons, served: Served
) -> None:
    put(store, "employments", "ada", "2026-03-20", learner_id="ada", valid_from="2026-03-20", role_id="clerk")
    roles = served.catalog.roles.index.column
    for moment, role in ((NOW, "gardener"), (LATER, "clerk"), (NOW, "gardener")):
        assert there(persons.standing("ada", served, moment)).memory.role == roles[role]
    persons.write()
    with store.reading() as session:
        kept = session.heads.get("ada").memory
    assert kept == dumped(there(persons.standing("ada", served, NOW)).memory)


def test_an_event_that_lies_ahead_is_kept_and_not_seen_yet(store: Store, persons: Persons, served: Served) -> None:
    happens(store, NOW + timedelta(minutes=4))
    assert there(persons.standing("ada", served, NOW)).memory.events == 2
    assert there(persons.standing("ada", served, NOW + timedelta(minutes=5))).memory.events == 3


def test_what_was_folded_is_written_back_and_spares_the_next_process_the_events(
    store: Store, persons: Persons, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = there(persons.standing("ada", served, NOW))
    assert persons.write() == 1
    assert store.glance("ada") == (found.head_version, served.engine.memory_key)

    class Silent:
        memory_key = served.engine.memory_key

        def remember(self, *_: Any) -> Any:
            raise AssertionError("nothing is to be folded")

    fresh = Persons(store, now=lambda: NOW)
    assert there(fresh.standing("ada", replace(served, engine=Silent()), NOW)) == found


def test_what_was_folded_before_something_happened_is_not_written_back(
    store: Store, persons: Persons, served: Served
) -> None:
    persons.standing("ada", served, NOW)
    happens(store, NOW)
    assert persons.write() == 0
    assert store.glance("ada")[1] is None


def test_events_that_came_without_a_fold_are_not_lost_behind_an_old_one(
    store: Store, persons: Persons, served: Served
) -> None:
    persons.standing("ada", served, NOW)
    persons.write()
    happens(store, NOW)
    assert there(Persons(store, now=lambda: NOW).standing("ada", served, NOW)).memory.events == 3


def test_only_the_latest_learners_are_kept(store: Store, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    persons = Persons(store, 2, lambda: NOW)
    for name in ("ada", "bob", "ada", "eve"):
        persons.standing(name, served, NOW)
    read = reads(store, monkeypatch)
    for name in ("ada", "eve"):
        persons.standing(name, served, NOW)
    assert read == []
    persons.standing("bob", served, NOW)
    assert read == [1]


def test_a_store_has_one_cache_in_a_process(store: Store) -> None:
    assert persons_of(store) is persons_of(store)


def test_rows_that_leave_cells_out_stand_at_their_defaults() -> None:
    person = person_of(
        "ada",
        {
            "employments": [
                {"learner_id": "ada", "valid_from": "2026-02-01", "role_id": "clerk"},
                {"learner_id": "ada", "valid_from": "2025-01-01", "valid_to": "2026-03-31", "status": "left"},
            ],
            "assignments": [
                {"learner_id": "ada", "content_id": "filing", "assigned_on": "2026-02-01", "due_on": "2026-04-01"},
                {"learner_id": "ada", "content_id": "digging", "assigned_on": "2026-02-01", "mandatory": False},
                {"learner_id": "ada", "content_id": "pruning", "assigned_on": "2026-02-01", "status": "done"},
            ],
            "goals": [{"learner_id": "ada", "skill_id": "books", "level": 1}],
        },
    )
    assert (person.timezone, person.hired_on, person.wishes[0].weight) == ("UTC", None, 1.0)
    assert person.job(NOW.date()).role_id == "clerk"
    days = datetime(2026, 2, 1).date(), datetime(2026, 4, 1).date()  # noqa: DTZ001
    assert person.assignments == (Assignment("filing", None, *days),)
