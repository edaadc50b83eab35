"""How likely is it that someone finishes, and that someone comes?"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, ndtr

from recommender.types import Bools, Floats, Ints
from training.demo.forms import EXAM
from training.demo.shelf import Shelf
from training.demo.traits import People

PASS_MARK = 0.6
EXAM_SPREAD = 0.1
RETAKES = 0.6
"""Share of those who fail once and try again."""
PAST_THE_STEP = 0.35
"""Share of those who would finish a content with a bad step and get past it."""
_BY_MODALITY = np.array([0.0, 1.2, 1.6, 0.3])


def finishing(
    shelf: Shelf, people: People, who: Ints, content: Ints, level: Floats, load: Floats, mandatory: Bools
) -> Floats:
    """Chance of getting to the end, once started.

    Diligence, duty and an appealing content help; length, workload, a foreign language and a content that is too hard
    (or below what one knows) do not; nor does a step at which people get stuck.
    """
    too_hard = np.maximum(0.0, shelf.entry[content, 0] - level - 0.05)
    too_easy = np.maximum(0.0, level - shelf.leave[content, 0])
    foreign = shelf.language[content] != people.language[who]
    pull = 1.1 + people.nature.diligence_finishes * people.diligence[who] + 1.5 * mandatory + shelf.appeal[content]
    drag = 0.36 * np.log2(shelf.minutes[content] / 30.0) + 0.45 * load + 0.5 * foreign
    likely = expit(pull - drag + _BY_MODALITY[shelf.modality[content]] - 2.4 * too_hard - 1.2 * too_easy)
    return np.where(shelf.stuck_at[content] > 0.0, PAST_THE_STEP, 1.0) * likely


def showing_up(people: People, who: Ints, load: Floats, mandatory: Bools) -> Floats:
    """Chance of coming to a session that one enrolled in."""
    return np.asarray(expit(2.0 + 0.6 * people.diligence[who] + 0.9 * mandatory - 0.3 * load))


def exam_mean(shelf: Shelf, content: Ints, level: Floats) -> Floats:
    """Expected mark in the exam of a content, which is pitched at what the content is about."""
    pitch = shelf.entry[content, 0] + 0.3 * (shelf.leave[content, 0] - shelf.entry[content, 0])
    return np.asarray(0.64 + level - pitch)


def passing(shelf: Shelf, content: Ints, after: Floats) -> Floats:
    """Chance of passing within two attempts with a level after studying; 1 where there is no exam."""
    once = ndtr((exam_mean(shelf, content, after) - PASS_MARK) / EXAM_SPREAD)
    return np.where(shelf.ending[content] == EXAM, once + (1.0 - once) * RETAKES * once, 1.0)


def gain_share(shelf: Shelf, people: People, who: Ints, content: Ints, place: int, level: Floats) -> Floats:
    """Share of the missing way that a completion brings: the content's effect, damped by readiness and diligence."""
    over = level - shelf.entry[content, place]
    ready = np.where(over >= 0.0, 1.0, 0.0) if people.nature.threshold else expit(12.0 * over + 2.0)
    drive = np.exp(people.nature.diligence_gains * people.diligence[who] + people.suits[who, shelf.modality[content]])
    rate = -np.log1p(-shelf.effect[content, place])
    return np.asarray(1.0 - np.exp(-rate * ready * drive))
