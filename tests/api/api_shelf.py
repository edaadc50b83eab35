"""Real bundles, fitted on the tables at hand and put on a shelf."""

from __future__ import annotations

from pathlib import Path

from recommender.bundle import Bundle, Card, Shelf
from recommender.bundle.bundle import Columns
from recommender.tables import Tables
from training.dataset import Dataset
from training.fit import fit
from training.recipe import Recipe


def a_bundle(tables: Tables, seed: int = 1) -> Bundle:
    """A bundle fitted on tables; another seed gives another version."""
    recipe, data = Recipe(), Dataset.of(tables)
    card = Card(
        recipe={
            name: {k: list(v) if isinstance(v, tuple) else v for k, v in p.items()} for name, p in recipe.parts.items()
        },
        seed=seed,
        data_fingerprint=tables.fingerprint,
        catalog_version=data.catalog.version,
        ordering=data.ordering,
        metrics={},
        assumptions=("the chance of finishing is assumed",),
    )
    return Bundle(card, Columns.of(data.catalog), fit(recipe, data, seed))


def put(tables: Tables, models: Path, seed: int = 1) -> str:
    """Fits a bundle and puts it on the shelf, not into service."""
    return a_bundle(tables, seed).save(models)


def released(tables: Tables, models: Path, seed: int = 1) -> str:
    """Fits a bundle and puts it into service."""
    version = put(tables, models, seed)
    Shelf(models).promote(version)
    return version
