"""A service as it is really run, `cairn serve` in a process group of its own, which tests may break."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

import httpx

from tests.api.api_house import stocked, tables
from tests.api.api_shelf import released

ROOT: Final = Path(__file__).parents[2]
FULL: Final = os.environ.get("CAIRN_FAULTS") == "full"
PATIENCE: Final = 60.0
"""Seconds after which a test gives up waiting; no measure of anything."""
FIRST: Final = datetime(2025, 6, 1, tzinfo=UTC)


def home_at(folder: Path) -> tuple[Path, str]:
    """A home with a loaded store and a champion, and the key of an administrator."""
    (folder / "data").mkdir(parents=True)
    store, key = stocked(folder / "data")
    store.close()
    released(tables(), folder / "models")
    return folder, key


def a_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Service:
    """`cairn serve` over a home, asked by an administrator. Can be killed and begun again at the same address."""

    def __init__(self, home: Path, key: str, workers: int = 1, settings: Mapping[str, str] | None = None) -> None:
        self.home, self.port = home, a_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.bearer = {"authorization": f"Bearer {key}"}
        self.database = (settings or {}).get("CAIRN_DATABASE_URL", f"sqlite:///{home}/data/cairn.db")
        self._log = home / "service.log"
        self._command = [sys.executable, "-m", "cairn", "serve", "--port", str(self.port), "--workers", str(workers)]
        own = {"CAIRN_HOME": str(home), "TMPDIR": str(home), "CAIRN_LOG_FORMAT": "plain"}
        self._environment = {**os.environ, **own, **(settings or {})}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, before: Callable[[], None] | None = None) -> float:
        """Begins, and gives the seconds until it was ready. `before` runs in the new process, before anything else."""
        began = monotonic()
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=before,
            )
        self.until(lambda: self._status("/readyz") == 200, "ready")
        return monotonic() - began

    def kill(self) -> None:
        """Ends all its processes at once, as a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def hang_up(self) -> None:
        """Asks it to look for a new champion at once."""
        assert self.process is not None
        self.process.send_signal(signal.SIGHUP)

    @property
    def log(self) -> str:
        """All that it ever said."""
        return self._log.read_text(encoding="utf-8")

    def until(self, holds: Callable[[], bool], what: str) -> float:
        """Waits until something holds, and gives the seconds that it took."""
        began = monotonic()
        while not holds():
            assert monotonic() - began < PATIENCE, f"{what}: not within {PATIENCE:g} s\n{self.log}"
            assert self.process is None or self.process.poll() is None, f"the service ended\n{self.log}"
            sleep(0.02)
        return monotonic() - began

    def client(self) -> httpx.Client:
        """Asks as the administrator; the caller closes it."""
        return httpx.Client(base_url=self.url, headers=self.bearer, timeout=PATIENCE)

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, headers=self.bearer, timeout=PATIENCE)

    def post(self, path: str, body: Any) -> httpx.Response:
        return httpx.post(self.url + path, json=body, headers=self.bearer, timeout=PATIENCE)

    def _status(self, path: str) -> int:
        try:
            return self.get(path).status_code
        except httpx.TransportError:
            return 0


def is_problem(answer: httpx.Response, status: int) -> bool:
    """Whether an answer is a problem in every respect, and says when to ask again where that helps."""
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert body["status"] == answer.status_code
    if status == 503:
        assert int(answer.headers["retry-after"]) >= 1
    return answer.status_code == status


def events(name: str, learner: str, minute: int = 0) -> list[dict[str, Any]]:
    """Twenty events of one call, with ids of their own, that happened in one minute; nothing is measured."""
    return [
        {
            "event_id": f"{name}-{number}",
            "learner_id": learner,
            "kind": ("started", "completed")[number % 2],
            "occurred_at": (FIRST + timedelta(minutes=minute)).isoformat(),
            "content_id": ("filing", "digging", "ledgers")[number % 3],
        }
        for number in range(20)
    ]
