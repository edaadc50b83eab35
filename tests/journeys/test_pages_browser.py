"""Every page in a real browser, on a phone and on a desk: it is there, it fits, and nothing is asked from outside."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from api.app import create_app
from tests.api.pages.pages_house import a_house
from tests.journeys.chromium import MISSING, Chromium, Look

PHONE, DESK = 360, 1280
PAGES: dict[str, tuple[str, str | None, tuple[str, ...]]] = {
    "signin": ("/signin", None, ("Sign in as", "May <b>Lead</b>")),
    "manager": ("/manager", "manager", ("Your people", "Look at these first", "Biggest gaps")),
    "unit": ("/manager/units/all", "manager", ("Green Ltd", "Ada", "Bob", "Next step")),
    "learner": ("/manager/learners/ada", "manager", ("Ada", "We expect", "First-Aid", "How good this path is")),
    "me": ("/me", "learner", ("Your path, Ada", "Your duties", "Your skills", "Not for me")),
    "officer": ("/officer", "officer", ("Green Ltd", "Not told")),
    "drafts": ("/officer/confirmations", "officer", ("Drafts to confirm", "No link waits")),
    "lms": ("/demo/lms", None, ("Inside a learning system", "Why this?", "answered 200")),
    "lms-down": ("/demo/lms?down=1", None, ("Cairn did not answer", "Your first week")),
    "nowhere": ("/nowhere", None, ("There is no such page",)),
    "stranger": ("/me", None, ("You are not signed in",)),
}
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
SMALL = """
[...document.querySelectorAll('button, select, nav a, summary')]
  .filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML)
"""


@dataclass(frozen=True)
class Site:
    """A service that runs, with a session for each of the people of the demo."""

    url: str
    sessions: dict[str, str]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    house = a_house()
    house.assemble("ada")
    sessions = {visitor.role.value: token for visitor, token in house.place.access.visitors().items()}
    server = uvicorn.Server(uvicorn.Config(create_app(house.place), port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Site(f"http://127.0.0.1:{port}", sessions)
    server.should_exit = True
    thread.join(30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with Chromium() as found:
        yield found


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures go: CAIRN_PICTURES, or a folder of this run."""
    folder = Path(os.environ.get("CAIRN_PICTURES") or tmp_path_factory.mktemp("pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def look(site: Site, name: str, width: int, dark: bool = False) -> tuple[str, Look]:
    path, who, _ = PAGES[name]
    return site.url + path, Look(width, dark, None if who is None else site.sessions[who])


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_there_and_fits(site: Site, browser: Chromium, pictures: Path, name: str, width: int) -> None:
    url, how = look(site, name, width)
    browser.open(url, how)
    asked = [e["params"]["request"]["url"] for e in browser.events if e.get("method") == "Network.requestWillBeSent"]
    said = browser.find("document.body.innerText")
    browser.picture(pictures / f"{name}-{width}.png")
    assert [text for text in PAGES[name][2] if text not in said] == []
    assert browser.find(FITS), f"{name} scrolls sideways at {width} pixels"
    assert browser.find(SMALL) == [], "too small for a finger (WCAG 2.2, 2.5.8)"
    assert [one for one in asked if not one.startswith(site.url)] == []
    assert complaints(browser) == []


@pytest.mark.parametrize("name", ["learner", "lms"])
def test_what_opens_fits_when_it_is_open(site: Site, browser: Chromium, name: str) -> None:
    browser.open(*look(site, name, PHONE))
    assert browser.find("[...document.querySelectorAll('details')].map(e => e.open = true).length") > 0
    assert browser.find(FITS)


@pytest.mark.parametrize("name", ["manager", "me"])
def test_who_prefers_dark_gets_dark(site: Site, browser: Chromium, pictures: Path, name: str) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    browser.open(*look(site, name, DESK))
    light = browser.find(ground)
    browser.open(*look(site, name, DESK, dark=True))
    browser.picture(pictures / f"{name}-dark.png")
    assert (light, browser.find(ground)) == ("rgb(251, 250, 246)", "rgb(22, 23, 21)")


def test_the_keyboard_reaches_the_content_first(site: Site, browser: Chromium) -> None:
    browser.open(*look(site, "me", DESK))
    for kind in ("keyDown", "keyUp"):
        browser.say("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
    assert browser.find("document.activeElement.textContent") == "Skip to the content"
    assert browser.find("document.activeElement.getBoundingClientRect().left") >= 0
    assert "solid" in browser.find("getComputedStyle(document.activeElement).outline")


def test_what_is_missing_is_said_with_how_to_get_it() -> None:
    assert "apt-get install" in MISSING


def complaints(browser: Chromium) -> list[Any]:
    """What the browser says of the page: blocked by policy, not found, and so on; the status of the page aside."""
    entries = [e["params"]["entry"] for e in browser.events if e.get("method") == "Log.entryAdded"]
    return [one["text"] for one in entries if "the server responded with a status of 40" not in one["text"]]
