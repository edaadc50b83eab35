"""Systems call with keys: kept as digests, compared in constant time, ended on time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from api.access import Access, Role
from api.access.keys import DAY, MARK, Terms, digest, made, rotated, state
from api.access.sessions import Shown
from api.problems import NotSignedIn
from api.store import Store, StoreUnavailable
from recommender.errors import QueryRefused
from tests.api.access.access_house import Clock, a_key, access_over, bearing, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(store: Store, clock: Clock) -> Access:
    return access_over(store, clock)


def refused(access: Access, secret: str) -> str:
    with pytest.raises(NotSignedIn) as found:
        access.principal(Shown(secret))
    [reason] = found.value.problems
    return reason


def test_a_key_names_a_system_with_its_role_and_rate(access: Access, store: Store, clock: Clock) -> None:
    key = a_key(store, clock, "lms", rate_per_minute=60)
    system = access.principal(Shown(key.secret))
    assert (system.name, system.key_id) == (key.stored.key_id, key.stored.key_id)
    assert (system.roles, system.learner_id, system.rate_per_minute) == ({Role.LMS}, None, 60)


def test_a_secret_has_256_bits_and_is_never_the_same() -> None:
    keys = [made(Terms("x", "lms"), 0) for _ in range(50)]
    secrets = {key.secret.split("_")[2] for key in keys}
    assert len(secrets) == len({key.stored.key_id for key in keys}) == 50
    assert {len(bytes.fromhex(secret)) for secret in secrets} == {32}


def test_the_secret_stands_nowhere_in_the_database(store: Store, clock: Clock, tmp_path: Path) -> None:
    secret = a_key(store, clock).secret
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert digest(secret.split("_")[2]).encode() in kept
    assert secret.split("_")[2].encode() not in kept
    assert secret not in repr(store)


def test_another_secret_under_a_known_id_is_refused_like_an_unknown_id(
    access: Access, store: Store, clock: Clock
) -> None:
    key, other = a_key(store, clock), a_key(store, clock)
    mixed = f"{MARK}{key.stored.key_id}_{other.secret.split('_')[2]}"
    assert refused(access, mixed) == refused(access, f"{MARK}000000000000_{'0' * 64}")


@pytest.mark.parametrize(
    "part", ["ck_", "ck__", "ck_{id}", "ck_{id}_", "ck_{id}_{digest}", "{id}_{secret}", "ck_{id}_{secret}x"]
)
def test_parts_of_a_key_are_no_key(access: Access, store: Store, clock: Clock, part: str) -> None:
    key = a_key(store, clock)
    secret = key.secret.split("_")[2]
    refused(access, part.format(id=key.stored.key_id, secret=secret, digest=key.stored.secret_hash))


def test_a_key_ends_when_it_was_said_to_end(access: Access, store: Store, clock: Clock) -> None:
    key = a_key(store, clock, days=1)
    clock.pass_(86_399)
    access.principal(Shown(key.secret))
    clock.pass_(1)
    assert refused(access, key.secret) == "the key is expired: ask for a new one"


def test_a_revoked_key_is_refused_within_a_second(access: Access, store: Store, clock: Clock) -> None:
    key = a_key(store, clock)
    access.principal(Shown(key.secret))
    with store.writing() as session:
        session.keys.revoke(key.stored.key_id, clock.micros)
    clock.pass_(1)
    assert refused(access, key.secret) == "the key is revoked: ask for a new one"


def test_whoever_has_the_wrong_secret_is_not_told_that_the_key_has_ended(
    access: Access, store: Store, clock: Clock
) -> None:
    key = a_key(store, clock, days=1)
    clock.pass_(86_400)
    assert refused(access, key.secret[:-1] + "z") == "no such key, or its secret is another"


def test_a_new_key_is_known_within_a_second(access: Access, store: Store, clock: Clock) -> None:
    access.principal(Shown(a_key(store, clock).secret))
    fresh = a_key(store, clock)
    refused(access, fresh.secret)
    clock.pass_(1)
    access.principal(Shown(fresh.secret))


def test_rotation_gives_a_new_key_on_the_same_terms_and_ends_the_old_one_later(
    access: Access, store: Store, clock: Clock
) -> None:
    old = a_key(store, clock, "lms", rate_per_minute=7)
    fresh, ending = rotated(old.stored, 3, clock.micros)
    with store.writing() as session:
        session.keys.put(fresh.stored)
        session.keys.put(ending)
    assert replace(fresh.stored, key_id="", secret_hash="") == replace(old.stored, key_id="", secret_hash="")
    clock.pass_(3 * 86_400 - 1)
    assert access.principal(Shown(old.secret)).roles == access.principal(Shown(fresh.secret)).roles
    clock.pass_(1)
    assert "expired" in refused(access, old.secret)
    access.principal(Shown(fresh.secret))


def test_rotation_never_lets_a_key_live_longer_and_gives_the_new_one_its_own_days() -> None:
    old = made(Terms("x", "lms", days=10), 0).stored
    fresh, ending = rotated(old, 30, 9 * DAY)
    assert (ending.expires_at, fresh.stored.expires_at) == (10 * DAY, 19 * DAY)


@pytest.mark.parametrize(("overlap", "at", "count"), [(-1, 0, 1), (1, 10 * DAY, 1), (-1, 10 * DAY, 2)])
def test_what_cannot_be_rotated_is_refused_with_every_problem(overlap: int, at: int, count: int) -> None:
    with pytest.raises(QueryRefused) as found:
        rotated(made(Terms("x", "lms", days=10), 0).stored, overlap, at)
    assert len(found.value.problems) == count


def test_terms_that_make_no_key_are_refused_all_at_once() -> None:
    with pytest.raises(QueryRefused) as found:
        Terms(" \n", "manager", 0, 0)
    assert [problem.partition(":")[0] for problem in found.value.problems] == [
        "the name",
        "the role",
        "the rate",
        "the days",
    ]


def test_a_state_is_told_by_the_clock() -> None:
    key = replace(made(Terms("x", "lms"), 0).stored, expires_at=20, revoked_at=10)
    assert [state(key, at) for at in (9, 10, 20)] == ["valid", "revoked", "revoked"]
    assert state(replace(key, revoked_at=None), 20) == "expired"


def test_a_role_in_the_database_that_no_key_may_have_gives_no_rights(
    access: Access, store: Store, clock: Clock
) -> None:
    key = made(Terms("x", "lms"), clock.micros)
    with store.writing() as session:
        session.keys.put(replace(key.stored, role="manager"))
    assert access.principal(Shown(key.secret)).roles == set()


def test_keys_that_are_known_serve_on_while_the_database_is_away(
    access: Access, store: Store, clock: Clock, tmp_path: Path
) -> None:
    key = a_key(store, clock)
    access.principal(Shown(key.secret))
    away(store, tmp_path)
    clock.pass_(5)
    assert access.principal(Shown(key.secret)).roles == {Role.LMS}


def test_before_any_key_was_read_a_database_that_is_away_is_told_as_such(
    access: Access, store: Store, clock: Clock, tmp_path: Path
) -> None:
    key = a_key(store, clock)
    away(store, tmp_path)
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            access.principal(Shown(key.secret))


def test_a_first_rush_of_threads_finds_the_key(access: Access, store: Store, clock: Clock) -> None:
    key = a_key(store, clock)
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(access.principal, [Shown(key.secret)] * 64))
    assert {one.name for one in found} == {key.stored.key_id}


def away(store: Store, folder: Path) -> None:
    """Takes the database away: a folder lies where its file lay."""
    store.close()
    (folder / "cairn.db").rename(folder / "kept.db")
    (folder / "cairn.db").mkdir()


def test_a_known_key_costs_no_more_than_ten_microseconds(store: Store, clock: Clock) -> None:
    access, key = access_over(store, clock, rate_per_minute=10_000_000), a_key(store, clock)
    asked = bearing(key.secret)

    def once() -> float:
        begun = time.perf_counter()
        for _ in range(1_000):
            access.enter(asked, "POST /v1/recommendations")
        return (time.perf_counter() - begun) / 1_000

    assert min(once() for _ in range(15)) < 15e-6, "10 µs on a quiet machine; half as much again is tolerated here"


def test_a_key_lasts_no_longer_than_a_database_can_write_down() -> None:
    with pytest.raises(QueryRefused) as refused:
        Terms("x", "lms", 10**9, 10**12)
    assert [problem.partition(",")[0] for problem in refused.value.problems] == [
        "the rate: found 1000000000",
        "the days: found 1000000000000",
    ]
    with pytest.raises(QueryRefused):
        rotated(made(Terms("x", "lms"), 0).stored, 10**12, 0)
