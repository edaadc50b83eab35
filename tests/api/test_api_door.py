"""The socket that the service listens on: ours from the start, or refused in words."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from api.door import listen, url_of
from recommender.errors import SettingsRefused


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_door_takes_who_calls_before_anything_answers() -> None:
    with listen("127.0.0.1", 0) as door, socket.create_connection(door.getsockname(), timeout=5) as caller:
        assert caller.getpeername() == door.getsockname()


def test_a_port_that_is_taken_is_refused_in_words(taken: int) -> None:
    with pytest.raises(SettingsRefused) as refused:
        listen("127.0.0.1", taken)
    assert refused.value.summary == f"port {taken} on 127.0.0.1 is taken"
    assert refused.value.problems == ("choose another with --port, or stop what listens there",)


def test_no_second_door_opens_where_one_is_open() -> None:
    with listen("127.0.0.1", 0) as door, pytest.raises(SettingsRefused, match="is taken"):
        listen("127.0.0.1", door.getsockname()[1])


def test_a_port_is_free_again_right_after_it_was_used() -> None:
    with listen("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
        with socket.create_connection(door.getsockname(), timeout=5):
            door.accept()[0].close()
    listen("127.0.0.1", port).close()


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7", "a..b", "x" * 300])
def test_a_host_that_is_not_this_machine_is_refused_in_words(host: str) -> None:
    with pytest.raises(SettingsRefused, match="not an address of this machine") as refused:
        listen(host, 0)
    assert "--host" in refused.value.problems[0]


def test_a_name_is_listened_on_where_most_clients_look_first() -> None:
    with listen("localhost", 0) as door:
        assert door.getsockname()[0] == "127.0.0.1"


def test_an_address_of_the_sixth_version_stands_in_brackets() -> None:
    assert url_of("::1", 8000) == "http://[::1]:8000"
