"""What does a running service cost? CPU and memory of its processes, as Linux counts them under /proc."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from time import perf_counter, sleep
from types import TracebackType
from urllib.error import URLError
from urllib.request import urlopen

_TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 60.0
"""Seconds after which a service that is not ready is given up."""


class Service:
    """A service as a process of its own, from its start to its end."""

    def __init__(self, command: list[str], port: int, ready: str, environment: dict[str, str]) -> None:
        self.address = ("127.0.0.1", port)
        began = perf_counter()
        self.process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL)
        self.ready_seconds = self._until_ready(f"http://127.0.0.1:{port}{ready}", began)

    def __enter__(self) -> Service:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children] or [self.process.pid]

    def cpu_seconds(self) -> float:
        """CPU that all its processes have spent so far."""
        return sum(map(_cpu, {self.process.pid, *self.workers}))

    def pss_mib(self) -> float:
        """The largest proportional set size of its workers."""
        return max(map(_pss, self.workers))

    def _until_ready(self, url: str, began: float) -> float:
        while perf_counter() - began < PATIENCE and self.process.poll() is None:
            try:
                with urlopen(url, timeout=PATIENCE) as answer:
                    if answer.status == 200:
                        return perf_counter() - began
            except (URLError, OSError):
                sleep(0.01)
        self.process.kill()
        raise SystemExit(f"the service is not ready: {url}")


def _cpu(process_id: int) -> float:
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _pss(process_id: int) -> float:
    lines = Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
