"""A champion, trained once, and a service over a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.workplace import Workplace
from tests.api.events.events_house import a_place, models_of


@pytest.fixture(scope="session")
def house_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf with a champion."""
    return models_of(tmp_path_factory.mktemp("models"))


@pytest.fixture
def place(tmp_path: Path, house_models: Path) -> Iterator[Workplace]:
    """A service with a model."""
    made = a_place(tmp_path, house_models)
    yield made
    made.store.close()
