"""The service as processes of its own: a real store, real sockets, real signals."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from api.store import Change, Store
from recommender.bundle import Shelf
from tests.api.api_crew import children, lives
from tests.api.api_house import stocked, tables
from tests.api.api_shelf import put, released
from tests.naming import names

ROOT = Path(__file__).parents[2]
CODE = """
import pathlib, sys
from api.door import listen
from api.serve import serve
from api.settings import Settings
say = lambda line: print(line, file=sys.stderr, flush=True)
home, workers, wordy = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "wordy"
door = listen("127.0.0.1", 0)
port = door.getsockname()[1]
serve(Settings(home=home, port=port, workers=workers, log_format="plain", log_requests=wordy), door, say)
"""
ASK = {"learner_id": "ada", "as_of": "2026-03-02T12:00:00Z"}
PATH = "/v1/recommendations"
ALONE_AND_TOGETHER = pytest.mark.parametrize("running", [1, 2], indirect=True)


class Running:
    """A service that runs over a home folder, asked by an administrator."""

    def __init__(self, home: Path, key: str = "", workers: int = 1, wordy: bool = False) -> None:
        self.home, self.key = home, key
        self.process = subprocess.Popen(
            [sys.executable, "-c", CODE, str(home), str(workers), "wordy" if wordy else "terse"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.log: list[str] = []
        self.url = self.read_until(r"(?:Serving|Listening) on (http://[^ ;]+)")

    @property
    def bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"}

    def read_until(self, pattern: str) -> str:
        """Reads the log up to a line that matches, and gives what it matches."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.log.append(line)
            if found := re.search(pattern, line):
                return found.group(found.re.groups)
        raise AssertionError("the service stopped: " + "".join(self.log))

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, headers=self.bearer, timeout=30)

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return httpx.post(self.url + path, json=body, headers=self.bearer, timeout=30)

    def until(self, path: str, name: str, value: object) -> None:
        """Asks until an answer says what is awaited."""
        end = monotonic() + 20
        while self.get(path).json().get(name) != value:
            assert monotonic() < end, f"{name} never became {value}"
            sleep(0.05)

    def stop(self) -> str:
        """Ends the process and gives all that it logged."""
        self.process.send_signal(signal.SIGTERM)
        rest, _ = self.process.communicate(timeout=30)
        return "".join(self.log) + rest


def home_at(folder: Path) -> tuple[Path, str]:
    """A home with a loaded store and a champion, and the key of an administrator."""
    (folder / "data").mkdir()
    store, key = stocked(folder / "data")
    store.close()
    released(tables(), folder / "models")
    return folder, key


@pytest.fixture
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    service = Running(*home_at(tmp_path), workers=getattr(request, "param", 2))
    yield service
    if service.process.poll() is None:
        service.process.kill()
    service.process.communicate()


@ALONE_AND_TOGETHER
def test_it_answers_and_its_log_names_nobody(running: Running) -> None:
    assert running.get("/healthz").json() == {"status": "alive"}
    answer = running.post(PATH, ASK)
    assert answer.status_code == 200
    assert "server" not in answer.headers
    assert answer.headers["x-request-id"]
    assert running.post(PATH, ASK | {"only": ["ada"]}).status_code == 422
    log = running.stop()
    model, catalogue = (answer.json()[name] for name in ("model_version", "catalog_version"))
    assert log.splitlines() == [f"Serving on {running.url} (model {model}, catalogue {catalogue}); Ctrl-C stops it."]


def test_the_answers_of_all_workers_are_kept_and_counted(running: Running) -> None:
    answers = [running.post(PATH, ASK | {"k": k}).json()["id"] for k in range(1, 7)]
    assert all(running.get(f"/v1/decisions/{answer}").status_code == 200 for answer in answers)
    text = running.get("/metrics").text
    assert f'cairn_requests_total{{method="POST",route="{PATH}",status="200"}} 6.0' in text
    assert re.search(r'cairn_in_service\{.*degraded="false".*\} 1.0', text)


@ALONE_AND_TOGETHER
def test_what_is_under_way_is_finished_before_it_stops(running: Running) -> None:
    batch = {"learner_ids": ["ada", "bob", "eve"] * 100, "k": 5}

    async def ask() -> list[int]:
        async with httpx.AsyncClient(base_url=running.url, headers=running.bearer, timeout=30) as client:
            calls = [asyncio.create_task(client.post(f"{PATH}/batch", json=batch)) for _ in range(4)]
            await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
            running.process.send_signal(signal.SIGTERM)
            return [(await call).status_code for call in calls]

    assert asyncio.run(ask()) == [200] * 4
    assert running.process.wait(timeout=30) == -signal.SIGTERM


def test_a_new_champion_comes_into_service_in_all_workers(running: Running) -> None:
    other = put(tables(), running.home / "models", seed=2)
    Shelf(running.home / "models").promote(other)
    running.process.send_signal(signal.SIGHUP)
    running.until("/readyz", "model_version", other)
    for _ in children(running.process.pid)[1:]:
        running.read_until(f"in service: model {other}")
    sleep(1.2)
    assert {running.get("/readyz").json()["model_version"] for _ in range(10)} == {other}


@pytest.mark.parametrize("running", [1], indirect=True)
def test_a_changed_catalogue_comes_into_service(running: Running) -> None:
    store = Store.open(f"sqlite:///{running.home}/data/cairn.db")
    with store.writing() as session:
        [row] = session.rows.get("contents", [("first-aid",)]).values()
        session.rows.put([Change("contents", ("first-aid",), row | {"title": "First aid, renewed"})], 1)
    store.close()
    before = running.get("/readyz").json()
    running.process.send_signal(signal.SIGHUP)
    running.read_until("in service: model")
    end = monotonic() + 20
    while "First aid, renewed" not in running.post(PATH, ASK).text:
        assert monotonic() < end
        sleep(0.05)
    assert running.get("/healthz").status_code == 200
    assert before["status"] == "ready"


def test_a_worker_that_is_killed_comes_back_and_answers_the_same(tmp_path: Path) -> None:
    service = Running(*home_at(tmp_path), workers=2)
    before = service.post(PATH, ASK).content
    victim = int(children(service.process.pid)[0])
    os.kill(victim, signal.SIGKILL)
    end = monotonic() + 20
    while lives(victim) or len(children(service.process.pid)) < 2:
        assert monotonic() < end
        sleep(0.02)
    assert {service.post(PATH, ASK).content for _ in range(20)} == {before}
    assert f"worker {victim} died" in service.stop()


def test_a_wordy_log_says_the_call_and_the_key_but_never_who_it_was_about(tmp_path: Path) -> None:
    home, key = home_at(tmp_path)
    service = Running(home, key, wordy=True)
    service.post(PATH, ASK)
    service.get("/v1/decisions/ada")
    lines = [line for line in service.stop().splitlines() if "cairn.requests" in line]
    key_id = key.split("_")[1]
    assert [line.split(" ms=")[0] for line in lines] == [
        f"INFO cairn.requests: request method=POST route={PATH} status=200",
        "INFO cairn.requests: request method=GET route=/v1/decisions/{answer_id} status=404",
    ]
    assert all(f"key_id={key_id} (request " in line for line in lines)
    assert not names("ada", "".join(lines))


def test_an_empty_store_is_said_first_and_still_served(tmp_path: Path) -> None:
    service = Running(tmp_path)
    assert httpx.get(f"{service.url}/readyz").status_code == 503
    assert httpx.get(f"{service.url}/healthz").status_code == 200
    first = service.stop().splitlines()[0]
    assert first.startswith("nothing is in service: ")
    assert "cairn load DIR" in first


def test_a_damaged_champion_at_the_start_is_told_with_the_way_out(tmp_path: Path) -> None:
    home, key = home_at(tmp_path)
    version = Shelf(home / "models").champion()
    (home / "models" / str(version) / "card.json").write_text("{}")
    service = Running(home, key)
    assert service.post(PATH, ASK).json()["degraded"] is True
    told = service.stop().splitlines()[0]
    assert str(version) in told
    assert 'Retrain, or run "cairn models rollback"' in told
