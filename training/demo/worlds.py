"""Which worlds can an organisation be made up in? Each has its laws and its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from training.demo import history as histories
from training.demo import nature as natures
from training.demo.history import History
from training.demo.nature import Nature


@dataclass(frozen=True, slots=True)
class World:
    """A name, the laws by which people learn and judge, and what they are put through."""

    name: str
    nature: Nature = natures.FRIENDLY
    history: History = field(default_factory=History)


WORLDS: Final[Mapping[str, World]] = MappingProxyType(
    {
        world.name: world
        for world in (
            World("friendly"),
            World("misspecified", natures.MISSPECIFIED, histories.JUDGED),
            World("hostile", natures.HOSTILE, histories.TURBULENT),
        )
    }
)
"""By name, from the one in which a recommender has it easiest to the one in which it has it hardest."""
FRIENDLY: Final = WORLDS["friendly"]
