"""The demo organisation at its smallest, made once."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest

from recommender.tables import Tables, check
from training.demo import Organisation, make


@pytest.fixture(scope="session")
def demo_organisation() -> Organisation:
    """The organisation with its truth; only to be read."""
    return make(200, 7)


@pytest.fixture(scope="session")
def demo_frames(demo_organisation: Organisation) -> Mapping[str, pd.DataFrame]:
    """Its tables as one would export them; only to be read."""
    return demo_organisation.tables


@pytest.fixture(scope="session")
def demo(demo_frames: Mapping[str, pd.DataFrame]) -> Tables:
    """Its tables, checked."""
    return check(demo_frames).tables
