"""What an operator may set, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_PORT", "9000")
    monkeypatch.setenv("CAIRN_HOME", "/srv/cairn")
    assert (Settings().port, Settings().home) == (9000, Path("/srv/cairn"))


def test_what_is_given_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_PORT", "9000")
    assert Settings(port=8001).port == 8001


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "65536"), ("MAX_K", "101"), ("MAX_K", "0"), ("MAX_BODY_BYTES", "10"), ("PATH_THREADS", "0")],
)
def test_a_setting_beyond_its_bounds_stops_the_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"CAIRN_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_settings_of_other_rooms_disturb_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_SOMETHING_ELSE", "x")
    Settings()
