"""One training run, top to bottom: tables in, a bundle in service out. Read this file first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from threadpoolctl import threadpool_limits

from recommender.bundle import Bundle, Card, Shelf
from recommender.bundle.bundle import Columns, Parts
from recommender.engine import Engine
from recommender.errors import NotReleased, UnknownName
from recommender.tables import Tables, checked
from training.dataset import Dataset, Split, split_of
from training.evaluate import choice_of, finishing_of, judged, metrics_of
from training.fit import fit
from training.gate import Comparison, Verdict, compare
from training.recipe import Recipe
from training.replay import gap_closed_per_hour
from training.slices import slices_of

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
        progress("fitting up to the cut")
        parts = fit(recipe, split.past, seed)
        progress("judging what came after the cut")
        comparison, parts, metrics = _judged(recipe, champion, data, split, parts, seed)
        progress("fitting on everything")
        final = fit(recipe, data, seed)
        if parts.ranker is None:
            final = replace(final, ranker=None, affinity=None)
        card = _card(recipe, data, seed, final, metrics)
        return Trained(Bundle(card, Columns.of(data.catalog), final), comparison)


def _judged(
    recipe: Recipe, champion: Recipe | None, data: Dataset, split: Split, parts: Parts, seed: int
) -> tuple[Comparison, Parts, dict[str, float]]:
    """The comparison with the rival, the parts that are worth serving, and every figure.

    The rival is the champion's recipe refitted up to the same cut, or popularity before the first release. A ranker
    that does not beat popularity is left out: then popularity itself is served.
    """
    floor, ours = choice_of(parts, split, floor=True), choice_of(parts, split)
    slices = slices_of(data, split)
    against_floor = compare(ours.ndcg, floor.ndcg, slices, same_recipe=False)
    if against_floor.verdict is not Verdict.BETTER:
        parts, ours = replace(parts, ranker=None, affinity=None), floor
    metrics = dict(metrics_of(ours, floor, finishing_of(parts, split, data)))
    rival = None if champion is None else fit(champion, split.past, seed)
    engine = _engine(recipe, split, parts, seed)
    other = None if rival is None or champion is None else _engine(champion, split, rival, seed)
    gaps = gap_closed_per_hour(engine, other, split.past, split.learners)
    if len(gaps[0]):
        metrics |= {
            "gap_per_hour_forecast": float(gaps[0].mean()),
            "gap_per_hour_forecast_rival": float(gaps[1].mean()),
        }
    if rival is None:
        return against_floor, parts, metrics
    same = champion == recipe
    theirs = ours if same else choice_of(rival, split)
    return compare(ours.ndcg, theirs.ndcg, slices, same, gaps), parts, metrics


def _engine(recipe: Recipe, split: Split, parts: Parts, seed: int) -> Engine:
    """The real engine, serving parts that were fitted up to the cut."""
    catalog = split.past.catalog
    return Engine(Bundle(_card(recipe, split.past, seed, parts, {}), Columns.of(catalog), parts), catalog)


def _card(recipe: Recipe, data: Dataset, seed: int, parts: Parts, metrics: dict[str, float]) -> Card:
    return Card(
        recipe={name: {key: _plain(value) for key, value in params.items()} for name, params in recipe.parts.items()},
        seed=seed,
        data_fingerprint=data.tables.fingerprint,
        catalog_version=data.catalog.version,
        ordering=data.ordering,
        metrics={name: round(value, 6) for name, value in sorted(metrics.items())},
        assumptions=tuple(_assumptions(parts)),
    )


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _assumptions(parts: Parts) -> list[str]:
    found = []
    if parts.ranker is None:
        found.append("what learners choose next could not be learned better than by popularity")
    if parts.chance.assumed_:
        found.append("the chance of finishing is assumed: too few episodes have ended to learn it")
    if parts.tracer.learned_.assumed:
        found.append("the effects of contents are declared, not learned: no graded evidence before and after")
    return found


def release(folder: Path, home: Path, seed: int, progress: Progress, recipe: Recipe | None = None) -> Released:
    """Trains on a folder of tables and puts the bundle into service if the gate lets it pass.

    Raises TablesRefused for broken tables and NotReleased where the gate refuses; then the champion stays.
    """
    from training.register import register  # the tracker is slow to load: only a release pays for it

    started, shelf, chosen = monotonic(), Shelf(home / "models"), recipe or Recipe()
    progress("checking tables")
    tables = checked(folder)
    previous = shelf.champion()
    champion = None if previous is None else _recipe_of(shelf, previous)
    trained = train(chosen, tables, seed, champion, progress)
    progress("putting the bundle on the shelf")
    version = trained.bundle.save(shelf.folder)
    passed = trained.comparison.passes(first=champion is None)
    progress("registering the run")
    run_id = register(trained.bundle, version, trained.comparison, home, promoted=passed)
    seconds = monotonic() - started
    shelf.write_release(
        version,
        {
            "released_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "run_id": run_id,
            "seconds": round(seconds, 1),
            "verdict": trained.comparison.verdict.value,
        },
    )
    if not passed:
        raise NotReleased(f"bundle {version} stays on the shelf: {trained.comparison.verdict}", trained.comparison.told)
    shelf.promote(version)
    return Released(version, previous, version != previous, trained.bundle.card, trained.comparison, run_id, seconds)


def _recipe_of(shelf: Shelf, version: str) -> Recipe | None:
    """The recipe of the champion; None where its bundle is gone, as if nothing had been released."""
    try:
        return Recipe.of(shelf.load(version).card.recipe)
    except UnknownName:
        return None
