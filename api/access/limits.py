"""How often may one principal ask? A bucket of calls each, refilled evenly."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from threading import Lock
from typing import Final

from api.problems import TooMany

MINUTE: Final = 60.0
KEPT: Final = 10_000
"""Buckets beyond which the full ones are forgotten: a full one says nothing."""


class Limits:
    """Buckets by principal. Each holds a minute's calls and is refilled all the time; a process has its own."""

    def __init__(self, rate_per_minute: int, ticks: Callable[[], float], kept: int = KEPT) -> None:
        self._rate, self._ticks, self._kept = rate_per_minute, ticks, kept
        self._full_at: dict[str, float] = {}
        self._lock = Lock()

    def take(self, name: str, rate_per_minute: int | None) -> None:
        """Counts a call. Raises TooMany, with the seconds to wait, where the bucket is empty."""
        pause = MINUTE / (self._rate if rate_per_minute is None else rate_per_minute)
        with self._lock:
            now = self._ticks()
            full_at = max(now, self._full_at.get(name, now)) + pause
            if full_at - now <= MINUTE + pause / 1_000:
                self._full_at[name] = full_at
                if len(self._full_at) > self._kept:
                    self._full_at = {one: at for one, at in self._full_at.items() if at > now}
                return
        raise TooMany(max(1, ceil(full_at - now - MINUTE)))
