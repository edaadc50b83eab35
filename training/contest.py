"""How does a recipe do against its rival? Both are fitted up to the cut and asked about what came after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from recommender.bundle import Bundle, Card
from recommender.bundle.bundle import Columns, Parts
from recommender.engine import Engine
from recommender.types import Bools
from training.dataset import Dataset, Split
from training.evaluate import Choice, choice_of, finishing_of, metrics_of
from training.fit import fit
from training.gate import Comparison, Verdict, compare
from training.recipe import Recipe
from training.replay import GapClosed, gap_closed_per_hour
from training.slices import slices_of


@dataclass(frozen=True, slots=True)
class Entrant:
    """A recipe fitted up to the cut: the parts that are worth serving, and how what was chosen next stood on its list.

    A ranker that does not beat popularity (`against_floor`) is left out: then popularity itself is served.
    """

    recipe: Recipe
    parts: Parts
    choice: Choice
    floor: Choice
    against_floor: Comparison


@dataclass(frozen=True, slots=True)
class Result:
    """What a contest came to: the entrant, its comparison with the rival, and every figure for its card."""

    entrant: Entrant
    comparison: Comparison
    metrics: Mapping[str, float]


def contest(recipe: Recipe, champion: Recipe | None, data: Dataset, split: Split, seed: int) -> Result:
    """A recipe against the champion's, refitted alike; against popularity before the first release."""
    slices = slices_of(data, split)
    ours = _entered(recipe, split, slices, seed)
    if champion is None:
        gaps = gap_closed_per_hour(_engine(ours, split, seed), None, split.past, split.learners)
        return Result(ours, ours.against_floor, _metrics(ours, gaps, split, data))
    same = champion == recipe
    rival = ours if same else _entered(champion, split, slices, seed)
    gaps = gap_closed_per_hour(_engine(ours, split, seed), _engine(rival, split, seed), split.past, split.learners)
    comparison = compare(ours.choice.ndcg, rival.choice.ndcg, slices, same, (gaps.ours, gaps.rival))
    return Result(ours, comparison, _metrics(ours, gaps, split, data))


def _entered(recipe: Recipe, split: Split, slices: Mapping[str, Bools], seed: int) -> Entrant:
    parts = fit(recipe, split.past, seed)
    floor, choice = choice_of(parts, split, floor=True), choice_of(parts, split)
    against_floor = compare(choice.ndcg, floor.ndcg, slices, same_recipe=False)
    if against_floor.verdict is not Verdict.BETTER:
        parts, choice = replace(parts, ranker=None, affinity=None), floor
    return Entrant(recipe, parts, choice, floor, against_floor)


def _metrics(ours: Entrant, gaps: GapClosed, split: Split, data: Dataset) -> dict[str, float]:
    """The figures by name: none depends on the rival, so that the same recipe and data give the same card."""
    found = dict(metrics_of(ours.choice, ours.floor, finishing_of(ours.parts, split, data)))
    if len(gaps.ours):
        found["gap_per_hour_forecast"] = round(float(gaps.ours.mean()), 6)
        found["gap_per_hour_forecast_floor"] = round(float(gaps.floor.mean()), 6)
    return found


def _engine(entrant: Entrant, split: Split, seed: int) -> Engine:
    """The real engine, serving parts that were fitted up to the cut; its card stays blank, for nobody sees it."""
    catalog = split.past.catalog
    card = Card(entrant.recipe.plain(), seed, "", catalog.version, split.past.ordering, {}, ())
    return Engine(Bundle(card, Columns.of(catalog), entrant.parts), catalog)
