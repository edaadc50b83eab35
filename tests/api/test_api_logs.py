"""Lines of the log, for people and for machines."""

from __future__ import annotations

import io
import json
import logging
import sys

import pytest

from api.logs import REQUEST_ID, Json, Plain, configure


def record(**more: object) -> logging.LogRecord:
    made = logging.LogRecord("cairn.api", logging.WARNING, "here.py", 1, "it broke at %s", ("noon",), None)
    made.__dict__.update(more)
    return made


@pytest.fixture
def in_request():
    token = REQUEST_ID.set("7f")
    yield
    REQUEST_ID.reset(token)


def test_a_plain_line_is_read_by_people() -> None:
    assert Plain().format(record()) == "WARNING cairn.api: it broke at noon"


def test_a_plain_line_names_the_request_and_what_is_told(in_request: None) -> None:
    told = record(told={"status": 200, "ms": 1.5})
    assert Plain().format(told) == "WARNING cairn.api: it broke at noon status=200 ms=1.5 (request 7f)"


def test_a_line_of_json_holds_all_parts(in_request: None) -> None:
    line = json.loads(Json().format(record(told={"status": 200})))
    at = line.pop("at")
    assert at.endswith("Z")
    assert line == {
        "level": "warning",
        "logger": "cairn.api",
        "message": "it broke at noon",
        "request_id": "7f",
        "status": 200,
    }


def test_outside_of_requests_no_request_is_named() -> None:
    assert "request_id" not in json.loads(Json().format(record()))


@pytest.mark.parametrize(("form", "machines"), [("json", True), ("plain", False), ("auto", True)])
def test_auto_writes_json_where_no_terminal_reads(form: str, machines: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure(form)
    try:
        logging.getLogger("cairn.api").info("hello")
    finally:
        for name in ("cairn", "uvicorn"):
            logging.getLogger(name).handlers.clear()
            logging.getLogger(name).propagate = True
    assert stream.getvalue().startswith("{") is machines
    assert "hello" in stream.getvalue()
