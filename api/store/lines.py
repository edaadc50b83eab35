"""How is the database asked without ceremony? On connections of the driver itself, by what every answer asks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any, Final, TypeVar

from api.store.failures import StoreUnavailable, failures, is_gone, told
from api.store.opening import WAIT_SECONDS, Address

MOST: Final = 8
"""Connections that are open at the same time; further calls wait their turn."""

_T = TypeVar("_T")


class Lines:
    """A few open connections, each used by one thread at a time."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._idle: deque[Any] = deque()
        self._free = BoundedSemaphore(MOST)

    def ask(self, question: Callable[[Any], _T]) -> _T:
        """What a question to the database answers. A connection that was idle may have died: then once more, anew.

        The question must be one that may be asked twice.
        """
        with told(), self._turn():
            try:
                line = self._idle.pop()
            except IndexError:
                return self._anew(question)
            try:
                return self._asked(line, question)
            except failures() as error:
                if self._address.is_local or not is_gone(error):
                    raise
                return self._anew(question)

    def close(self) -> None:
        """Ends all connections that are idle."""
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._free.acquire(timeout=WAIT_SECONDS):
            raise StoreUnavailable("the database cannot be reached or written just now", ["too many calls wait for it"])
        try:
            yield
        finally:
            self._free.release()

    def _anew(self, question: Callable[[Any], _T]) -> _T:
        return self._asked(self._address.line(), question)

    def _asked(self, line: Any, question: Callable[[Any], _T]) -> _T:
        try:
            answer = question(line)
        except BaseException:
            line.close()
            raise
        self._idle.append(line)
        return answer
