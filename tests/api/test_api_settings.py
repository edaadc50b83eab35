"""What an operator may set, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import Settings, settings_of
from recommender.errors import SettingsRefused


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_PORT", "9000")
    monkeypatch.setenv("CAIRN_HOME", "/srv/cairn")
    assert (Settings().port, Settings().home) == (9000, Path("/srv/cairn"))


def test_what_is_given_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_PORT", "9000")
    assert Settings(port=8001).port == 8001


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "65536"),
        ("PORT", "0"),
        ("PORT", "abc"),
        ("MAX_K", "101"),
        ("MAX_K", "0"),
        ("MAX_BODY_BYTES", "10"),
        ("PATH_THREADS", "0"),
    ],
)
def test_a_setting_beyond_its_bounds_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"CAIRN_{name}", value)
    with pytest.raises(SettingsRefused) as refused:
        settings_of(Path())
    [problem] = refused.value.problems
    assert problem.startswith(f"CAIRN_{name}: found {value!r}, expected ")


def test_all_settings_that_cannot_be_used_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("MAX_K", "0"), ("MAX_BODY_BYTES", "5"), ("PORT", "abc")):
        monkeypatch.setenv(f"CAIRN_{name}", value)
    with pytest.raises(SettingsRefused) as refused:
        settings_of(Path())
    assert refused.value.summary == "the settings cannot be used"
    assert set(refused.value.problems) == {
        "CAIRN_MAX_K: found '0', expected 1 to 100; correct or unset it",
        "CAIRN_MAX_BODY_BYTES: found '5', expected 1000 to 100000000; correct or unset it",
        "CAIRN_PORT: found 'abc', expected 1 to 65535; correct or unset it",
    }


def test_the_environment_decides_where_nothing_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_PORT", "9000")
    monkeypatch.setenv("CAIRN_HOST", "::1")
    unsaid, said = settings_of(Path()), settings_of(Path(), "0.0.0.0", 8001)
    assert (unsaid.host, unsaid.port) == ("::1", 9000)
    assert (said.host, said.port) == ("0.0.0.0", 8001)


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_PORT", "")
    assert settings_of(Path()).port == 8000


def test_settings_of_other_rooms_disturb_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_SOMETHING_ELSE", "x")
    Settings()
