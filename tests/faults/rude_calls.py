"""What callers send who are broken or mean no good: bytes as they go over the line."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from typing import Final

MEGABYTE: Final = 1_000_000
DEEP: Final = 100_000
CALLS: Final = (
    ("POST", "/v1/events"),
    ("POST", "/v1/recommendations"),
    ("POST", "/v1/recommendations/batch"),
    ("POST", "/v1/paths"),
    ("PUT", "/v1/goals"),
)
_NDJSON: Final = "application/x-ndjson"


def request(call: tuple[str, str], body: bytes, key: str, **headers: str) -> bytes:
    """One whole request."""
    told = {"host": "cairn", "authorization": f"Bearer {key}", "content-type": "application/json"}
    told |= {"content-length": str(len(body)), "connection": "close"}
    told |= {name.replace("_", "-"): text for name, text in headers.items()}
    lines = [f"{call[0]} {call[1]} HTTP/1.1", *(f"{name}: {text}" for name, text in told.items() if text)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(call: tuple[str, str], key: str, size: int) -> bytes:
    """A request whose length is not stated."""
    head = request(call, b"", key, content_length="", transfer_encoding="chunked")
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    return head + chunk * (size // 0x10000) + b"0\r\n\r\n"


def bodies(call: tuple[str, str]) -> Iterator[tuple[str, bytes]]:
    """Bodies that no call takes."""
    yield "10 MB", b" " * (10 * MEGABYTE)
    yield "100,000 lists deep", b"[" * DEEP + b"]" * DEEP
    yield "100,000 objects deep", b'{"a":' * DEEP + b"1" + b"}" * DEEP
    yield "deep where a field belongs", b'{"learner_id":"ada","only":' + b"[" * DEEP + b"]" * DEEP + b"}"
    yield "1,000 lists deep", b"[" * 1_000 + b"]" * 1_000
    yield "900 lists deep in a field", b'{"learner_id":"ada","only":' + b"[" * 900 + b"]" * 900 + b"}"
    yield "900 lists deep in a row", b'[{"learner_id":' + b"[" * 900 + b"]" * 900 + b"}]"
    yield "not UTF-8", b'{"learner_id":"\xff\xfe"}'
    yield "overlong UTF-8", b'{"learner_id":"\xc0\xaf"}'
    yield "UTF-16", '{"learner_id":"ada"}'.encode("utf-16")
    yield "a lone surrogate", b'{"learner_id":"\\ud800"}'
    yield "a lone surrogate in a row", b'[{"learner_id":"\\udfff","skill_id":"books","level":0.5}]'
    yield "a surrogate in UTF-8", b'{"learner_id":"\xed\xa0\x80"}'
    yield "NaN", b'{"learner_id":"ada","k":NaN}'
    yield "NaN in a row", b'[{"learner_id":"ada","skill_id":"books","level":NaN}]'
    yield "infinity", b'{"learner_id":"ada","k":Infinity}'
    yield "a number without end", b'{"learner_id":"ada","k":1' + b"0" * 100_000 + b"}"
    yield "an overflow in a row", b'[{"learner_id":"ada","skill_id":"books","level":1e999}]'
    yield "NUL", b'{"learner_id":"a\\u0000da","k":-1}'
    yield "NUL in a row", b'[{"learner_id":"ada","skill_id":"books","level":0.5,"reason":"\\u0000"}]'
    yield "NUL in an event", _event(b'"\\u0000"')
    yield "a name of 100 kB in an event", _event(b'"' + b"x" * 100_000 + b'"')
    yield "100,000 keys", b"{" + b",".join(b'"k%d":1' % n for n in range(50_000)) + b"}"
    yield "a mark of byte order", b"\xef\xbb\xbf{}"
    yield "nothing", b""
    yield "null", b"null"
    yield "a number", b"3"
    yield "a text", b'"ada"'
    yield "half", b'{"learner_id":'


def _event(learner: bytes) -> bytes:
    return b'{"events":[{"learner_id":%s,"kind":"started","occurred_at":"2026-01-01T00:00:00Z"}]}' % learner


TYPES: Final[Mapping[str, Mapping[str, str]]] = {
    "no type": {"content_type": ""},
    "text": {"content_type": "text/plain"},
    "a form": {"content_type": "application/x-www-form-urlencoded"},
    "parts": {"content_type": "multipart/form-data; boundary=x"},
    "XML": {"content_type": "application/xml"},
    "a type of nonsense": {"content_type": ";;;\x7f=/"},
    "packed": {"content_encoding": "gzip"},
    "packed strangely": {"content_encoding": "br, zstd, x-nonsense"},
    "many types": {"content_type": "application/json, " * 1_000},
}
ODD: Final[Mapping[str, bytes]] = {
    "garbage": b"\x00\x01\x02\x03" * 1_000,
    "a greeting of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200 + b"\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a strange version": b"GET /healthz HTTP/9.9\r\n\r\n",
    "a strange method": b"B\x00REW /healthz HTTP/1.1\r\nhost: cairn\r\n\r\n",
    "two lengths": b"POST /v1/events HTTP/1.1\r\nhost: c\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
    "a length below nothing": b"POST /v1/events HTTP/1.1\r\nhost: c\r\ncontent-length: -1\r\n\r\n",
    "length and chunks": (
        b"POST /v1/events HTTP/1.1\r\nhost: c\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    "a chunk of nonsense": b"POST /v1/events HTTP/1.1\r\nhost: c\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n\r\n",
    "a header without a name": b"GET /healthz HTTP/1.1\r\n: x\r\n\r\n",
    "a header with a blank": b"GET /healthz HTTP/1.1\r\nho st: x\r\n\r\n",
    "a header of 10 MB": b"GET /healthz HTTP/1.1\r\nx-a: " + b"a" * (10 * MEGABYTE) + b"\r\n\r\n",
    "100,000 headers": b"GET /healthz HTTP/1.1\r\n" + b"x-a: 1\r\n" * 100_000 + b"\r\n",
    "an address of 10 MB": b"GET /" + b"a" * (10 * MEGABYTE) + b" HTTP/1.1\r\nhost: c\r\n\r\n",
    "an address that is packed wrong": b"GET /v1/paths/%ff%zz HTTP/1.1\r\nhost: c\r\nconnection: close\r\n\r\n",
    "an address with NUL": b"GET /v1/learners/%00/skills HTTP/1.1\r\nhost: c\r\nconnection: close\r\n\r\n",
    "a protocol to change to": (
        b"GET /v1/learners HTTP/1.1\r\nhost: c\r\nconnection: upgrade, close\r\nupgrade: websocket\r\n"
        b"sec-websocket-version: 13\r\nsec-websocket-key: eA==\r\n\r\n"
    ),
}
"""What is no request, or none that may be answered."""
PACKED: Final = gzip.compress(b" " * (100 * MEGABYTE))
LINES: Final[Mapping[str, bytes]] = {
    "deep lines": b"[" * DEEP + b"\n" + b'{"a":' * DEEP,
    "lines that are not UTF-8": b'{"a":"\xff"}\n' * 10,
    "a million empty lines": b"\n" * 999_000,
    "100,000 lines of nonsense": b"x\n" * 100_000,
}
"""Bodies of lines."""


def lines(call: tuple[str, str], body: bytes, key: str) -> bytes:
    """A request whose body is lines."""
    return request(call, body, key, content_type=_NDJSON)
