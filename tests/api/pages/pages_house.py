"""The small organisation with somebody who leads it, as a demo, and a browser that keeps cookies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pandas as pd

from api.app import create_app
from api.flows.loading import load
from api.settings import Settings
from api.store import Store
from recommender.tables import check
from tests.api.api_client import Client
from tests.api.api_house import AT, a_folder, frames
from tests.api.paths.paths_house import House

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SAME = {"sec-fetch-site": "same-origin"}


def led() -> dict[str, pd.DataFrame]:
    """May leads Ada and Bob, and heads both units; Eve works elsewhere, and nobody leads her."""
    org = frames()
    may = {"learner_id": ["may"], "display_name": ["May <b>Lead</b>"], "hired_on": ["2020-01-01"], "language": ["en"]}
    org["learners"] = pd.concat([org["learners"], pd.DataFrame(may)]).fillna("")
    org["employments"] = pd.DataFrame(
        {
            "learner_id": ["ada", "bob", "eve", "may"],
            "valid_from": ["2024-01-01", "2025-06-01", "2026-02-01", "2020-01-01"],
            "role_id": ["gardener", "clerk", "clerk", ""],
            "unit_id": ["park", "office", "elsewhere", "all"],
            "manager_id": ["may", "may", "", ""],
        }
    )
    org["units"] = pd.DataFrame(
        {
            "unit_id": ["all", "elsewhere", "office", "park"],
            "name": ["Green Ltd", "Elsewhere", "Office", "Park"],
            "parent_id": ["", "", "all", "all"],
            "head_id": ["may", "", "", ""],
        }
    )
    return org


@cache
def _file() -> Path:
    file = a_folder() / "cairn.db"
    store = Store.open(f"sqlite:///{file}")
    load(store, check(led()), AT)
    store.close()
    return file


@dataclass
class Browser:
    """Somebody with a browser: keeps cookies, follows nothing by itself, sends the forms that a page holds."""

    client: Client
    cookies: dict[str, str] = field(default_factory=dict)
    page: str = ""

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._kept(self.client.call("GET", path, headers=BROWSER | self._cookie() | headers))

    def sign_in(self, who: str) -> Browser:
        assert self.get(f"/signin/{who}").status_code == 303
        return self

    def send(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        return self._kept(
            self.client.call("POST", path, data=fields, headers=BROWSER | SAME | self._cookie() | headers)
        )

    def press(self, deed: str, content: str | None = None) -> httpx.Response:
        """Sends the form of the page last seen that does a deed, and reads the page that it leads to."""
        for action, inside in re.findall(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', self.page, re.S):
            fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', inside))
            if fields.get("deed") == deed and content in (None, fields.get("content_id")):
                return self._led(self.send(action, fields))
        raise AssertionError(f"the page has no form that does {deed}")

    def token(self) -> str:
        """The token of the page last seen."""
        return re.findall(r'name="token" value="(\w+)"', self.page)[0]

    def _led(self, found: httpx.Response) -> httpx.Response:
        return self.get(found.headers["location"]) if found.status_code == 303 else found

    def _kept(self, found: httpx.Response) -> httpx.Response:
        self.cookies |= dict(found.cookies)
        self.page = found.text
        return found

    def _cookie(self) -> dict[str, str]:
        return {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}


def a_house(demo: bool = True, **settings: Any) -> House:
    """A workplace over a store of its own."""
    folder = a_folder()
    (folder / "cairn.db").write_bytes(_file().read_bytes())
    store = Store.open(f"sqlite:///{folder / 'cairn.db'}")
    return House(store, "", settings=Settings(home=folder, demo=demo, **settings))


def a_browser(house: House | None = None) -> Browser:
    """A browser before the service of a house."""
    return Browser(Client(create_app((house or a_house()).place)))
