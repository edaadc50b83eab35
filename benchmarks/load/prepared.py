"""What has to be there before a service can be put under load? A home with a loaded store, two bundles and a key."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import time_ns

from load.organisation import Size, organisation
from threadpoolctl import threadpool_limits

from api.access.keys import Terms, made
from api.flows.loading import load
from api.settings import settings_of
from api.store import Store
from recommender.bundle import Bundle, Card, Shelf
from recommender.bundle.bundle import Columns
from recommender.bundle.card import FORMAT
from recommender.tables import Tables, check
from training.dataset import Dataset
from training.fit import fit
from training.recipe import Recipe

VERSION = 3
"""To be raised when what is made here changes: homes made before, or of another format, are then made anew."""
NOTE = "prepared.json"
SEEDS = (0, 1)


@dataclass(frozen=True, slots=True)
class Home:
    """A folder to serve from, the key that opens it, and the versions that may serve."""

    folder: Path
    key: str
    versions: tuple[str, ...]


@contextmanager
def fresh(home: Home) -> Iterator[Home]:
    """A copy of a home, for one run: what a run writes, the next one does not find."""
    with tempfile.TemporaryDirectory(prefix="run-", dir=home.folder.parent) as folder:
        copy = Path(folder) / "home"
        shutil.copytree(home.folder, copy)
        yield replace(home, folder=copy)


def prepared(folder: Path, size: Size) -> Home:
    """A home of an organisation, of which the first version is the champion: found, or made. Serve a `fresh` copy."""
    home_folder = folder / f"{size.learners}-{size.contents}"
    note = home_folder / NOTE
    wanted = {"version": VERSION, "format": FORMAT, **asdict(size)}
    if not note.exists() or json.loads(note.read_text())["of"] != wanted:
        shutil.rmtree(home_folder, ignore_errors=True)
        home = _made(home_folder, size)
        note.write_text(json.dumps({"of": wanted, "key": home.key, "versions": home.versions}))
    told = json.loads(note.read_text())
    return Home(home_folder, told["key"], tuple(told["versions"]))


def _made(folder: Path, size: Size) -> Home:
    print(f"making {size.learners:,} learners and {size.contents:,} contents in {folder}", flush=True)
    (folder / "data").mkdir(parents=True)
    reading = check(organisation(size))
    with threadpool_limits(1):
        versions = tuple(_bundle(reading.tables, seed).save(folder / "models") for seed in SEEDS)
    store = Store.open(settings_of(folder).store_url)
    now = time_ns() // 1_000
    load(store, reading, now)
    key = made(Terms("load", "lms", rate_per_minute=10_000_000), now)
    with store.writing() as session:
        session.keys.put(key.stored)
    store.close()
    Shelf(folder / "models").promote(versions[0])
    return Home(folder, key.secret, versions)


def _bundle(tables: Tables, seed: int) -> Bundle:
    """A bundle fitted on everything, without the contest that a release would have to win."""
    recipe, data = Recipe(), Dataset.of(tables)
    told = {name: {k: list(v) if isinstance(v, tuple) else v for k, v in p.items()} for name, p in recipe.parts.items()}
    card = Card(told, seed, tables.fingerprint, data.catalog.version, data.ordering, {}, ("fitted for a load test",))
    return Bundle(card, Columns.of(data.catalog), fit(recipe, data, seed))
