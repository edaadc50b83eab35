"""Memories can be made again from events alone, and a rebuild says what it found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.flows.folding import Folder
from api.flows.rebuilding import Rebuilt, rebuild
from api.store import Change, Store
from api.workplace import Workplace
from cairn.cli import app
from recommender.knowledge.memory import dumped, loaded
from tests.api.api_shelf import released
from tests.api.events.events_house import a_place, an_event, memories, models_of, organisation, report


def rebuilt(place: Workplace) -> Rebuilt:
    assert place.holder.served is not None
    return rebuild(place.store, Folder(place.holder.served, int(place.now().timestamp()) * 1_000_000))


def spoil(place: Workplace, learner_id: str, spoilt: Callable[[bytes], bytes]) -> None:
    """Puts other bytes in the place of a memory."""
    with place.store.writing() as session:
        head = session.heads.get(learner_id)
        assert head is not None
        assert head.memory is not None
        session.heads.remember([(learner_id, head.version, str(head.fold_key), spoilt(head.memory))])


def another(memory: bytes) -> bytes:
    """A memory that says something else."""
    return dumped(replace(loaded(memory), events=99))


def test_a_rebuild_makes_what_is_missing_and_leaves_what_is_right(place: Workplace) -> None:
    report(place, an_event())
    before = memories(place)
    assert rebuilt(place) == Rebuilt(same=1, missing=2)
    assert memories(place)["ada"] == before["ada"]
    assert all(memory is not None for _, memory in memories(place).values())
    assert rebuilt(place) == Rebuilt(same=3)


@pytest.mark.parametrize("spoilt", [another, lambda memory: memory[:-1], lambda memory: memory[:-1] + b"!"])
def test_a_rebuild_puts_a_spoilt_memory_right(place: Workplace, spoilt: Callable[[bytes], bytes]) -> None:
    report(place, an_event(), an_event("e2", learner_id="bob"))
    right = memories(place)
    spoil(place, "ada", spoilt)
    assert memories(place) != right
    assert rebuilt(place) == Rebuilt(same=1, missing=1, differed=1)
    assert memories(place)["ada"] == right["ada"]


def test_a_memory_of_an_earlier_role_is_out_of_date_not_wrong(place: Workplace) -> None:
    report(place, an_event())
    job = {"learner_id": "ada", "valid_from": "2026-03-01", "role_id": "clerk"}
    with place.store.writing() as session:
        session.rows.put([Change("employments", ("ada", "2026-03-01"), job)], 2)
    assert rebuilt(place) == Rebuilt(outdated=1, missing=2)
    assert rebuilt(place) == Rebuilt(same=3)


def test_a_memory_of_another_model_is_out_of_date_and_folded_anew_by_the_next_event(tmp_path: Path) -> None:
    models = models_of(tmp_path / "models")
    place = a_place(tmp_path, models)
    report(place, an_event())
    old = memories(place)["ada"]
    with place.store.writing() as session:
        head = session.heads.get("ada")
        assert head is not None
        assert old[1] is not None
        session.heads.remember([("ada", head.version, "another", another(old[1]))])
    report(place, an_event("e2", kind="started", occurred_at="2026-02-20T09:00:00Z"))
    assert memories(place)["ada"][0] == old[0]
    assert rebuilt(place).same == 1


def test_a_rebuild_leaves_alone_whom_something_happens_to_meanwhile(place: Workplace) -> None:
    report(place, an_event())
    folder = Folder(place.holder.served, int(place.now().timestamp()) * 1_000_000)  # type: ignore[arg-type]
    spoil(place, "ada", another)

    class Busy(Folder):
        """Folds, and while it does something happens."""

        def whole(self, events: object, rows: object) -> object:  # type: ignore[override]
            if not list(stored(place.store, "bob")):
                report(place, an_event("e2", learner_id="bob"))
            return folder.whole(events, rows)  # type: ignore[arg-type]

    found = rebuild(place.store, Busy(folder.served, folder.now))
    assert found.moved == 1
    assert rebuilt(place).same == 3


def stored(store: Store, learner_id: str) -> list[object]:
    with store.reading() as session:
        return list(session.events.of(learner_id))


def test_the_command_says_what_it_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    version = released(organisation(), tmp_path / "models")
    place = a_place(tmp_path / "data", tmp_path / "models")
    report(place, an_event())
    spoil(place, "ada", another)
    place.store.close()
    monkeypatch.setenv("CAIRN_HOME", str(tmp_path))
    found = CliRunner().invoke(app, ["rebuild"])
    assert found.exit_code == 0, found.output
    assert f"learners folded anew with model {version}: 3" in found.stdout
    assert "memories that differed from what the events say, put right: 1" in found.stdout
    assert "made, because there was none: 2; of another model or role: 0" in found.stdout
    assert "the same, byte by byte: 0" in found.stdout


def test_the_command_needs_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    a_place(tmp_path / "data", tmp_path / "models").store.close()
    monkeypatch.setenv("CAIRN_HOME", str(tmp_path))
    found = CliRunner().invoke(app, ["rebuild"])
    assert found.exit_code == 1
    assert "no model" in str(found.exception)
