"""How is the log written? Lines on stderr for people or for machines, with the id of the request and nobody's name."""

from __future__ import annotations

import logging
import logging.config
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

import orjson

REQUEST_ID: Final[ContextVar[str]] = ContextVar("request_id", default="")
"""The id of the request that is answered here; empty outside of requests."""


class Plain(logging.Formatter):
    """`WARNING cairn.api: what happened (request 7f…)`."""

    def format(self, record: logging.LogRecord) -> str:
        request = REQUEST_ID.get()
        line = f"{record.levelname} {record.name}: {record.getMessage()}"
        told = "".join(f" {name}={value}" for name, value in _more(record).items())
        return f"{line}{told} (request {request})" if request else line + told


class Json(logging.Formatter):
    """One JSON object a line: at, level, logger, message, request_id, and what the line tells beside."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := REQUEST_ID.get():
            line["request_id"] = request
        return orjson.dumps(line | _more(record), default=str, option=orjson.OPT_UTC_Z).decode()


def configure(form: str) -> None:
    """Sends what the service says of itself to stderr; `auto` is `plain` on a terminal, else `json`."""
    machines = form == "json" or (form == "auto" and not sys.stderr.isatty())
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": Json if machines else Plain}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "loggers": {
                "uvicorn": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
                "uvicorn.access": {"handlers": [], "level": "ERROR", "propagate": False},
                "cairn": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            },
        }
    )


def _more(record: logging.LogRecord) -> dict[str, Any]:
    """What a line tells beside its message: given to the logger as `extra={"told": {...}}`."""
    return getattr(record, "told", {})
