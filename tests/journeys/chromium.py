"""A real browser, driven over its own protocol through two pipes (Chrome DevTools Protocol); needs no driver."""

from __future__ import annotations

import base64
import json
import os
import select
import shlex
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

MISSING = "chromium is not installed: apt-get install --no-install-recommends chromium fonts-liberation"
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--disable-dev-shm-usage --no-first-run --hide-scrollbars --remote-debugging-pipe about:blank"
)


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    width: int
    dark: bool = False
    cookie: str | None = None


class Chromium:
    """One browser, in a folder of its own that goes with it. Use as a context manager."""

    def __init__(self) -> None:
        found = shutil.which("chromium")
        assert found is not None, MISSING
        self._folder = tempfile.mkdtemp(prefix="cairn-chromium-")
        theirs, self._to = os.pipe()
        self._from, theirs_too = os.pipe()
        self._ear = select.poll()
        self._ear.register(self._from, select.POLLIN)
        command = f"exec {shlex.quote(found)} --user-data-dir={self._folder} {_FLAGS} 3<&{theirs} 4>&{theirs_too}"
        self._process = subprocess.Popen(
            ["bash", "-c", command],
            pass_fds=(theirs, theirs_too),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs)
        os.close(theirs_too)
        self._numbers, self._rest = count(1), b""
        self.events: list[dict[str, Any]] = []
        target = self._say("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._say("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log"):
            self.say(f"{domain}.enable")

    def __enter__(self) -> Chromium:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)
        os.close(self._to)
        os.close(self._from)
        shutil.rmtree(self._folder, ignore_errors=True)

    def open(self, url: str, look: Look) -> None:
        """Loads a page, scripts switched off as they are for its reader, and waits until it is there."""
        self.say("Network.clearBrowserCookies")
        if look.cookie is not None:
            self.say("Network.setCookie", url=url, name="cairn_session", value=look.cookie)
        size = {"width": look.width, "height": 800, "deviceScaleFactor": 1, "mobile": look.width < 600}
        self.say("Emulation.setDeviceMetricsOverride", **size)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if look.dark else "light"}]
        self.say("Emulation.setEmulatedMedia", features=scheme)
        self.say("Emulation.setScriptExecutionDisabled", value=True)
        self.events.clear()
        self.say("Page.navigate", url=url)
        self._until("Page.loadEventFired")

    def find(self, expression: str) -> Any:
        """What an expression comes to on the page, asked from outside of it."""
        return self.say("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def picture(self, file: Path) -> None:
        """The whole page as a picture."""
        shot = self.say("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(shot["data"]))

    def say(self, method: str, **params: Any) -> Any:
        """Tells the page something, and gives the answer."""
        return self._say(method, self._session, **params)

    def _say(self, method: str, session: str | None = None, /, **params: Any) -> Any:
        number = next(self._numbers)
        said = {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        os.write(self._to, json.dumps(said).encode() + b"\0")
        while True:
            heard = self._hear()
            if heard.get("id") == number:
                assert "error" not in heard, (method, heard["error"])
                return heard["result"]
            self.events.append(heard)

    def _until(self, event: str) -> None:
        while not any(heard.get("method") == event for heard in self.events):
            self.events.append(self._hear())

    def _hear(self, seconds: float = 60.0) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while b"\0" not in self._rest:
            ready = self._ear.poll(1000 * max(0.0, deadline - time.monotonic()))
            assert ready, "the browser says nothing"
            more = os.read(self._from, 1 << 20)
            assert more, "the browser has gone"
            self._rest += more
        one, _, self._rest = self._rest.partition(b"\0")
        return json.loads(one)
