"""Whom is a path for, as things stand now? One learner before a plan, and who asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from api.access import Role, Scope
from api.convert import query_of, wishes_of
from api.flows.barriers import barriers
from api.flows.path_documents import Document, Kept
from api.flows.path_plans import Order
from api.flows.people import Standing
from api.problems import NotReady
from api.schemas.asked import PathRequest
from api.serving import Served
from recommender.types import ContentId

if TYPE_CHECKING:
    from api.access import Entry
    from api.workplace import Workplace


@dataclass(frozen=True, slots=True)
class By:
    """Who acts: the role that is told, never a name, and the key that is logged."""

    role: str
    key_id: str | None = None


def by_of(entry: Entry, learner_id: str | None) -> By:
    """In which role a call acts on a learner: as themselves, as their manager, or as a system or administrator."""
    principal, scope = entry.principal, entry.scope
    if Scope.SELF in scope and learner_id is not None and principal.learner_id == learner_id:
        return By(Role.LEARNER.value, principal.key_id)
    if Scope.ALL in scope:
        role = Role.ADMIN if Role.ADMIN in principal.roles else Role.LMS
        return By(role.value, principal.key_id)
    return By(Role.MANAGER.value, principal.key_id)


@dataclass(frozen=True, slots=True)
class Case:
    """One learner before a plan, at one moment, with what serves."""

    served: Served
    standing: Standing
    now: datetime

    def order(self, document: Document, request: PathRequest | None = None) -> Order:
        """What a document comes to for this learner; `request` as it came, where it came just now."""
        asked = request or document.of(self.standing.person.id)
        known = self.standing.person, self.standing.memory
        query = query_of(asked, known, self.served.catalog, asked.as_of or self.now)
        return Order(query, replace(wishes_of(asked), pinned=frozenset()), document.overrules)


def ready(place: Workplace) -> Served:
    """What serves. Raises NotReady where there is no model to plan with."""
    served = place.serving()
    if served.degraded:
        reason = place.holder.refused or "there is no model yet"
        raise NotReady(reason, place.settings.retry_after_seconds, "no bundle is in service yet")
    return served


def contents_of(kept: Kept) -> tuple[ContentId, ...]:
    """The contents of a version, in order."""
    return tuple(ContentId(step["content_id"]) for step in kept.body["steps"])


def gone(case: Case, document: Document, old: Kept) -> Mapping[str, str]:
    """What takes steps of a version away, by content: the first rule that does."""
    order = case.order(document)
    scene = case.served.engine.look(order.query)
    found = {c: barriers(c, scene, document.overrules, case.served.catalog) for c in contents_of(old)}
    return {content: rules[0].code for content, rules in found.items() if rules}
