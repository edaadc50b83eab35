"""A service of its own for every test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.tables.tables_house import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)
