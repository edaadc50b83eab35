"""As whom may a visitor of the demo sign in? Three fixed people, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.access import Role
from api.pages.views import Guest
from api.workplace import Workplace

HOMES: Final[Mapping[Role, str]] = {
    Role.ADMIN: "/manager",
    Role.MANAGER: "/manager",
    Role.OFFICER: "/officer",
    Role.LEARNER: "/me",
}
"""Role -> where it begins; who has several begins with the first of these."""
NAMES: Final[Mapping[str, str]] = {"/manager": "Your people", "/officer": "Gaps", "/me": "Your path"}
DRAFTS: Final = ("/officer/confirmations", "Drafts to confirm")
_WHAT: Final[Mapping[Role, str]] = {
    Role.MANAGER: "Leads people: sees who reports to them, what is missing, and the paths suggested.",
    Role.LEARNER: "Sees the path suggested to them, where they stand, and can overrule all of it.",
    Role.OFFICER: "Learning officer: sees what whole units lack, never a person.",
}


def guests_of(place: Workplace) -> tuple[Guest, ...]:
    """The people as whom to sign in; nobody outside the demo."""
    people = {visitor.role: visitor.learner_id for visitor in place.access.visitors()}
    names = names_of(place, tuple(people.values()))
    return tuple(Guest(role.value, names[who], _WHAT.get(role, role.value)) for role, who in people.items())


def names_of(place: Workplace, people: tuple[str, ...]) -> Mapping[str, str]:
    """The names of some learners; their ids where the tables hold none."""
    with place.store.reading() as session:
        rows = session.rows.get("learners", [(one,) for one in people])
    return {one: rows.get((one,), {}).get("display_name") or one for one in people}


def links_of(place: Workplace, roles: frozenset[Role]) -> tuple[tuple[str, str], ...]:
    """Where somebody may go from any page."""
    homes = dict.fromkeys(home for role, home in HOMES.items() if role in roles)
    own = tuple((home, NAMES[home]) for home in homes)
    if roles & {Role.ADMIN, Role.OFFICER}:
        own = (*own, DRAFTS)
    demo = (("/demo/lms", "Learning system"), ("/signout", "Sign out")) if place.settings.demo else ()
    return (*own, *demo)
