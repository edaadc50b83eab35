"""What is known about a bundle: how it was made, how good it is, and what it assumes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from recommender.errors import BundleRefused
from recommender.ranking.features import NAMES

FORMAT = 1
"""Format of bundles that this code writes and reads."""


@dataclass(frozen=True, slots=True)
class Card:
    """The card of a bundle. It is part of the version: no date, duration or run id stands here.

    `recipe` holds every parameter of every part, `metrics` what was measured on a later period, `assumptions` sentences
    that every answer repeats, `ordering` whether histories went by time or by position.
    """

    recipe: Mapping[str, Mapping[str, Any]]
    seed: int
    data_fingerprint: str
    catalog_version: str
    ordering: str
    metrics: Mapping[str, float]
    assumptions: tuple[str, ...]
    features: tuple[str, ...] = NAMES
    format: int = FORMAT

    def to_json(self) -> dict[str, Any]:
        """The card as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, read: Any) -> Card:
        """The card behind plain JSON values. Raises BundleRefused with every problem."""
        names = {field.name for field in fields(cls)}
        if not isinstance(read, dict) or set(read) != names:
            found = sorted(read) if isinstance(read, dict) else type(read).__name__
            raise BundleRefused("the card of the bundle is not a card", [f"found {found}, expected {sorted(names)}"])
        card = cls(**{**read, "assumptions": tuple(read["assumptions"]), "features": tuple(read["features"])})
        problems = []
        if card.format != FORMAT:
            problems.append(f"format is {card.format!r}, this code reads {FORMAT}: train again")
        if card.features != NAMES:
            problems.append(f"trained on features {card.features}, this code computes {NAMES}: train again")
        if problems:
            raise BundleRefused("the bundle does not fit this code", problems)
        return card
