"""What only the maker of the organisation knows: frames that stand beside the tables and are never read in training."""

from __future__ import annotations

import numpy as np
import pandas as pd

from recommender.types import Ints
from training.demo.behaving import BEHAVIOURS
from training.demo.cells import named, numbered, picked
from training.demo.diary import Entries
from training.demo.events import event_ids
from training.demo.finisher import Finisher
from training.demo.hidden.hiding import followed, hidden_frames
from training.demo.life import Life
from training.demo.scene import Stage
from training.demo.shelf import SKILL_IDS


def truth(
    life: Life, stage: Stage, entries: Entries, rows: Ints, learner_ids: pd.Series[str]
) -> dict[str, pd.DataFrame]:
    """All truth frames by name."""
    return {
        "levels": life.census.frame(learner_ids),
        "content_effects": _effects(life.finisher, stage),
        "chances": _chances(life, stage, entries, rows, learner_ids),
        "rater_leniency": _leniency(stage, entries, rows, learner_ids),
        "self_inflation": pd.DataFrame({"learner_id": learner_ids, "inflation": stage.people.inflating.round(4)}),
        "outcome_effects": _moves(),
        "learner_traits": _traits(stage, learner_ids),
        **hidden_frames(stage, life.course, followed(stage, life.census.sample), learner_ids),
    }


def _effects(finisher: Finisher, stage: Stage) -> pd.DataFrame:
    """Effect of each content on each skill: on a ready learner of average diligence, and the mean over completions.

    Levels at which it becomes useful and at which it ends are the true ones; `popularity` is in logs, `trait` says why
    the content was made: plain, gem (excellent and hardly known), fashion (popular and useless), duty.
    """
    shelf = stage.shelf
    content, place = np.nonzero(shelf.skill >= 0)
    seen = {name: np.concatenate([page[name] for page in finisher.gains]) for name in ("content", "place", "share")}
    shape = shelf.skill.shape
    where = np.ravel_multi_index((seen["content"], seen["place"]), shape)
    count = np.bincount(where, minlength=shelf.skill.size).reshape(shape)
    total = np.bincount(where, seen["share"], minlength=shelf.skill.size).reshape(shape)
    mean = np.divide(total, count, out=np.full(shape, np.nan), where=count > 0)
    return pd.DataFrame(
        {
            "content_id": named(shelf.ids, content),
            "skill_id": named(SKILL_IDS, shelf.skill[content, place]),
            "effect": shelf.effect[content, place].round(4),
            "realised": mean[content, place].round(4),
            "completions": count[content, place],
            "entry_level": shelf.entry[content, place].round(4),
            "exit_level": shelf.leave[content, place].round(4),
            "popularity": shelf.liked[content].round(4),
            "series": [shelf.drafts[column].series for column in content],
            "trait": [shelf.drafts[column].trait for column in content],
        }
    )


def _chances(life: Life, stage: Stage, entries: Entries, rows: Ints, learner_ids: pd.Series[str]) -> pd.DataFrame:
    """Chance that a start was finished (completed or passed) by someone who stays, one row a `started` event."""
    pages = life.beginner.starts
    entry, chance, mandatory = (
        np.concatenate([page[name] for page in pages]) for name in ("entry", "chance", "mandatory")
    )
    number = event_ids(rows, len(entries["at"]))[entry]
    kept = np.flatnonzero((entry >= 0) & (number > 0))
    kept = kept[np.argsort(number[kept], kind="stable")]
    entry = entry[kept]
    return pd.DataFrame(
        {
            "event_id": numbered("E", number[kept], 8),
            "learner_id": picked(learner_ids, entries["learner"][entry].astype(np.int64)),
            "content_id": named(stage.shelf.ids, entries["content"][entry]),
            "mandatory": mandatory[kept],
            "chance": chance[kept].round(4),
        }
    )


def _leniency(stage: Stage, entries: Entries, rows: Ints, learner_ids: pd.Series[str]) -> pd.DataFrame:
    """What each rater adds to the level seen."""
    raters = np.unique(entries["rater"][rows])
    raters = raters[raters >= 0].astype(np.int64)
    return pd.DataFrame({"rater_id": picked(learner_ids, raters), "leniency": stage.people.lenient[raters].round(4)})


def _traits(stage: Stage, learner_ids: pd.Series[str]) -> pd.DataFrame:
    """What drives people that no table shows: diligence, how they forget, how much better than they are they seem."""
    people = stage.people
    return pd.DataFrame(
        {
            "learner_id": learner_ids,
            "diligence": people.diligence.round(4),
            "exponent": people.exponent.round(4),
            "memory": people.memory.round(4),
            "esteem": people.esteem.round(4),
            "coarse": people.coarse,
        }
    )


def _moves() -> pd.DataFrame:
    """How far an outcome goes if everyone showed a behaviour instead of nobody."""
    return pd.DataFrame(
        [
            {"outcome_id": outcome.id, "behaviour_id": behaviour.id, "cause": behaviour.cause, "move": behaviour.move}
            for outcome, behaviour in BEHAVIOURS
        ]
    )
