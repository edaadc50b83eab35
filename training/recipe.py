"""How is a bundle made? Every parameter of every part, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from recommender.bundle.bundle import PARTS
from recommender.errors import UnknownName


def _defaults() -> dict[str, dict[str, Any]]:
    return {name: part().get_params() for name, part in PARTS.items()}


@dataclass(frozen=True, slots=True)
class Recipe:
    """Parameters of each part by name; what is left out keeps the part's own default."""

    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=_defaults)

    @classmethod
    def of(cls, changes: Mapping[str, Mapping[str, Any]]) -> Recipe:
        """The default recipe with some parameters changed; read back from a card it equals the one that was written.

        Raises UnknownName with every part or parameter that does not exist.

        >>> Recipe.of({"affinity": {"powers": [1.0, 2.0]}}).parts["affinity"]["powers"]
        (1.0, 2.0)
        """
        defaults = _defaults()
        if problems := tuple(_unknown(changes, defaults)):
            raise UnknownName("this recipe cannot be followed", problems)
        return cls({name: params | _values(changes.get(name, {})) for name, params in defaults.items()})

    def plain(self) -> dict[str, dict[str, Any]]:
        """The recipe as JSON values, for the card."""
        return {
            name: {key: list(value) if isinstance(value, tuple) else value for key, value in params.items()}
            for name, params in self.parts.items()
        }


def _values(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as the parts declare them: JSON knows no tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in params.items()}


def _unknown(changes: Mapping[str, Mapping[str, Any]], known: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for part, params in changes.items():
        if part not in known:
            yield f"no part is called {part!r}; there are {', '.join(known)}"
            continue
        for name in params:
            if name not in known[part]:
                yield f"{part} has no parameter {name!r}; it has {', '.join(known[part])}"
