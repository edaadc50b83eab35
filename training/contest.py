"""How does a recipe do against its rival? Both are fitted up to the cut and asked about what came after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from recommender.bundle import Bundle, Card
from recommender.bundle.bundle import Columns, Parts
from recommender.engine import Engine
from recommender.types import Bools
from training.dataset import Dataset, Split
from training.evaluate import Choice, Finishing, choice_of, finishing_of, metrics_of
from training.fit import fit
from training.gate import FEWEST, Comparison, Verdict, compare
from training.recipe import Recipe
from training.replay import GapClosed, gap_closed_per_hour
from training.slices import slices_of


@dataclass(frozen=True, slots=True)
class Entrant:
    """A recipe fitted up to the cut: the parts that are worth serving, and how what was chosen next stood on its list.

    A ranker that does not beat popularity (`against_floor`) is left out: then popularity itself is served. So is a
    chance that does no better than the base rate (`finishing`, None where nothing tells): then the base rate is.
    """

    recipe: Recipe
    parts: Parts
    choice: Choice
    floor: Choice
    against_floor: Comparison
    finishing: Finishing | None

    @property
    def chooses(self) -> bool:
        """Whether what is chosen next could be learned better than by popularity."""
        return self.against_floor.verdict is Verdict.BETTER

    @property
    def foresees(self) -> bool:
        """Whether what is finished could be foreseen better than by the base rate; so it is taken where few tell."""
        found = self.finishing
        return found is None or found.episodes < FEWEST or found.skill > 0.0

    def worth_serving(self, parts: Parts) -> Parts:
        """Parts of the same recipe without what was not worth serving."""
        kept = parts if self.chooses else replace(parts, ranker=None, affinity=None)
        return kept if self.foresees or kept.chance.assumed_ else replace(kept, chance=kept.chance.flattened())


@dataclass(frozen=True, slots=True)
class _Trial:
    """What all are judged on."""

    data: Dataset
    split: Split
    slices: Mapping[str, Bools]
    seed: int


@dataclass(frozen=True, slots=True)
class Result:
    """What a contest came to: the entrant, its comparison with the rival, and every figure for its card."""

    entrant: Entrant
    comparison: Comparison
    metrics: Mapping[str, float]


def contest(recipe: Recipe, champion: Recipe | None, data: Dataset, split: Split, seed: int) -> Result:
    """A recipe against the champion's, refitted alike; against popularity before the first release."""
    trial = _Trial(data, split, slices_of(data, split), seed)
    ours = _entered(recipe, trial)
    if champion is None:
        gaps = gap_closed_per_hour(_engine(ours, split, seed), None, split.past, split.learners)
        return Result(ours, ours.against_floor, _metrics(ours, gaps, split, data))
    same = champion == recipe
    rival = ours if same else _entered(champion, trial)
    gaps = gap_closed_per_hour(_engine(ours, split, seed), _engine(rival, split, seed), split.past, split.learners)
    comparison = compare(ours.choice.ndcg, rival.choice.ndcg, trial.slices, same, (gaps.ours, gaps.rival))
    return Result(ours, comparison, _metrics(ours, gaps, split, data))


def _entered(recipe: Recipe, trial: _Trial) -> Entrant:
    split, parts = trial.split, fit(recipe, trial.split.past, trial.seed)
    floor, choice = choice_of(parts, split, floor=True), choice_of(parts, split)
    against_floor = compare(choice.ndcg, floor.ndcg, trial.slices, same_recipe=False)
    entrant = Entrant(recipe, parts, choice, floor, against_floor, finishing_of(parts, split, trial.data))
    return replace(entrant, parts=entrant.worth_serving(parts), choice=choice if entrant.chooses else floor)


def _metrics(ours: Entrant, gaps: GapClosed, split: Split, data: Dataset) -> dict[str, float]:
    """The figures by name: none depends on the rival, so that the same recipe and data give the same card."""
    served = ours.finishing if ours.foresees else finishing_of(ours.parts, split, data)
    found = dict(metrics_of(ours.choice, ours.floor, served))
    if not ours.foresees and ours.finishing is not None:
        found["chance_brier_skill_left_out"] = round(ours.finishing.skill, 6)
    if len(gaps.ours):
        found["gap_per_hour_forecast"] = round(float(gaps.ours.mean()), 6)
        found["gap_per_hour_forecast_floor"] = round(float(gaps.floor.mean()), 6)
    return found


def _engine(entrant: Entrant, split: Split, seed: int) -> Engine:
    """The real engine, serving parts that were fitted up to the cut; its card stays blank, for nobody sees it."""
    catalog = split.past.catalog
    card = Card(entrant.recipe.plain(), seed, "", catalog.version, split.past.ordering, {}, ())
    return Engine(Bundle(card, Columns.of(catalog), entrant.parts), catalog)
