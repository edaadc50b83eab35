"""How is a bundle made? Every parameter of every part, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from recommender.bundle.bundle import PARTS


def _defaults() -> dict[str, Mapping[str, Any]]:
    return {name: part().get_params() for name, part in PARTS.items()}


@dataclass(frozen=True, slots=True)
class Recipe:
    """Parameters of each part by name; what is left out keeps the part's own default."""

    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=_defaults)

    @classmethod
    def of(cls, changes: Mapping[str, Mapping[str, Any]]) -> Recipe:
        """The default recipe with some parameters changed."""
        return cls({name: {**params, **changes.get(name, {})} for name, params in _defaults().items()})
