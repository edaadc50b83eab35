"""What is counted, by one process and by several."""

from __future__ import annotations

import os
import subprocess
import sys
import timeit
from pathlib import Path

from api import metrics

ROOT = Path(__file__).parents[2]
NAMES = {
    "cairn_requests_total",
    "cairn_request_seconds_bucket",
    "cairn_answers_total",
    "cairn_events_total",
    "cairn_log_batch_decisions_bucket",
    "cairn_in_service",
    "cairn_swaps_total",
    "cairn_cache_looks_total",
    "cairn_folds_total",
}
WORKER = """
import os
from api import metrics
if os.fork() == 0:
    metrics.events(3, 0, 0)
    os._exit(0)
os.wait()
metrics.events(4, 0, 0)
metrics.in_service("m1", "c1", False)
print(metrics.exposed().decode())
"""


def count_everything() -> None:
    metrics.request("/v1/recommendations", "POST", 200, 0.003)
    metrics.answer("recommendation", "role", False)
    metrics.events(3, 2, 1)
    metrics.logged(17)
    metrics.in_service("m1", "c1", False)
    metrics.swap(True)
    metrics.looked("learners", True)
    metrics.fold(False)


def test_every_name_is_there() -> None:
    count_everything()
    lines = metrics.exposed().decode().splitlines()
    assert {line.partition("{")[0] for line in lines if line.startswith("cairn_")} >= NAMES


def test_only_one_thing_is_in_service() -> None:
    metrics.in_service("m1", "c1", False)
    metrics.in_service("m2", "c1", True)
    lines = [line for line in metrics.exposed().decode().splitlines() if line.startswith("cairn_in_service{")]
    assert [line for line in lines if line.endswith(" 1.0")] == [
        'cairn_in_service{catalog_version="c1",degraded="true",model_version="m2"} 1.0'
    ]


def test_methods_that_nobody_knows_are_one() -> None:
    for method in ("BREW", "WHEN"):
        metrics.request("/healthz", method, 405, 0.001)
    text = metrics.exposed().decode()
    assert 'method="other"' in text
    assert "BREW" not in text


def test_workers_count_together(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORKER], cwd=ROOT, env=os.environ | {metrics.FOLDER: str(tmp_path)},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert 'cairn_events_total{outcome="accepted"} 7.0' in done.stdout
    assert 'cairn_in_service{catalog_version="c1",degraded="false",model_version="m1"} 1.0' in done.stdout


def test_counting_a_request_costs_next_to_nothing() -> None:
    def hot() -> None:
        metrics.request("/v1/recommendations", "POST", 200, 0.003)
        metrics.answer("recommendation", "role", False)

    assert min(timeit.repeat(hot, number=2_000, repeat=5)) / 2_000 < 50e-6


def test_what_was_in_service_leaves_nothing_behind() -> None:
    for number in range(20):
        metrics.in_service("m1", f"c{number}", False)
    lines = [line for line in metrics.exposed().decode().splitlines() if line.startswith("cairn_in_service{")]
    assert len(lines) == 1
