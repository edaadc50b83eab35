"""Who asks, what may they do, and to whom? The one door of every call."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Final

from starlette.requests import HTTPConnection

from api.access.issuer import DemoIssuer, Visitor, visitors
from api.access.jwks import KeySet
from api.access.keys import MARK, Keys
from api.access.limits import Limits
from api.access.policy import Policy, Sees
from api.access.principal import NOBODY, Entry, Group, Principal, Role, Scope
from api.access.providers import provider_of
from api.access.reach import Lines, Reach
from api.access.rules import granted
from api.access.sessions import Shown, shown_by
from api.access.tokens import Tokens
from api.problems import Forbidden, NotSignedIn
from api.settings import Settings
from api.store import Store

_OUT_OF_REACH: Final = "what is asked for is not there, or out of your reach"


class Access:
    """Keys, tokens, rules, reach and limits over one store.

    A known key costs a few microseconds. A token that was not seen for a minute reads the store, and may wait for the
    identity provider once a minute: ask in a thread.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        clock: Callable[[], datetime],
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        provider = provider_of(settings)
        self._clock = clock
        self.policy = Policy.of(settings.policy_file)
        self.issuer = DemoIssuer.at(settings.home) if settings.demo else None
        self._granted = granted(self.policy.manager_sees)
        self._scopes: dict[tuple[str, frozenset[Role]], Scope] = {}
        self._keys, self._reach = Keys(store, ticks), Reach(store, ticks)
        self._limits = Limits(settings.rate_per_minute, ticks)
        self._tokens = None if provider is None else Tokens(provider, self.issuer or _shown(settings, ticks), store)

    def enter(self, request: HTTPConnection, route: str) -> Entry:
        """Lets a request in by a route of `rules.RULES`. Raises NotSignedIn, TooMany or Forbidden."""
        principal = self.principal(shown_by(request, route))
        self._limits.take(principal.name, principal.rate_per_minute)
        return Entry(principal, self.allow(principal, route))

    def principal(self, shown: Shown) -> Principal:
        """Who shows a key or a token. Raises NotSignedIn."""
        now = self._clock().timestamp()
        if shown.proof.startswith(MARK) and not shown.by_cookie:
            return self._keys.principal(shown.proof, int(now * 1_000_000))
        if self._tokens is None:
            raise NotSignedIn("no such key, and no identity provider is set up")
        return self._tokens.principal(shown.proof, now)

    def allow(self, principal: Principal, route: str) -> Scope:
        """Over whom somebody reaches by a route, all their roles taken together. Raises Forbidden."""
        asked = route, principal.roles
        if asked not in self._scopes:
            cells = self._granted.get(route, {})
            self._scopes[asked] = reduce(or_, (cells.get(role, NOBODY) for role in principal.roles), NOBODY)
        scope = self._scopes[asked]
        if not scope.value:
            raise Forbidden("none of your roles may do this")
        return scope

    def reach(self, entry: Entry, learner_id: str | None) -> None:
        """Lets a call through to a learner. Raises Forbidden, whether or not the learner exists.

        None stands for whoever a path or an answer that does not exist would belong to.
        """
        if Scope.ALL not in entry.scope and (learner_id is None or not self._reaches(entry, learner_id)):
            raise Forbidden(_OUT_OF_REACH)

    def reach_all(self, entry: Entry, learner_ids: Iterable[str]) -> None:
        """Lets a call through to all of some learners, or to none. Raises Forbidden."""
        for learner_id in learner_ids:
            self.reach(entry, learner_id)

    def reach_unit(self, entry: Entry, unit_id: str) -> Group:
        """The people of a unit and below that a call may count. Raises Forbidden, whether or not the unit exists."""
        lines, me = self.lines(), entry.principal.learner_id
        people = lines.people_in(unit_id)
        if Scope.ALL in entry.scope:
            return Group(people, 1)
        if me is not None and Scope.UNITS in entry.scope and unit_id in lines.units_of(me):
            return Group(people, self.policy.smallest_group)
        led = people & self.reports(entry)
        if not led:
            raise Forbidden(_OUT_OF_REACH)
        return Group(led, 1)

    def reports(self, entry: Entry) -> frozenset[str]:
        """Everybody whom a call reaches as their manager."""
        me = entry.principal.learner_id
        return self.lines().reports(me) if me is not None and Scope.REPORTS in entry.scope else frozenset()

    def sees(self, entry: Entry, learner_id: str) -> frozenset[Sees]:
        """What a call may tell of a learner whom it reaches: of reports, what the policy grants."""
        own = learner_id == entry.principal.learner_id and Scope.SELF in entry.scope
        return frozenset(Sees) if own or Scope.ALL in entry.scope else self.policy.manager_sees

    def lines(self) -> Lines:
        """Who leads whom and who works where, today."""
        return self._reach.lines(self._clock().date().isoformat())

    def visitors(self) -> dict[Visitor, str]:
        """The people of the demo with a token each; nobody outside the demo."""
        if self.issuer is None:
            return {}
        now = self._clock().timestamp()
        return {visitor: self.issuer.token(visitor, now) for visitor in visitors(self.lines())}

    def _reaches(self, entry: Entry, learner_id: str) -> bool:
        me = entry.principal.learner_id
        if me is None:
            return False
        if learner_id == me:
            return Scope.SELF in entry.scope
        return Scope.REPORTS in entry.scope and self.lines().leads(me, learner_id)


def _shown(settings: Settings, ticks: Callable[[], float]) -> KeySet:
    """The keys that the provider of the settings shows."""
    return KeySet(settings.oidc_jwks_url or "", settings.oidc_algorithm, ticks)
