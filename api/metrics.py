"""How is the service doing? Counts and times in Prometheus' format, with no name of anybody in them.

Several workers write into the folder that PROMETHEUS_MULTIPROC_DIR names, which must be set before this is imported.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_ROWS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500)

_REQUESTS = Counter("cairn_requests", "Requests answered, by call, method and status", ("route", "method", "status"))
_LASTED = Histogram("cairn_request_seconds", "Time to the end of the answer, by call", ("route",), buckets=_SECONDS)
_ANSWERS = Counter(
    "cairn_answers", "Recommendations and paths given, by what they rest on", ("kind", "basis", "degraded")
)
_EVENTS = Counter("cairn_events", "Events sent, by what became of them", ("outcome",))
_LOGGED = Histogram(
    "cairn_log_batch_decisions",
    "Decisions written to the log at once: of recommendations, batches and paths",
    ("log",),
    buckets=_ROWS,
)
_IN_SERVICE = Gauge(
    "cairn_in_service",
    "1 for what is in service",
    ("model_version", "catalog_version", "degraded"),
    multiprocess_mode="livemax",
)
_SWAPS = Counter("cairn_swaps", "New bundles and catalogues, put into service or refused", ("outcome",))
_CACHE = Counter("cairn_cache_looks", "Looks into a cache, by cache and outcome", ("cache", "outcome"))
_FOLDS = Counter("cairn_folds", "Learners' states folded, from their memory or from the start", ("begun",))


def request(route: str, method: str, status: int, seconds: float) -> None:
    """A request was answered; `route` is the template of its address, never the address."""
    counter, times = _of_request(route, method if method in METHODS else "other", status)
    counter.inc()
    times.observe(seconds)


def answer(kind: str, basis: str, degraded: bool) -> None:
    """A `recommendation` or a `path` was given."""
    _of_answer(kind, basis, degraded).inc()


def events(accepted: int, duplicates: int, rejected: int) -> None:
    """A call brought events."""
    for outcome, count in (("accepted", accepted), ("duplicate", duplicates), ("rejected", rejected)):
        if count:
            _EVENTS.labels(outcome).inc(count)


def logged(decisions: int) -> None:
    """Decisions were written to the log at once."""
    _of_log().observe(decisions)


def in_service(model_version: str, catalog_version: str, degraded: bool) -> None:
    """This is in service now, and what was is not."""
    now = (model_version, catalog_version, str(degraded).lower())
    for labels in _told - {now}:
        _IN_SERVICE.labels(*labels).set(0)
        if FOLDER not in os.environ:  # what several workers write into files cannot be taken back
            _IN_SERVICE.remove(*labels)
            _told.remove(labels)
    _told.add(now)
    _IN_SERVICE.labels(*now).set(1)


def swap(swapped: bool) -> None:
    """Something new was put into service, or refused."""
    _SWAPS.labels("swapped" if swapped else "refused").inc()


def looked(cached: str, hit: bool) -> None:
    """A cache was asked."""
    _of_cache(cached, hit).inc()


def fold(from_memory: bool) -> None:
    """A learner's state was folded."""
    folds(int(from_memory), int(not from_memory))


def folds(from_memory: int, from_start: int) -> None:
    """Learners' states were folded."""
    for begun, count in (("memory", from_memory), ("start", from_start)):
        if count:
            _FOLDS.labels(begun).inc(count)


def exposed() -> bytes:
    """Everything counted, of all workers where there are several."""
    if FOLDER not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def forget(process_id: int) -> None:
    """A worker is gone: what was in service in it is so no more; what it counted stays."""
    mark_process_dead(process_id)  # type: ignore[no-untyped-call]


_told: set[tuple[str, str, str]] = set()


@cache
def _of_request(route: str, method: str, status: int) -> tuple[Counter, Histogram]:
    return _REQUESTS.labels(route, method, str(status)), _LASTED.labels(route)


@cache
def _of_answer(kind: str, basis: str, degraded: bool) -> Counter:
    return _ANSWERS.labels(kind, basis, str(degraded).lower())


@cache
def _of_log() -> Histogram:
    return _LOGGED.labels("decisions")


@cache
def _of_cache(cached: str, hit: bool) -> Counter:
    return _CACHE.labels(cached, "hit" if hit else "miss")
