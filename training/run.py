"""One training run, top to bottom: tables in, a bundle in service out. Read this file first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from threadpoolctl import threadpool_limits

from recommender.bundle import Bundle, Card, Shelf
from recommender.bundle.bundle import Columns, Parts
from recommender.errors import BundleRefused, NotReleased, UnknownName
from recommender.tables import Tables, checked
from training.contest import contest
from training.dataset import Dataset, split_of
from training.evaluate import judged
from training.fit import fit
from training.gate import FEWEST, Comparison
from training.recipe import Recipe

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """A bundle that was refitted on everything, and how its recipe did against its rival after the cut."""

    bundle: Bundle
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Released:
    """What a training run came to; `changed` is false where the very same bundle was in service already."""

    version: str
    previous: str | None
    changed: bool
    card: Card
    comparison: Comparison
    run_id: str
    seconds: float


def train(recipe: Recipe, tables: Tables, seed: int, champion: Recipe | None, progress: Progress) -> Trained:
    """Fits up to a cut, judges what came after, and refits on everything. Writes nothing; same inputs, same bytes."""
    with threadpool_limits(1):
        progress("reading histories")
        data = Dataset.of(tables)
        split = judged(split_of(data), seed)
        progress("fitting up to the cut, and judging what came after it")
        result = contest(recipe, champion, data, split, seed)
        progress("fitting on everything")
        parts = result.entrant.worth_serving(fit(recipe, data, seed))
        card = _card(recipe, seed, data, parts, result.metrics)
        return Trained(Bundle(card, Columns.of(data.catalog), parts), result.comparison)


def _card(recipe: Recipe, seed: int, data: Dataset, parts: Parts, metrics: Mapping[str, float]) -> Card:
    return Card(
        recipe=recipe.plain(),
        seed=seed,
        data_fingerprint=data.tables.fingerprint,
        catalog_version=data.catalog.version,
        ordering=data.ordering,
        metrics=dict(sorted(metrics.items())),
        assumptions=tuple(_assumptions(parts)),
    )


def _assumptions(parts: Parts) -> list[str]:
    found = []
    if parts.ranker is None:
        found.append("what learners choose next could not be learned better than by popularity")
    if parts.chance.assumed_:
        found.append("the chance of finishing is assumed: too few episodes have ended to learn it")
    elif not parts.chance.weights_.any():
        found.append("the chance of finishing is the same for all: who finishes what could not be foreseen better")
    if parts.tracer.learned_.assumed:
        found.append("the effects of contents are declared, not learned: no graded evidence before and after")
    return found


def release(folder: Path, home: Path, seed: int, progress: Progress, recipe: Recipe | None = None) -> Released:
    """Trains on a folder of tables and puts the bundle into service if the gate lets it pass.

    What is served is decided by `models/champion`, which changes last but for the tracker's alias: a run that ends
    early leaves the champion. Raises TablesRefused for broken tables and NotReleased where the gate refuses.
    """
    from training.register import mirror, register  # the tracker is slow to load: only a release pays for it

    started, shelf, chosen = monotonic(), Shelf(home / "models"), recipe or Recipe()
    progress("checking tables")
    tables = checked(folder)
    previous = shelf.champion()
    champion = None if previous is None else _in_service(shelf, previous, progress)
    if champion is not None:
        _refuse_strangers(champion, tables)
    rival = None if champion is None else Recipe.of(champion.card.recipe)
    trained = train(chosen, tables, seed, rival, progress)
    progress("putting the bundle on the shelf")
    version = trained.bundle.save(shelf.folder)
    progress("registering the run")
    run_id = register(trained.bundle, version, trained.comparison, home)
    passed = trained.comparison.passes(first=champion is None or not was_judged(champion.card))
    if passed:
        shelf.promote(version)
        if not mirror(version, home):
            progress("the tracker's alias could not be moved")
    seconds = monotonic() - started
    verdict = trained.comparison.verdict
    _note(shelf, version, passed, {"run_id": run_id, "seconds": round(seconds, 1), "verdict": verdict.value})
    if not passed:
        raise NotReleased(f"bundle {version} stays on the shelf: {verdict}", trained.comparison.told)
    return Released(version, previous, version != previous, trained.bundle.card, trained.comparison, run_id, seconds)


def was_judged(card: Card) -> bool:
    """Whether enough learners judged a bundle for its figures to say anything."""
    return card.metrics.get("judged_learners", 0.0) >= FEWEST


def _note(shelf: Shelf, version: str, passed: bool, facts: Mapping[str, str | float]) -> None:
    """Notes a run beside its bundle; of a bundle that came out again the note of its release stays."""
    before = shelf.release(version)
    if "released_at" not in before:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        shelf.write_release(version, {**facts, "trained_at": now, **({"released_at": now} if passed else {})})


def _refuse_strangers(champion: Bundle, tables: Tables) -> None:
    """One home is one organisation: raises NotReleased where most contents of the champion are not in the tables."""
    known = set(tables["contents"]["content_id"])
    shared = sum(content in known for content in champion.columns.contents)
    if 2 * shared < len(champion.columns.contents):
        found = f"the champion knows {len(champion.columns.contents):,} contents, of which these tables hold {shared:,}"
        mend = "train in a home of its own: set CAIRN_HOME to another folder"
        raise NotReleased("these are the tables of another organisation than the champion's", [found, mend])


def _in_service(shelf: Shelf, version: str, progress: Progress) -> Bundle | None:
    """The champion; None where its bundle cannot be served, as if nothing had been released."""
    try:
        return shelf.load(version)
    except (UnknownName, BundleRefused) as error:
        progress(f"the champion cannot be served, so popularity is the rival: {error.summary}")
        return None
