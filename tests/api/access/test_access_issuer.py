"""The demo signs for three people of its own; nobody else does, and it signs nowhere else."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jwt
import pytest

from api.access import Role
from api.access.issuer import LIFE_SECONDS, MOST_LED, PROVIDER, DemoIssuer, Visitor, visitors
from api.access.reach import Lines
from api.access.sessions import Shown
from api.access.tokens import LEEWAY_SECONDS
from api.problems import NotSignedIn
from api.store import Store
from recommender.errors import SettingsRefused
from tests.api.access.access_house import Clock, access_over, open_store, settle
from tests.api.access.access_provider import AUDIENCE, ISSUER, NOW, rsa


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path)
    settle(opened)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_three_people_of_the_demo_can_sign_in(store: Store, clock: Clock, tmp_path: Path) -> None:
    access = access_over(store, clock, demo=True, home=tmp_path)
    found = access.visitors()
    assert list(found) == [Visitor(Role.MANAGER, "top"), Visitor(Role.LEARNER, "dan"), Visitor(Role.OFFICER, "top")]
    for visitor, proof in found.items():
        person = access.principal(Shown(proof, by_cookie=True))
        assert (person.learner_id, person.roles) == (visitor.learner_id, {visitor.role})


def test_outside_the_demo_there_is_no_issuer_no_key_and_no_visitor(store: Store, clock: Clock, tmp_path: Path) -> None:
    access = access_over(store, clock, home=tmp_path)
    assert (access.issuer, access.visitors()) == (None, {})
    assert not (tmp_path / "data").exists()
    forged = DemoIssuer.at(tmp_path).token(Visitor(Role.ADMIN, "ann"), NOW)
    with pytest.raises(NotSignedIn):
        access.principal(Shown(forged))


def test_the_demo_is_refused_beside_a_real_provider(store: Store, clock: Clock, tmp_path: Path) -> None:
    named = {"oidc_issuer": ISSUER, "oidc_audience": AUDIENCE, "oidc_jwks_url": "https://login.example/keys"}
    with pytest.raises(SettingsRefused, match="CAIRN_DEMO"):
        access_over(store, clock, demo=True, home=tmp_path, **named)
    assert not (tmp_path / "data").exists()


def test_a_token_of_the_demo_ends_after_a_day_of_work(store: Store, clock: Clock, tmp_path: Path) -> None:
    access = access_over(store, clock, demo=True, home=tmp_path)
    proof = access.visitors()[Visitor(Role.LEARNER, "dan")]
    clock.pass_(LIFE_SECONDS + LEEWAY_SECONDS)
    with pytest.raises(NotSignedIn, match="expired"):
        access.principal(Shown(proof))


def test_nobody_else_signs_for_the_demo(store: Store, clock: Clock, tmp_path: Path) -> None:
    access = access_over(store, clock, demo=True, home=tmp_path)
    said = {"iss": PROVIDER.issuer, "aud": PROVIDER.audience, "sub": "ann", "iat": NOW, "exp": NOW + 60}
    for kid in ("demo", "other"):
        with pytest.raises(NotSignedIn):
            access.principal(Shown(jwt.encode(said, rsa("forger"), "RS256", {"kid": kid})))


def test_the_demo_shows_its_one_key_alone(tmp_path: Path) -> None:
    assert DemoIssuer.at(tmp_path).find("other") is None


def test_the_key_stays_the_same_and_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        issuers = list(pool.map(DemoIssuer.at, [tmp_path] * 4))
    assert {issuer.find("demo").public_numbers().n for issuer in issuers} == {  # type: ignore[union-attr]
        DemoIssuer.at(tmp_path).find("demo").public_numbers().n  # type: ignore[union-attr]
    }
    [file] = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_organisation_without_managers_or_heads_has_fewer_visitors() -> None:
    assert visitors(Lines.of([], [], "2026-03-02")) == ()
    assert visitors(Lines.of([], [{"unit_id": "b", "head_id": "x"}], "2026-03-02")) == (Visitor(Role.OFFICER, "x"),)


def test_of_managers_with_as_many_reports_the_first_by_id_is_shown() -> None:
    jobs = [{"learner_id": one, "valid_from": "2024-01-01", "manager_id": led} for one, led in ("xb", "ya")]
    assert visitors(Lines.of(jobs, [], "2026-03-02")) == (Visitor(Role.MANAGER, "a"), Visitor(Role.LEARNER, "y"))


def test_the_manager_of_the_demo_leads_no_more_than_a_page_looks_at() -> None:
    led = {f"x{number:03}": "mid" for number in range(MOST_LED)} | {"mid": "top", "y": "low", "low": "top"}
    jobs = [{"learner_id": one, "valid_from": "2024-01-01", "manager_id": over} for one, over in led.items()]
    assert visitors(Lines.of(jobs, [], "2026-03-02")) == (Visitor(Role.MANAGER, "mid"), Visitor(Role.LEARNER, "x000"))
    jobs.append({"learner_id": "x999", "valid_from": "2024-01-01", "manager_id": "mid"})
    assert visitors(Lines.of(jobs, [], "2026-03-02")) == (Visitor(Role.MANAGER, "low"), Visitor(Role.LEARNER, "y"))
