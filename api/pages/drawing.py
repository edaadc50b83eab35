"""How does a view become bytes? Templates with autoescape, and the headers that every page carries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from api.pages import words

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""What a page may load and where its forms may go: itself, and nothing else; no script at all."""
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
FILES: Final[Mapping[str, str]] = {"cairn.css": "text/css", "cairn.svg": "image/svg+xml"}
"""What is served beside the pages -> its media type."""
_FILTERS: Final = ("level", "between", "day", "duration", "counted", "percent", "state", "segment")


def page(name: str, status: int = 200, headers: Mapping[str, str] | None = None, **shown: Any) -> Response:
    """The page of a template. Raises jinja2.UndefinedError where a template reads what is not there."""
    text = templates().get_template(f"{name}.html").render(shown)
    return HTMLResponse(text, status, {**HEADERS, **(headers or {})})


def see(path: str) -> Response:
    """An answer that leads to another page. Letters that an address cannot hold are written as it can."""
    return Response(status_code=303, headers={**HEADERS, "Location": quote(path, safe="/?=&%")})


def beside(name: str) -> Response:
    """A file beside the pages; its address carries its digest, so it may be kept for good."""
    kept = {**HEADERS, "Cache-Control": "public, max-age=31536000, immutable"}
    return Response(_read(name), media_type=FILES[name], headers=kept)


@cache
def templates() -> Environment:
    """The templates, ready to draw; made once."""
    made = Environment(
        loader=PackageLoader("api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {name: getattr(words, name) for name in _FILTERS}
    made.globals |= {"days": words.days, "beside": _address, "iso": date.isoformat}
    return made


@cache
def _address(name: str) -> str:
    """Where a file beside the pages lies; another content has another address."""
    return f"/static/{name}?v={blake2b(_read(name), digest_size=6).hexdigest()}"


@cache
def _read(name: str) -> bytes:
    return files("api.pages").joinpath("static", name).read_bytes()
