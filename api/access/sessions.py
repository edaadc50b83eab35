"""What does a request show of who sends it: a bearer in its header, or on pages the cookie of a session?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import HTTPConnection

from api.problems import NotSignedIn

COOKIE: Final = "cairn_session"
_SCHEME: Final = "bearer "
_SAFE: Final = ("GET ", "HEAD ")


@dataclass(frozen=True, slots=True)
class Shown:
    """A key or a token, and whether it came by cookie."""

    proof: str
    by_cookie: bool = False


def shown_by(request: HTTPConnection, route: str) -> Shown:
    """What a request shows. Cookies count on pages alone, and for forms only from our own pages. Raises NotSignedIn."""
    found = [value for name, value in request.scope["headers"] if name == b"authorization"]
    if found:
        return Shown(_bearer(found))
    session = None if " /v1/" in route else request.cookies.get(COOKIE)
    if not session:
        raise NotSignedIn("send the header Authorization: Bearer, with a key or a token")
    if not route.startswith(_SAFE) and not _from_here(request):
        raise NotSignedIn("the form was not sent from a page of this service")
    return Shown(session, by_cookie=True)


def _bearer(found: list[bytes]) -> str:
    header = found[0].decode("latin-1")
    if len(found) > 1 or header[: len(_SCHEME)].lower() != _SCHEME:
        raise NotSignedIn("expected one header Authorization: Bearer, with a key or a token")
    return header[len(_SCHEME) :].strip()


def _from_here(request: HTTPConnection) -> bool:
    """Whether a browser says that one of our own pages sent this; what says nothing is no browser of today."""
    headers = request.headers
    if site := headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host")
