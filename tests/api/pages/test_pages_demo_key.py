"""The learning system of the demo has one key, whoever asks first."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.access.keys import Keys, state
from api.pages.demo_key import FILE, demo_key
from api.store import Store

AT = 1_780_000_000_000_000


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path}/cairn.db")
    yield store
    store.close()


def test_the_key_is_made_once_and_opens_the_door_of_a_learning_system(desk: Store, tmp_path: Path) -> None:
    key = demo_key(tmp_path, desk, AT)
    assert demo_key(tmp_path, desk, AT + 1) == key
    assert {role.value for role in Keys(desk, lambda: 0.0).principal(key, AT).roles} == {"lms"}


def test_the_key_is_readable_by_its_owner_alone(desk: Store, tmp_path: Path) -> None:
    demo_key(tmp_path, desk, AT)
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    assert [file.name for file in (tmp_path / FILE).parent.iterdir()] == [FILE.name]


def test_a_store_that_does_not_know_the_key_gets_a_new_one(desk: Store, tmp_path: Path) -> None:
    key = demo_key(tmp_path, desk, AT)
    other = Store.open(f"sqlite:///{tmp_path}/other.db")
    fresh = demo_key(tmp_path, other, AT)
    assert fresh != key
    assert Keys(other, lambda: 0.0).principal(fresh, AT).key_id in fresh
    other.close()


def test_of_several_that_ask_at_once_all_get_the_same(desk: Store, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as crew:
        found = set(crew.map(lambda _: demo_key(tmp_path, desk, AT), range(4)))
    assert len(found) == 1
    with desk.reading() as session:
        assert sum(state(key, AT) == "valid" for key in session.keys.all()) == 1
