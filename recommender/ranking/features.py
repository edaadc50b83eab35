"""What does the chance of finishing depend on? The one place where features are made, for training and for serving.

The head over them is linear, so a catalogue is scored as content part + learner part + pair part, each computed once.
Protected attributes never come here: no fact below carries one. Nor does how long a record is: it grows with time, so a
weight learned on it would be carried to where nothing was ever seen. It only draws rates to the overall one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from recommender.columns import MODALITIES
from recommender.ranking.episodes import Record
from recommender.types import Bools, Floats, Ints

CONTENT = ("long", "very_short", *MODALITIES[1:], "content_rate")
LEARNER = ("learner_rate", "weekly_minutes")
PAIR = ("mandatory", "foreign_language")
NAMES = (*CONTENT, *LEARNER, *PAIR)
CONTENT_PRIOR = 3.0
"""Episodes that the overall rate of finishing counts for, against those of one content (decision record 0016)."""
LEARNER_PRIOR = 10.0
"""The same against those of one learner."""
_HOUR = np.log1p(60.0)
"""Where the logarithms of times are nought."""


@dataclass(frozen=True, slots=True)
class ContentFacts:
    """Of each content: minutes, modality (place in MODALITIES), and its record so far."""

    minutes: Floats
    modality: Ints
    record: Record


@dataclass(frozen=True, slots=True)
class LearnerFacts:
    """Of each learner: learning time a week and the record so far."""

    weekly_minutes: Floats
    record: Record


@dataclass(frozen=True, slots=True)
class PairFacts:
    """Of each learner with each content: whether it is a duty, and whether the language is another."""

    mandatory: Bools
    foreign_language: Bools


def rate_of(record: Record, overall: float, prior: float) -> Floats:
    """Share of finished episodes, drawn towards the overall rate, which counts for `prior` of them."""
    return (record.finished + prior * overall) / (record.settled + prior)


def content_features(facts: ContentFacts, overall: float) -> Floats:
    """The columns CONTENT, one row a content."""
    modality = facts.modality[:, None] == np.arange(1, len(MODALITIES))
    return np.column_stack(
        [
            np.log1p(facts.minutes) - _HOUR,
            facts.minutes <= 10.0,
            modality,
            logit(rate_of(facts.record, overall, CONTENT_PRIOR)) - logit(overall),
        ]
    ).astype(float)


def learner_features(facts: LearnerFacts, overall: float) -> Floats:
    """The columns LEARNER, one row a learner."""
    rate = logit(rate_of(facts.record, overall, LEARNER_PRIOR)) - logit(overall)
    return np.array([rate, np.log1p(facts.weekly_minutes) - _HOUR]).T


def pair_features(facts: PairFacts) -> Floats:
    """The columns PAIR, one row a pair."""
    return np.array([facts.mandatory, facts.foreign_language], float).T
