"""Many report at once, and others write beside: nothing is lost, doubled, or remembered in part."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.flows import appending
from api.flows.folding import Folder
from api.flows.rebuilding import rebuild
from api.flows.reported import Reporting, read
from api.store import Change, Head, Session, Store, StoredEvent
from api.workplace import Workplace
from tests.api.events.events_house import NOW, a_place, an_event, memories, offered, report

MICROS = int(NOW.timestamp()) * 1_000_000


@pytest.fixture
def others(place: Workplace, tmp_path: Path) -> Iterator[Workplace]:
    """The same service again, as a second process has it."""
    store = Store.open(f"sqlite:///{tmp_path}/cairn.db")
    yield Workplace(store, place.holder, place.access, place.settings, place.now)
    store.close()


def rows(number: int) -> list[dict[str, object]]:
    """Twelve calls of ten events each, the later half of which repeats the earlier one."""
    day = 1 + number % 6
    return [
        an_event(f"e{number % 6}-{part}", learner_id=("ada", "bob")[part % 2], kind=("started", "completed")[part % 2],
                 occurred_at=f"2026-02-0{day}T09:{part:02}:00Z", content_id="ledgers", skill_id="books", value=0.5)
        for part in range(10)
    ]  # fmt: skip


def test_calls_at_the_same_time_lose_and_double_nothing(place: Workplace, others: Workplace) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda n: report((place, others)[n % 2], *rows(n)), range(12)))
    assert sum(taken.accepted for taken in found) == sum(taken.duplicates for taken in found) == 60
    with place.store.reading() as session:
        assert len(session.events.of("ada")) == len(session.events.of("bob")) == 30
    assert place.holder.served is not None
    assert rebuild(place.store, Folder(place.holder.served, MICROS)).same == 2


class Interrupted(Folder):
    """Folds, and before each of the first `times` results is written, somebody else reports."""

    def folds(
        self, session: Session, heads: dict[str, Head], new: tuple[StoredEvent, ...]
    ) -> dict[str, tuple[str | None, bytes | None]]:  # type: ignore[override]
        done = super().folds(session, heads, new)
        if MEANWHILE:
            place, row = MEANWHILE.pop()
            assert report(place, row).accepted == 1
        return done


MEANWHILE: list[tuple[Workplace, dict[str, object]]] = []


def append(place: Workplace, *those: dict[str, object]) -> appending.Sifted:
    """Appends events while others write."""
    reporting = Reporting({}, MICROS)
    told = [
        (index, found)
        for index, row in enumerate(those)
        if isinstance(found := read(row, index, reporting), StoredEvent)
    ]
    assert place.holder.served is not None
    return appending.append(place.store, told, Interrupted(place.holder.served, MICROS), reporting)


@pytest.mark.parametrize(("times", "few"), [(1, appending.FEW), (1, 0), (appending.TRIES - 1, 0)])
def test_what_somebody_else_reports_meanwhile_is_folded_in(
    place: Workplace, others: Workplace, monkeypatch: pytest.MonkeyPatch, times: int, few: int
) -> None:
    monkeypatch.setattr(appending, "FEW", few)
    MEANWHILE[:] = [
        (others, an_event(f"x{n}", kind="passed", occurred_at=f"2026-02-0{n + 1}T09:00:00Z")) for n in range(times)
    ]
    assert len(append(place, an_event("e1", kind="started")).new) == 1
    assert not MEANWHILE
    assert place.holder.served is not None
    found = rebuild(place.store, Folder(place.holder.served, MICROS))
    assert (found.same, found.differed) == (1, 0)
    with place.store.reading() as session:
        assert len(session.events.of("ada")) == times + 1


def test_few_who_moved_are_folded_again_while_the_others_wait(
    place: Workplace, others: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(appending, "TRIES", 1)
    turns: list[bool] = []
    writing = place.store.writing
    monkeypatch.setattr(place.store, "writing", lambda: turns.append(True) or writing())
    MEANWHILE[:] = [(others, an_event("x1", kind="passed", occurred_at="2026-02-01T09:00:00Z"))]
    assert len(append(place, an_event("e1", kind="started")).new) == 1
    assert turns == [True]
    assert place.holder.served is not None
    assert rebuild(place.store, Folder(place.holder.served, MICROS)).same == 1


def test_an_event_that_somebody_else_keeps_first_is_a_duplicate(place: Workplace, others: Workplace) -> None:
    MEANWHILE[:] = [(others, an_event("e1"))]
    found = append(place, an_event("e1"))
    assert (found.new, found.duplicates) == ((), 1)


def test_an_id_that_goes_to_another_learner_meanwhile_is_a_conflict(place: Workplace, others: Workplace) -> None:
    MEANWHILE[:] = [(others, an_event("e1", learner_id="bob"))]
    found = append(place, an_event("e1"), an_event("e2"))
    assert [event.event_id for event in found.new] == ["e2"]
    assert [problem.code for problem in found.rejected] == ["conflict"]


def test_with_the_last_try_the_others_wait(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appending, "TRIES", 0)
    assert len(append(place, an_event("e1"), an_event("e2", kind="started")).new) == 2
    assert place.holder.served is not None
    assert rebuild(place.store, Folder(place.holder.served, MICROS)).same == 1


def test_rows_that_change_do_not_hold_up_events(place: Workplace, others: Workplace) -> None:
    def rename(number: int) -> None:
        body = {"learner_id": "ada", "display_name": f"Ada {number}"}
        with others.store.writing() as session:
            session.rows.put([Change("learners", ("ada",), body)], number)

    with ThreadPoolExecutor(4) as pool:
        renames = [pool.submit(rename, number) for number in range(12)]
        found = list(pool.map(lambda n: report(place, *rows(n)), range(6)))
    assert all(one.exception() is None for one in renames)
    assert sum(taken.accepted for taken in found) == 60


def test_events_that_come_by_another_way_are_not_forgotten(place: Workplace) -> None:
    report(place, an_event("e1", content_id="planting", kind="started"))
    loaded = read(
        an_event("e2", kind="failed", skill_id="plants", value=0.0, content_id="planting"), 0, Reporting({}, MICROS)
    )
    assert isinstance(loaded, StoredEvent)
    before = offered(place, "ada")
    with place.store.writing() as session:
        session.events.append([loaded])
    assert memories(place)["ada"] == (None, None)
    assert offered(place, "ada") != before


def test_two_places_may_stand_on_one_store(tmp_path: Path, house_models: Path) -> None:
    first = a_place(tmp_path, house_models)
    second = a_place(tmp_path, house_models)
    report(first, an_event("e1"))
    report(second, an_event("e2", kind="started", occurred_at="2026-02-02T09:00:00Z"))
    assert memories(first) == memories(second)
