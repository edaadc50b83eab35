"""Who asks, and what may they do? Keys, tokens, rules, reach and limits behind one door: `Access`."""

from api.access.access import Access
from api.access.policy import Policy, Sees
from api.access.principal import Entry, Group, Principal, Role, Scope
from api.access.sessions import COOKIE

__all__ = ["COOKIE", "Access", "Entry", "Group", "Policy", "Principal", "Role", "Scope", "Sees"]
