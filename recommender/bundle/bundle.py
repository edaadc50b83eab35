"""What does a trained model consist of? Fitted parts, the ids that their columns stand for, and a card."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from recommender.bundle import files
from recommender.bundle.card import Card
from recommender.bundle.soundness import array_problems, id_problems, recipe_problems
from recommender.catalog import Catalog
from recommender.errors import BundleRefused
from recommender.knowledge.tracer import Tracer
from recommender.ranking.episodes import Record
from recommender.ranking.estimators.affinity import Affinity
from recommender.ranking.estimators.chance import Chance
from recommender.ranking.estimators.popularity import Popularity
from recommender.ranking.estimators.sequential import LinearSequential
from recommender.types import Ints

PARTS: Final[dict[str, type[Any]]] = {
    "tracer": Tracer,
    "popularity": Popularity,
    "ranker": LinearSequential,
    "affinity": Affinity,
    "chance": Chance,
}
"""The estimator behind each part."""
OPTIONAL = ("ranker", "affinity")


@dataclass(frozen=True, slots=True)
class Parts:
    """The fitted estimators; ranker and affinity are None where no choices could be learned from.

    `record` counts settled and finished episodes of each content.
    """

    tracer: Tracer
    popularity: Popularity
    ranker: LinearSequential | None
    affinity: Affinity | None
    chance: Chance
    record: Record

    def estimators(self) -> dict[str, Any]:
        """The parts that there are, by name."""
        found = {name: getattr(self, name) for name in PARTS}
        return {name: part for name, part in found.items() if part is not None}


@dataclass(frozen=True, slots=True)
class Columns:
    """The ids that the columns of the parts stand for; a link is a row (content column, skill column)."""

    contents: tuple[str, ...]
    skills: tuple[str, ...]
    roles: tuple[str, ...]
    links: Ints

    @classmethod
    def of(cls, catalog: Catalog) -> Columns:
        """The columns of a catalogue."""
        links = np.column_stack([catalog.links.content, catalog.links.skill])
        return cls(catalog.contents.ids, catalog.skills.ids, catalog.roles.index.ids, links)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Parts with their columns and card. `version` is known once it lies on a shelf."""

    card: Card
    columns: Columns
    parts: Parts
    version: str = ""

    def save(self, shelf: Path) -> str:
        """Puts the bundle on a shelf and returns its version."""
        arrays: dict[str, np.ndarray] = {"links": self.columns.links}
        arrays |= {"record.settled": self.parts.record.settled, "record.finished": self.parts.record.finished}
        for name, part in self.parts.estimators().items():
            arrays |= {f"{name}.{key}": array for key, array in part.arrays().items()}
        ids = {name: getattr(self.columns, name) for name in ("contents", "skills", "roles")}
        return files.write(files.Folder(arrays, {"card": self.card.to_json(), "ids": ids}), shelf)

    @classmethod
    def load(cls, path: Path) -> Bundle:
        """The bundle in a folder. Raises BundleRefused; executes nothing that is stored there."""
        folder = files.read(path)
        card = Card.from_json(folder.documents.get("card"))
        _refuse_unsound(folder, card, path.name)
        ids = {name: tuple(those) for name, those in folder.documents["ids"].items()}
        columns = Columns(links=folder.arrays["links"], **ids)
        try:
            return cls(card, columns, _parts(folder, card), path.name)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise BundleRefused(f"bundle {path.name} is incomplete", [f"{type(error).__name__}: {error}"]) from error


def _refuse_unsound(folder: files.Folder, card: Card, version: str) -> None:
    """Raises BundleRefused where documents and arrays do not fit each other or this code."""
    ids = folder.documents.get("ids")
    problems = [f"{name}.json is unknown to this code" for name in sorted(set(folder.documents) - {"card", "ids"})]
    problems += recipe_problems(card.recipe, {name: part().get_params() for name, part in PARTS.items()})
    problems += id_problems(ids)
    if not problems:
        problems = array_problems(folder.arrays, ids or {})
    if problems:
        raise BundleRefused(f"bundle {version} does not fit together", problems)


def _parts(folder: files.Folder, card: Card) -> Parts:
    made: dict[str, Any] = {}
    for name, part in PARTS.items():
        prefix = f"{name}."
        arrays = {key.removeprefix(prefix): a for key, a in folder.arrays.items() if key.startswith(prefix)}
        absent = not arrays and name in OPTIONAL
        made[name] = None if absent else part.from_arrays(arrays, card.recipe[name])
    record = Record(folder.arrays["record.settled"], folder.arrays["record.finished"])
    return Parts(**made, record=record)
