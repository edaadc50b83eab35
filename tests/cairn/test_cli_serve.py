"""`cairn serve` and `cairn demo`: where they listen, and what stops them before they begin."""

from __future__ import annotations

import socket

import pytest

from cairn import showcase, tour
from tests.cairn.cairn_answers import NOON, a_path
from tests.cairn.cairn_house import cairn


@pytest.fixture
def taken():
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.fixture
def toured(monkeypatch):
    """The addresses that a tour ends with, instead of the tour itself and its database."""
    seen = []
    monkeypatch.setattr(tour, "tour", lambda *_: (tour.Guest("ada", a_path()), NOON))
    monkeypatch.setattr(showcase, "stocked", lambda *_: "ck_key")
    monkeypatch.setattr(tour, "invite", lambda _, url: seen.append(url))
    return seen


def test_settings_that_cannot_be_used_are_told_each_on_a_line(empty_home, monkeypatch):
    monkeypatch.setenv("CAIRN_MAX_K", "0")
    monkeypatch.setenv("CAIRN_PORT", "abc")
    said = cairn("serve")
    assert said.code == 1
    assert said.err.splitlines() == [
        "cairn: the settings cannot be used",
        "  • CAIRN_PORT: found 'abc', expected 1 to 65535; correct or unset it",
        "  • CAIRN_MAX_K: found '0', expected 1 to 100; correct or unset it",
    ]


def test_a_port_that_is_taken_stops_it_before_the_store_is_opened(empty_home, taken):
    said = cairn("serve", "--port", str(taken))
    assert not (empty_home / "data").exists()
    assert said.code == 1
    assert said.err.splitlines() == [
        f"cairn: port {taken} on 127.0.0.1 is taken",
        "  • choose another with --port, or stop what listens there",
    ]


def test_the_environment_names_the_port_and_the_option_wins(empty_home, taken, monkeypatch):
    monkeypatch.setenv("CAIRN_PORT", str(taken))
    assert f"port {taken} on 127.0.0.1 is taken" in cairn("serve").err
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"port {port} on 127.0.0.1 is taken" in cairn("serve", "--port", str(port)).err


def test_the_environment_names_the_host_and_the_option_wins(empty_home, monkeypatch):
    monkeypatch.setenv("CAIRN_HOST", "a..b")
    assert "a..b is not an address of this machine" in cairn("serve").err
    said = cairn("serve", "--host", "c..d")
    assert "c..d is not an address of this machine" in said.err
    assert said.code == 1


def test_a_demo_that_could_not_serve_stops_before_it_trains(empty_home, taken, toured):
    said = cairn("demo", "--port", str(taken))
    assert said.code == 1
    assert f"port {taken} on 127.0.0.1 is taken" in said.err
    assert toured == []


def test_a_demo_that_will_not_serve_needs_no_port(empty_home, taken, toured):
    assert cairn("demo", "--once", "--port", str(taken)).code == 0
    assert len(toured) == 1


def test_the_calls_of_a_demo_go_where_the_environment_says(empty_home, toured, monkeypatch):
    monkeypatch.setenv("CAIRN_HOST", "::1")
    monkeypatch.setenv("CAIRN_PORT", "8055")
    cairn("demo", "--once")
    assert toured[0] == "http://[::1]:8055"
    cairn("demo", "--once", "--port", "8056")
    assert toured[1] == "http://[::1]:8056"


def test_workers_beyond_their_bounds_are_refused(empty_home, monkeypatch):
    assert cairn("serve", "--workers", "65").code == 2
    monkeypatch.setenv("CAIRN_WORKERS", "0")
    assert "CAIRN_WORKERS: found '0', expected 1 to 64" in cairn("serve").err


def test_words_that_no_setting_takes_are_told_with_those_it_takes(empty_home, monkeypatch):
    monkeypatch.setenv("CAIRN_LOG_FORMAT", "xml")
    assert "CAIRN_LOG_FORMAT: found 'xml', expected 'auto', 'plain' or 'json'" in cairn("serve").err
