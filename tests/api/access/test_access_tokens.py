"""People sign in with tokens of the one provider that is trusted, and every way around that is closed."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from hypothesis import given, settings
from hypothesis import strategies as st
from jwt.algorithms import HMACAlgorithm, RSAAlgorithm

from api.access import Access, Role
from api.access.providers import provider_of
from api.access.sessions import Shown
from api.access.tokens import KEPT_SECONDS, LEEWAY_SECONDS, Provider, Tokens
from api.problems import NotSignedIn
from api.settings import Settings
from api.store import Change, Store
from recommender.errors import SettingsRefused
from tests.api.access.access_house import Clock, access_over, identity, open_store, put
from tests.api.access.access_provider import (
    AUDIENCE,
    ISSUER,
    NOW,
    ProviderServer,
    claims,
    provider,
    public_pem,
    rsa,
    shown,
    token,
)


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    with provider() as told:
        yield told


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(store: Store, server: ProviderServer, clock: Clock) -> Access:
    return access_over(store, clock, oidc_issuer=ISSUER, oidc_audience=AUDIENCE, oidc_jwks_url=server.url)


def refused(access: Access, proof: str) -> str:
    """Why a token is refused."""
    with pytest.raises(NotSignedIn) as found:
        access.principal(Shown(proof))
    [reason] = found.value.problems
    return reason


def unsigned(head: dict[str, Any], body: dict[str, Any], signature: bytes = b"") -> str:
    """Three parts that nobody signed."""
    parts = [json.dumps(head).encode(), json.dumps(body).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def test_a_good_token_names_a_person_with_roles_and_learner(access: Access) -> None:
    person = access.principal(Shown(token()))
    assert (person.name, person.learner_id, person.key_id) == ("person:ann", "ann", None)
    assert person.roles == {Role.MANAGER, Role.LEARNER}


@pytest.mark.parametrize("said", ["none", "None", "nOnE", ""])
def test_a_token_without_a_signature_is_refused(access: Access, server: ProviderServer, said: str) -> None:
    assert (
        refused(access, unsigned({"alg": said, "kid": "one"}, claims())) == "the token is signed with another algorithm"
    )
    assert server.asked == 0


def test_the_public_key_as_a_shared_secret_signs_nothing(access: Access) -> None:
    head, body = {"alg": "HS256", "kid": "one", "typ": "JWT"}, claims()
    start = unsigned(head, body).rsplit(".", 1)[0]
    signature = HMACAlgorithm(HMACAlgorithm.SHA256).sign(start.encode(), public_pem("one"))
    forged = f"{start}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
    assert refused(access, forged) == "the token is signed with another algorithm"


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
def test_another_algorithm_than_the_pinned_one_is_refused_even_with_the_right_key(
    access: Access, algorithm: str
) -> None:
    assert refused(access, token(algorithm=algorithm)) == "the token is signed with another algorithm"


def test_a_token_of_another_curve_is_refused(access: Access) -> None:
    signed = jwt.encode(claims(), generate_private_key(SECP256R1()), "ES256", {"kid": "one"})
    assert refused(access, signed) == "the token is signed with another algorithm"


def test_a_token_signed_with_another_key_under_a_known_name_is_refused(access: Access) -> None:
    forged = jwt.encode(claims(), rsa("forger"), "RS256", {"kid": "one"})
    assert refused(access, forged) == "the signature of the token does not hold"


def test_a_token_that_was_changed_after_signing_is_refused(access: Access) -> None:
    head, _, signature = token().split(".")
    _, body, _ = unsigned({}, claims(cairn_roles=["admin"])).split(".")
    assert refused(access, f"{head}.{body}.{signature}") == "the signature of the token does not hold"


def test_a_key_that_the_token_brings_along_is_not_used(access: Access, server: ProviderServer) -> None:
    for head in ({"jwk": shown("forger")}, {"jku": server.url}, {"x5u": server.url}):
        forged = jwt.encode(claims(), rsa("forger"), "RS256", {"kid": "one"} | head)
        assert refused(access, forged) == "the signature of the token does not hold"


def test_an_unknown_key_is_refused(access: Access) -> None:
    assert refused(access, token("two")) == "the token is signed with a key that its issuer does not show"


@pytest.mark.parametrize("head", [{}, {"kid": 7}, {"kid": None}, {"kid": "one", "crit": ["x"], "x": 1}])
def test_a_token_that_names_no_key_or_asks_for_more_is_refused(access: Access, head: dict[str, Any]) -> None:
    start = unsigned({"alg": "RS256"} | head, claims()).rsplit(".", 1)[0]
    signature = RSAAlgorithm(RSAAlgorithm.SHA256).sign(start.encode(), rsa("one"))
    signed = f"{start}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
    reasons = {"the token names no key (kid), or asks for an extension (crit)", "this is no token that can be read"}
    assert refused(access, signed) in reasons


@pytest.mark.parametrize("audience", ["other", ["other", "more"], "", "cairn2", None])
def test_a_token_for_another_audience_is_refused(access: Access, audience: object) -> None:
    assert refused(access, token(aud=audience)) in {
        "the token is meant for another audience",
        "the token lacks one of exp, iat, iss, aud, sub",
    }


def test_a_token_for_several_audiences_is_taken_where_ours_is_among_them(access: Access) -> None:
    assert access.principal(Shown(token(aud=["other", AUDIENCE]))).learner_id == "ann"


@pytest.mark.parametrize("issuer", ["https://login.example/", "https://evil.example", ""])
def test_a_token_of_another_issuer_is_refused(access: Access, issuer: str) -> None:
    assert refused(access, token(iss=issuer)) == "the token comes from another issuer"


@pytest.mark.parametrize("claim", ["exp", "iat", "iss", "aud", "sub"])
def test_a_token_must_say_whence_for_whom_who_and_how_long(access: Access, claim: str) -> None:
    assert refused(access, token(**{claim: None})) == "the token lacks one of exp, iat, iss, aud, sub"


@pytest.mark.parametrize(
    ("times", "holds"),
    [
        ({"exp": NOW - LEEWAY_SECONDS}, False),
        ({"exp": NOW - LEEWAY_SECONDS + 1}, True),
        ({"nbf": NOW + LEEWAY_SECONDS + 1}, False),
        ({"nbf": NOW + LEEWAY_SECONDS}, True),
        ({"iat": NOW + LEEWAY_SECONDS + 1}, False),
        ({"iat": NOW + LEEWAY_SECONDS}, True),
        ({"iat": NOW + LEEWAY_SECONDS + 1, "nbf": NOW}, False),
        ({"exp": True}, False),
        ({"exp": "9999999999"}, False),
        ({"exp": float("inf")}, False),
        ({"exp": float("nan")}, False),
        ({"nbf": "never"}, False),
    ],
)
def test_times_are_held_against_the_clock_with_a_little_leeway(
    access: Access, times: dict[str, Any], holds: bool
) -> None:
    if holds:
        assert access.principal(Shown(token(**times))).learner_id == "ann"
    else:
        refused(access, token(**times))


def test_a_token_that_was_taken_before_is_refused_once_it_has_expired(access: Access, clock: Clock) -> None:
    proof = token(exp=NOW + 20)
    access.principal(Shown(proof))
    clock.pass_(20 + LEEWAY_SECONDS)
    assert refused(access, proof) == "the token has expired: sign in again"


def test_what_was_found_is_kept_for_a_minute_and_not_longer(access: Access, store: Store, clock: Clock) -> None:
    proof = token()
    first = access.principal(Shown(proof))
    put(store, identity("ann", "ann-2"))
    clock.pass_(KEPT_SECONDS - 1)
    assert access.principal(Shown(proof)) is first
    clock.pass_(1)
    assert access.principal(Shown(proof)).learner_id == "ann-2"


def test_tokens_in_memory_are_bounded(store: Store) -> None:
    class Shelf:
        def find(self, kid: str) -> Any:
            return rsa(kid).public_key()

    tokens = Tokens(Provider(ISSUER, AUDIENCE), Shelf(), store, kept=2)
    people = [tokens.principal(token(sub=name), NOW) for name in ("a", "b", "c")]
    assert tokens.principal(token(sub="c"), NOW) is people[2]
    assert tokens.principal(token(sub="a"), NOW) is not people[0]


def test_a_person_is_the_learner_that_the_login_belongs_to(access: Access, store: Store) -> None:
    put(store, identity("ann@x", "l-17"), identity("bob@x", "l-18", system="hr"))
    assert access.principal(Shown(token(sub="ann@x"))).learner_id == "l-17"
    assert access.principal(Shown(token(sub="bob@x"))).learner_id == "bob@x"


def test_a_login_that_was_taken_away_names_nobody_else(access: Access, store: Store, clock: Clock) -> None:
    put(store, identity("ann@x", "l-17"))
    proof = token(sub="ann@x")
    access.principal(Shown(proof))
    put(store, Change("identities", ("login", "ann@x"), None))
    clock.pass_(KEPT_SECONDS)
    assert access.principal(Shown(proof)).learner_id == "ann@x"


def test_the_claims_for_learner_and_roles_can_be_named(store: Store, server: ProviderServer, clock: Clock) -> None:
    named = {"oidc_learner_claim": "staff_no", "oidc_roles_claim": "groups"}
    access = access_over(store, clock, oidc_issuer=ISSUER, oidc_audience=AUDIENCE, oidc_jwks_url=server.url, **named)
    person = access.principal(Shown(token(staff_no="l-9", groups="officer scientist", cairn_roles=["admin"])))
    assert (person.name, person.learner_id, person.roles) == ("person:ann", "l-9", {Role.OFFICER, Role.SCIENTIST})
    assert access.principal(Shown(token())).learner_id is None


@pytest.mark.parametrize("name", ["", 7, "a\x00b", "x" * 256, ["ann"]])
def test_a_name_that_is_none_is_refused(access: Access, name: Any) -> None:
    head, body = {"alg": "RS256", "kid": "one"}, json.dumps(claims(sub=name)).encode()
    refused(access, jwt.PyJWS().encode(body, rsa("one"), "RS256", head))


@pytest.mark.parametrize(
    ("claim", "roles"),
    [
        (None, set()),
        ("admin", {Role.ADMIN}),
        (["lms"], set()),
        (["Manager", "root", 3, None, ["admin"]], set()),
        ({"admin": True}, set()),
        (["learner", "root"], {Role.LEARNER}),
    ],
)
def test_only_roles_that_people_may_have_count(access: Access, claim: Any, roles: set[Role]) -> None:
    assert access.principal(Shown(token(cairn_roles=claim))).roles == roles


def test_a_person_is_never_taken_for_a_key_of_that_name(access: Access) -> None:
    assert access.principal(Shown(token(sub="0123456789ab"))).name == "person:0123456789ab"


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(st.binary(max_size=20), min_size=3, max_size=3)))
def test_whatever_is_sent_is_refused_and_breaks_nothing(sent: str | list[bytes]) -> None:
    class NoKeys:
        def find(self, kid: str) -> Any:
            return rsa("one").public_key()

    proof = sent if isinstance(sent, str) else ".".join(base64.urlsafe_b64encode(part).decode() for part in sent)
    with pytest.raises(NotSignedIn):
        Tokens(Provider(ISSUER, AUDIENCE), NoKeys(), None).principal(proof, NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("proof", ["x" * 9_000, "..", "a.b.c", "é.é.é", "[" * 5_000 + ".e30."])
def test_nonsense_is_refused(access: Access, server: ProviderServer, proof: str) -> None:
    refused(access, proof)
    assert server.asked == 0


def test_a_head_nested_too_deep_breaks_nothing(access: Access) -> None:
    deep = base64.urlsafe_b64encode(b'{"a":' + b"[" * 5_000 + b"]" * 5_000 + b"}").decode()[:8_000]
    refused(access, f"{deep}.e30.x")


def test_no_refusal_names_a_person(access: Access) -> None:
    proofs = [token(sub="annabel", exp=NOW - 99), token("two", sub="annabel"), token(sub="annabel", aud="x")]
    assert not any("annabel" in refused(access, proof) for proof in proofs)


def test_without_a_provider_no_token_is_taken(store: Store, clock: Clock) -> None:
    assert "no identity provider" in refused(access_over(store, clock), token())


def test_half_a_provider_is_refused_with_what_is_missing() -> None:
    with pytest.raises(SettingsRefused) as found:
        provider_of(Settings(oidc_issuer=ISSUER, oidc_jwks_url="http://login.example/keys", demo=True))
    assert [problem.partition(":")[0] for problem in found.value.problems] == [
        "CAIRN_OIDC_AUDIENCE",
        "CAIRN_DEMO",
        "CAIRN_OIDC_JWKS_URL",
    ]


@pytest.mark.parametrize(
    "url", ["http://login.example/k", "file:///etc/passwd", "ftp://a/b", "https://", "x", "http://[::1"]
)
def test_keys_are_fetched_over_https_alone(url: str) -> None:
    with pytest.raises(SettingsRefused):
        provider_of(Settings(oidc_issuer=ISSUER, oidc_audience=AUDIENCE, oidc_jwks_url=url))


def test_symmetric_algorithms_cannot_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for algorithm in ("HS256", "none", ""):
        with pytest.raises(ValueError, match="oidc_algorithm"):
            Settings(oidc_algorithm=algorithm)
