"""Keys are made, listed, rotated and revoked at a prompt; the service knows them by what was printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.access import Access, Principal, Role
from api.access.sessions import Shown
from api.problems import NotSignedIn
from api.settings import settings_of
from api.store import Store
from tests.cairn.cairn_house import Said, cairn
from tests.cairn.cairn_print import words


class Door:
    """The access of a service that runs beside, at a later moment if asked."""

    def __init__(self, home: Path) -> None:
        self.settings = settings_of(home)
        self.store = Store.open(self.settings.store_url)

    def principal(self, secret: str, later_days: float = 0) -> Principal:
        access = Access(self.store, self.settings, lambda: datetime.now(UTC) + timedelta(days=later_days))
        return access.principal(Shown(secret))

    def refuses(self, secret: str, later_days: float = 0) -> bool:
        try:
            self.principal(secret, later_days)
        except NotSignedIn:
            return True
        return False


@pytest.fixture
def door(empty_home: Path) -> Iterator[Door]:
    opened = Door(empty_home)
    yield opened
    opened.store.close()


def secret_of(said: Said) -> str:
    """The key that was printed: all of standard output."""
    assert said.code == 0, said.err
    assert re.fullmatch(r"ck_[0-9a-f]{12}_[0-9a-f]{64}\n", said.out)
    return said.out.strip()


def a_key(*more: object) -> tuple[str, str]:
    """(secret, id) of a new key."""
    secret = secret_of(cairn("keys", "create", "LMS", "--role", "lms", *more))
    return secret, secret.split("_")[1]


def test_a_key_that_was_made_opens_the_door_with_its_role_and_rate(door: Door) -> None:
    secret, key_id = a_key("--rate", 77)
    found = door.principal(secret)
    assert (found.key_id, found.roles, found.rate_per_minute) == (key_id, {Role.LMS}, 77)


def test_the_key_is_printed_once_and_said_to_be(door: Door) -> None:
    said = cairn("keys", "create", "LMS", "--role", "lms")
    assert "only time" in words(said.err)
    listed = cairn("keys", "list").out
    assert secret_of(said).split("_")[2] not in listed + said.err
    assert secret_of(said).split("_")[1] in listed


def test_a_key_with_days_ends_by_itself(door: Door) -> None:
    secret, _ = a_key("--days", 2)
    assert not door.refuses(secret, 1.9)
    assert door.refuses(secret, 2)


def test_a_rotated_key_holds_for_the_overlap_and_the_new_one_goes_on(door: Door) -> None:
    old, key_id = a_key("--rate", 5)
    said = cairn("keys", "rotate", key_id, "--overlap-days", 3)
    fresh = secret_of(said)
    assert f"The old key {key_id} ends on " in words(said.err)
    assert [door.refuses(old, days) for days in (0, 2.9, 3)] == [False, False, True]
    assert door.principal(fresh, 300).rate_per_minute == 5


def test_an_overlap_is_a_week_unless_said_otherwise(door: Door) -> None:
    old, key_id = a_key()
    secret_of(cairn("keys", "rotate", key_id))
    assert [door.refuses(old, days) for days in (6.9, 7)] == [False, True]


def test_a_revoked_key_is_refused_and_revoking_it_again_says_so(door: Door) -> None:
    secret, key_id = a_key()
    assert cairn("keys", "revoke", key_id).code == 0
    assert door.refuses(secret, 0.001)
    assert "was revoked before" in words(cairn("keys", "revoke", key_id).err)


def test_a_key_that_has_ended_is_not_rotated(door: Door) -> None:
    _, key_id = a_key()
    cairn("keys", "revoke", key_id)
    said = cairn("keys", "rotate", key_id)
    assert (said.code, said.out) == (1, "")
    assert "is revoked: make a new one" in words(said.err)


def test_the_list_tells_for_whom_since_when_and_in_which_state(door: Door) -> None:
    today = datetime.now(UTC).date()
    a_key("--rate", 1200)
    _, ending = a_key("--days", 30)
    _, ended = a_key()
    cairn("keys", "revoke", ended)
    lines = cairn("keys", "list").out.splitlines()
    of = {key: next(line for line in lines if key in line) for key in (ending, ended)}
    assert any("1,200" in line and "valid" in line for line in lines)
    assert f"until {today + timedelta(days=30)}" in of[ending]
    assert f"revoked {today}" in of[ended]


def test_an_empty_list_says_how_to_make_a_key(empty_home: Path) -> None:
    assert "cairn keys create NAME --role lms" in words(cairn("keys", "list").out)


@pytest.mark.parametrize("command", ["rotate", "revoke"])
def test_an_unknown_key_is_told_as_such(command: str, empty_home: Path) -> None:
    said = cairn("keys", command, "nothing")
    assert said.code == 1
    assert "there is no key of this id" in words(said.err)


def test_what_makes_no_key_is_refused_all_at_once_and_makes_none(empty_home: Path) -> None:
    said = cairn("keys", "create", "", "--role", "manager", "--rate", 0, "--days", 0)
    assert (said.code, said.out) == (1, "")
    for part in ("the name", "the role", "the rate", "the days"):
        assert part in words(said.err)
    assert "There is no key" in cairn("keys", "list").out
