"""What is known about a bundle: how it was made, how good it is, and what it assumes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from recommender.errors import BundleRefused
from recommender.ranking.features import NAMES

FORMAT = 3
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
        if isinstance(read, dict) and read.get("format", FORMAT) != FORMAT:
            told = f"format is {read['format']!r}, this code reads {FORMAT}: train again"
            raise BundleRefused("the bundle does not fit this code", [told])
        if not isinstance(read, dict) or set(read) != names:
            found = sorted(read) if isinstance(read, dict) else type(read).__name__
            raise BundleRefused("the card of the bundle is not a card", [f"found {found}, expected {sorted(names)}"])
        problems = list(_problems(read))
        if problems:
            raise BundleRefused("the card of the bundle cannot be read", problems)
        return cls(**{**read, "assumptions": tuple(read["assumptions"]), "features": tuple(read["features"])})


def _problems(read: dict[str, Any]) -> Iterator[str]:
    for name in ("data_fingerprint", "catalog_version", "ordering"):
        if not isinstance(read[name], str):
            yield f"{name} is {read[name]!r}, expected a text"
    if not isinstance(read["seed"], int):
        yield f"seed is {read['seed']!r}, expected a whole number"
    told, metrics = read["assumptions"], read["metrics"]
    if not isinstance(told, list) or not all(isinstance(sentence, str) for sentence in told):
        yield f"assumptions are {told!r}, expected a list of sentences"
    if not isinstance(metrics, dict) or not all(isinstance(figure, int | float) for figure in metrics.values()):
        yield f"metrics are {metrics!r}, expected a number a name"
    if read["features"] != list(NAMES):
        yield f"trained on features {read['features']!r}, this code computes {list(NAMES)}: train again"
