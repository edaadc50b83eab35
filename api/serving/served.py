"""What answers a request, from its first line to its last?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from recommender.catalog import Catalog
from recommender.engine import Engine


@dataclass(frozen=True, slots=True)
class Served:
    """Engine, catalogue and scales that belong together.

    `catalog_seq` is the change of the store that the catalogue stands at. While there is no bundle, `degraded` is true
    and the engine knows only what is popular: everything else that it is asked raises NotReady.
    """

    engine: Engine
    catalog: Catalog
    scales: Mapping[tuple[str, str], float]
    model_version: str
    catalog_version: str
    catalog_seq: int
    loaded: datetime
    degraded: bool = False
