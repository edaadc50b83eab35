"""What a request must show to be let in, and what it is told when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from api.access import COOKIE, Access, Role, Scope
from api.handlers import of_cairn
from api.problems import Forbidden, NotSignedIn, ProviderAway, TooMany
from api.store import Store
from tests.api.access.access_house import Clock, a_key, access_over, bearing, entered, open_store, request, settle
from tests.api.access.access_provider import AUDIENCE, ISSUER, provider, token

CALL, PAGE, FORM = "POST /v1/paths", "GET /me", "POST /me/{action}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path)
    settle(opened)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(store: Store, clock: Clock) -> Iterator[Access]:
    with provider() as server:
        yield access_over(store, clock, oidc_issuer=ISSUER, oidc_audience=AUDIENCE, oidc_jwks_url=server.url)


def with_cookie(proof: str, **headers: str) -> dict[str, str]:
    """Headers of a browser that holds a session."""
    return {"cookie": f"{COOKIE}={proof}", "host": "cairn.example"} | {
        k.replace("_", "-"): v for k, v in headers.items()
    }


def test_a_key_and_a_token_are_let_in_by_their_header(access: Access, store: Store, clock: Clock) -> None:
    assert entered(access, a_key(store, clock).secret, CALL).scope == Scope.ALL
    person = entered(access, token(), CALL)
    assert (person.scope, person.principal.learner_id) == (Scope.SELF | Scope.REPORTS, "ann")


def test_the_scheme_may_be_written_in_any_case(access: Access, store: Store, clock: Clock) -> None:
    secret = a_key(store, clock).secret
    for scheme in ("bearer", "BEARER", "Bearer "):
        access.enter(request({"authorization": f"{scheme} {secret}"}), CALL)


@pytest.mark.parametrize("header", ["", "Bearer", "Basic {}", "{}", "Bearer{}", "Token {}"])
def test_another_way_to_sign_in_is_refused(access: Access, store: Store, clock: Clock, header: str) -> None:
    with pytest.raises(NotSignedIn):
        access.enter(request({"authorization": header.format(a_key(store, clock).secret)}), CALL)


def test_two_headers_are_refused_even_if_one_is_good(access: Access, store: Store, clock: Clock) -> None:
    good = ("authorization", f"Bearer {a_key(store, clock).secret}")
    with pytest.raises(NotSignedIn):
        access.enter(request([good, ("authorization", "Bearer x")]), CALL)


def test_who_shows_nothing_is_told_what_to_send(access: Access) -> None:
    for route in (CALL, PAGE, FORM):
        with pytest.raises(NotSignedIn, match="Authorization: Bearer"):
            access.enter(request(), route)


def test_a_cookie_counts_on_pages_alone(access: Access) -> None:
    held = request(with_cookie(token()))
    assert access.enter(held, PAGE).scope == Scope.SELF
    with pytest.raises(NotSignedIn):
        access.enter(held, CALL)


def test_a_key_in_a_cookie_is_refused(access: Access, store: Store, clock: Clock) -> None:
    with pytest.raises(NotSignedIn):
        access.enter(request(with_cookie(a_key(store, clock, "admin").secret)), "GET /manager")


def test_a_wrong_header_is_not_healed_by_a_cookie(access: Access) -> None:
    with pytest.raises(NotSignedIn):
        access.enter(request(with_cookie(token(), authorization="Bearer x")), PAGE)


@pytest.mark.parametrize(
    ("headers", "holds"),
    [
        ({}, True),
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "cross-site"}, False),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "cross-site", "origin": "https://cairn.example"}, False),
        ({"origin": "https://cairn.example"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": "https://cairn.example.evil.example"}, False),
    ],
)
def test_a_form_is_taken_from_our_own_pages_alone(access: Access, headers: dict[str, str], holds: bool) -> None:
    sent = request(with_cookie(token(), **headers), "POST")
    if holds:
        assert access.enter(sent, FORM).scope == Scope.SELF
    else:
        with pytest.raises(NotSignedIn, match="not sent from a page"):
            access.enter(sent, FORM)


def test_a_role_that_may_not_is_forbidden(access: Access, store: Store, clock: Clock) -> None:
    secret = a_key(store, clock, "scientist").secret
    with pytest.raises(Forbidden):
        entered(access, secret, CALL)
    assert entered(access, secret, "GET /v1/decisions/{answer_id}").scope == Scope.ALL


def test_whoever_asks_too_often_is_put_off_and_others_are_not(access: Access, store: Store, clock: Clock) -> None:
    busy, calm = a_key(store, clock, rate_per_minute=2), a_key(store, clock)
    for _ in range(2):
        entered(access, busy.secret, CALL)
    with pytest.raises(TooMany) as found:
        entered(access, busy.secret, CALL)
    assert found.value.retry_after_seconds == 30
    entered(access, calm.secret, CALL)


def test_calls_that_are_denied_count_too(access: Access, store: Store, clock: Clock) -> None:
    key = a_key(store, clock, "scientist", rate_per_minute=1)
    with pytest.raises(Forbidden):
        entered(access, key.secret, CALL)
    with pytest.raises(TooMany):
        entered(access, key.secret, CALL)


def test_the_rate_of_the_settings_holds_for_keys_and_people(store: Store, clock: Clock) -> None:
    with provider() as server:
        named = {"oidc_issuer": ISSUER, "oidc_audience": AUDIENCE, "oidc_jwks_url": server.url}
        access = access_over(store, clock, rate_per_minute=1, **named)
        for proof in (token(), a_key(store, clock).secret):
            entered(access, proof, CALL)
            with pytest.raises(TooMany):
                entered(access, proof, CALL)


@pytest.mark.parametrize(
    ("error", "status", "header"),
    [
        (NotSignedIn("a"), 401, ("www-authenticate", "Bearer")),
        (Forbidden("a"), 403, None),
        (TooMany(7), 429, ("retry-after", "7")),
        (ProviderAway(9), 503, ("retry-after", "9")),
    ],
)
def test_each_refusal_has_its_status_and_header(error: Exception, status: int, header: tuple[str, str] | None) -> None:
    answer = of_cairn(bearing("x"), error)
    assert (answer.status_code, orjson.loads(answer.body)["status"]) == (status, status)
    assert header is None or answer.headers[header[0]] == header[1]


def test_no_refusal_repeats_what_was_shown(access: Access, caplog: pytest.LogCaptureFixture) -> None:
    for proof in ("ck_aaaa_secretsecret", "secretsecret.secretsecret.secretsecret"):
        with pytest.raises(NotSignedIn) as found:
            entered(access, proof, CALL)
        assert "secretsecret" not in str(found.value)
    assert "secretsecret" not in caplog.text


def test_what_lms_may_do_no_person_may_claim(access: Access) -> None:
    with pytest.raises(Forbidden):
        entered(access, token(cairn_roles=[Role.LMS]), CALL)
