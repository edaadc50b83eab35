"""Is an identity provider set up, and can its settings be used?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from api.access.issuer import PROVIDER
from api.access.tokens import Provider
from api.settings import PREFIX, Settings
from recommender.errors import SettingsRefused

_NEEDED: Final = ("oidc_issuer", "oidc_audience", "oidc_jwks_url")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def provider_of(settings: Settings) -> Provider | None:
    """The provider that the settings name (a demo has its own), None for none. Raises SettingsRefused."""
    if problems := list(_problems(settings)):
        raise SettingsRefused("the settings of the identity provider cannot be used", problems)
    if settings.demo:
        return PROVIDER
    if settings.oidc_issuer is None or settings.oidc_audience is None:
        return None
    claims = settings.oidc_roles_claim, settings.oidc_learner_claim
    return Provider(settings.oidc_issuer, settings.oidc_audience, settings.oidc_algorithm, *claims)


def _problems(settings: Settings) -> Iterator[str]:
    missing = [_variable(name) for name in _NEEDED if getattr(settings, name) is None]
    if 0 < len(missing) < len(_NEEDED):
        yield f"{', '.join(missing)}: not set, but needed beside the other settings of the provider"
    if settings.demo and len(missing) < len(_NEEDED):
        yield f"{_variable('demo')}: the demo signs its own tokens; unset it, or unset the provider"
    if settings.oidc_jwks_url is not None and not _is_safe(settings.oidc_jwks_url):
        yield f"{_variable('oidc_jwks_url')}: found {settings.oidc_jwks_url!r}, expected an https address"


def _is_safe(url: str) -> bool:
    """Whether nobody on the way can put other keys in."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return host is not None and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"
