"""What is kept, and who may lean on it? The store: all tables, events, states, paths, keys and decisions."""

from api.store.failures import StoreRefused, StoreUnavailable
from api.store.store import Session, Store
from api.store.values import Change, Decision, Fold, Forgotten, Head, Key, Row, StoredEvent, StoredKey, StoredPath

__all__ = [
    "Change",
    "Decision",
    "Fold",
    "Forgotten",
    "Head",
    "Key",
    "Row",
    "Session",
    "Store",
    "StoreRefused",
    "StoreUnavailable",
    "StoredEvent",
    "StoredKey",
    "StoredPath",
]
