"""A town of managers, officers and learners over the real service, asked by each with a credential of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pandas as pd

from api.access import COOKIE, Role
from api.access.keys import Terms, made
from api.app import create_app
from api.flows.loading import load
from api.settings import Settings
from api.store import Store
from recommender.tables import check
from tests.api.access.access_provider import AUDIENCE, ISSUER, provider, token
from tests.api.api_client import Client
from tests.api.api_house import AT, a_folder, frames
from tests.api.paths.paths_house import House

LEADER, OFFICER, LEARNER = "pq-mia", "pq-ole", "pq-nat"
"""Who asks: a manager, a learning officer, and somebody who learns. No other word begins as their names do."""
DIRECT, INDIRECT = ("pq-lea", "pq-nat", "pq-nia"), ("pq-lou", "pq-liv", "pq-lin", "pq-lex")
"""Who reports to the manager, and who reports to lea, who does."""
OUTSIDE = ("pq-top", "pq-sam", "pq-sol", "pq-sue", "pq-ole", "pq-ida")
"""Who does not, be it above, beside or with nobody above them."""
EVERYBODY = (LEADER, *DIRECT, *INDIRECT, *OUTSIDE)
MARKS = ("pq-", "Zwyxxer")
"""What stands in every id and every name of a person, and in nothing else."""
NOBODY = "pq-zoe"
"""A name that nobody has."""
WITHIN_UNITS, OUTSIDE_UNITS, NO_UNIT = ("north", "north-1"), ("all", "south"), "west"
"""Units that are the officer's, units that are not, and one that does not exist."""
SCORE = 0.7391
"""A score that everybody once got; it is told to nobody by chance."""
_PLACES = {
    "pq-mia": ("north", "pq-top"),
    "pq-ole": ("north", "pq-top"),
    "pq-lea": ("north-1", "pq-mia"),
    "pq-nat": ("north", "pq-mia"),
    "pq-nia": ("north", "pq-mia"),
    **dict.fromkeys(INDIRECT, ("north-1", "pq-lea")),
    "pq-top": ("all", ""),
    "pq-sam": ("south", "pq-top"),
    "pq-sol": ("south", "pq-sam"),
    "pq-sue": ("south", "pq-sam"),
    "pq-ida": ("", ""),
}
"""Unit and manager of everybody."""
DRAFTS = {
    "content_id": ["filing", "ledgers"],
    "skill_id": "plants",
    "exit_level": "0.5",
    "status": "suggested",
    "confidence": "0.5",
}
"""Links that nobody has confirmed: the first is answered, the second always waits."""
_DAY = 86_400_000_000
_SYSTEMS = (Role.LMS, Role.SCIENTIST, Role.ADMIN)
_PEOPLE = {Role.MANAGER: LEADER, Role.OFFICER: OFFICER, Role.LEARNER: LEARNER, Role.SCIENTIST: OFFICER}


def name_of(learner: str) -> str:
    """What a learner is called; no other word holds it."""
    return f"{learner[3:].title()} Zwyxxer"


def score_event(learner: str) -> str:
    """The id of the event that tells a score."""
    return f"scored-{learner}-7391"


def _town() -> dict[str, pd.DataFrame]:
    org = frames()
    people = {"learner_id": [*EVERYBODY], "display_name": [name_of(one) for one in EVERYBODY]}
    org["learners"] = pd.DataFrame(people | {"hired_on": "2024-01-01", "language": "en", "weekly_minutes": "120"})
    jobs = {"learner_id": [*EVERYBODY], "valid_from": "2024-01-01", "role_id": "gardener"}
    units, managers = zip(*(_PLACES[one] for one in EVERYBODY), strict=True)
    org["employments"] = pd.DataFrame(jobs | {"unit_id": units, "manager_id": managers})
    org["units"] = pd.DataFrame(
        {
            "unit_id": ["all", "north", "north-1", "south"],
            "name": ["Gardens", "Upper Gardens", "Greenhouse", "Lower Gardens"],
            "parent_id": ["", "all", "north", "all"],
            "head_id": ["pq-top", "pq-mia", "", "pq-sam"],
        }
    )
    org["content_skills"] = pd.concat([org["content_skills"], pd.DataFrame(DRAFTS)]).fillna("")
    org["goals"] = org["goals"].iloc[:0]
    org["events"] = pd.DataFrame(
        {
            "event_id": [score_event(one) for one in EVERYBODY],
            "learner_id": [*EVERYBODY],
            "kind": "scored",
            "occurred_at": "2026-01-10T09:17:43Z",
            "skill_id": "plants",
            "value": str(SCORE),
        }
    )
    return org


@dataclass(frozen=True, slots=True)
class Town:
    """The service, a credential for every role, and an answer about everybody."""

    client: Client
    keys: Mapping[Role, str]
    ended: str
    revoked: str
    answers: Mapping[str, str] = field(default_factory=dict)

    def proof(self, role: Role, as_person: bool = False) -> str:
        """The key or token of a role: systems have keys, people have tokens, scientists may be either."""
        if role in _SYSTEMS and not as_person:
            return self.keys[role]
        return token(sub=_PEOPLE[role], cairn_roles=[role.value])

    def ask(self, proof: str | None, method: str, path: str, **more: Any) -> httpx.Response:
        """A call with a credential: on pages people show it as a session, as browsers do."""
        headers = dict(more.pop("headers", {}))
        if proof is not None and (path.startswith("/v1/") or proof.startswith("ck_")):
            headers["authorization"] = f"Bearer {proof}"
        elif proof is not None:
            headers |= {"cookie": f"{COOKIE}={proof}", "accept": "text/html", "sec-fetch-site": "same-origin"}
        return self.client.call(method, path, headers=headers, **more)

    def path_id(self, about: str) -> str:
        """The path that somebody is on; a name that no path has where there is none."""
        found = self.ask(self.keys[Role.ADMIN], "GET", f"/v1/learners/{about}/path")
        return str(found.json()["path_id"]) if found.is_success else "p-0000000000"

    def form_token(self, proof: str) -> str:
        """What a form of a page of ours holds that shows that it is one; empty where there is no such page."""
        for page in ("/me", "/officer/confirmations", f"/manager/learners/{LEARNER}"):
            found = re.search(r'name="token" value="(\w+)"', self.ask(proof, "GET", page).text)
            if found:
                return found[1]
        return ""


@contextmanager
def a_town() -> Iterator[Town]:
    """A town with a service over a store of its own, and an identity provider that is really asked."""
    with provider() as server:
        store = Store.open(f"sqlite:///{a_folder() / 'cairn.db'}")
        load(store, check(_town()), AT)
        told = {"oidc_issuer": ISSUER, "oidc_audience": AUDIENCE, "oidc_jwks_url": server.url}
        house = House(store, "", settings=Settings(**told))
        house.place.holder.refresh()
        keys = {role: _key(store, role) for role in _SYSTEMS}
        ended, revoked = _key(store, Role.LMS, days_ago=2), _key(store, Role.LMS, is_revoked=True)
        town = Town(Client(create_app(house.place)), keys, ended, revoked)
        admin = town.client.with_key(keys[Role.ADMIN])
        for one in EVERYBODY:
            admin.post("/v1/paths", {"learner_id": one})
        asked = {one: admin.post("/v1/recommendations", {"learner_id": one}).json()["id"] for one in EVERYBODY}
        yield Town(town.client, keys, ended, revoked, asked)
        store.close()


def _key(store: Store, role: Role, days_ago: int = 0, is_revoked: bool = False) -> str:
    """A key for a day that was made some days ago."""
    key = made(Terms(f"a system as {role}", role, days=1), AT - days_ago * _DAY)
    with store.writing() as session:
        session.keys.put(key.stored)
        if is_revoked:
            session.keys.revoke(key.stored.key_id, AT)
    return key.secret
