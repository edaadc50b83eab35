"""From which page of ours did a reader come? Told where something went wrong, so that they can go on there."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.types import Scope


def back_of(scope: Scope) -> str | None:
    """The page of ours that a reader came from, without what it said of a deed; None where that is not another one.

    Browsers tell it to us alone (see Referrer-Policy in `drawing`).
    """
    headers = Headers(scope=scope)
    _, _, came = headers.get("referer", "").partition("//")
    host, _, rest = came.partition("/")
    path, _, query = rest.partition("?")
    asked = urlencode([(name, value) for name, value in parse_qsl(query) if name != "done"])
    back = f"/{path}?{asked}" if asked else f"/{path}"
    is_page = host == headers.get("host") and bool(path) and not path.startswith(("/", "\\"))
    here = (scope["path"][1:], scope["query_string"].decode("latin-1"))
    return back if is_page and (scope["method"] == "POST" or (path, asked) != here) else None
