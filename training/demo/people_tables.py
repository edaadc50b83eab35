"""How do people become rows? learners, identities, absences, budgets, goals."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from recommender.types import Ints
from training.demo.calendar import NEVER
from training.demo.careers import ROLE_IDS, Standing
from training.demo.cells import dates, joined, named, numbered, picked
from training.demo.minds import role_needs
from training.demo.scene import Stage
from training.demo.shelf import SKILL_IDS
from training.demo.traits import AGE_BANDS, FIRST_NAMES, GENDERS, LAST_NAMES
from training.demo.world import DEPARTMENTS, LANGUAGES, PLACES, ROLES, ROOT

_BENCH: Final = {False: 0.07, True: 0.3}
"""Share of ordinary people and of those who lead that aim at the role after theirs."""
_GOALS: Final = 0.15
_REASONS: Final = ("agreed in the yearly talk", "wish of the learner", "next role")


def learners(stage: Stage, learner_ids: pd.Series[str], target: Ints) -> pd.DataFrame:
    """The learners table."""
    people, places = stage.people, [place.name for place in PLACES]
    return pd.DataFrame(
        {
            "learner_id": learner_ids,
            "display_name": joined(named(FIRST_NAMES, people.first), named(LAST_NAMES, people.last)),
            "hired_on": dates(stage.careers.hired),
            "language": named(LANGUAGES, people.language),
            "timezone": named([place.timezone for place in PLACES], people.place),
            "location": named(places, people.place),
            "weekly_minutes": people.weekly_minutes,
            "target_role_id": named(ROLE_IDS, target),
            "audit_gender": named(GENDERS, people.gender),
            "audit_age_band": named(AGE_BANDS, people.age_band),
        }
    )


def targets(stage: Stage, now: Standing, rng: np.random.Generator) -> Ints:
    """The role that each learner aims at, -1 for none: the leadership bench."""
    after = np.array([ROLE_IDS.index(role.next_role) if role.next_role else -1 for role in ROLES])
    leading = np.array([role.id.endswith("_lead") for role in ROLES])
    there = stage.careers.left > stage.calendar.until
    share = np.where(leading[now.role], _BENCH[True], _BENCH[False])
    return np.where(there & (rng.random(len(share)) < share), after[now.role], -1)


def identities(learner_ids: pd.Series[str], rng: np.random.Generator) -> pd.DataFrame:
    """The identities table: a number in the LMS and one in the HR system for everyone."""
    many = len(learner_ids)
    systems = [("lms", "u"), ("hr", "P")]
    frames = [
        pd.DataFrame(
            {
                "learner_id": learner_ids,
                "system": named([system], np.zeros(many, np.int64)),
                "external_id": numbered(prefix, 10_000 + rng.permutation(many), 6),
            }
        )
        for system, prefix in systems
    ]
    return pd.concat(frames, ignore_index=True)


def absences(stage: Stage, learner_ids: pd.Series[str], rng: np.random.Generator) -> pd.DataFrame:
    """The absences table: leaves, and holidays soon after the history for half of those who are there."""
    careers, until = stage.careers, stage.calendar.until
    on_leave = np.flatnonzero(careers.leave_from < NEVER)
    there = careers.left > until
    away = careers.leave_to >= until
    holiday = np.flatnonzero(there & ~away & (rng.random(len(there)) < 0.5))
    begin = until + rng.integers(5, 90, len(holiday))
    return pd.DataFrame(
        {
            "learner_id": picked(learner_ids, np.concatenate([on_leave, holiday])),
            "from_on": dates(np.concatenate([careers.leave_from[on_leave], begin])),
            "to_on": dates(np.concatenate([careers.leave_to[on_leave], begin + rng.integers(4, 20, len(holiday))])),
        }
    )


def budgets(stage: Stage, rng: np.random.Generator) -> pd.DataFrame:
    """The budgets table: money per learner and year for every department, from the first year to the one after."""
    days = np.array([stage.calendar.start, stage.calendar.until]).astype("datetime64[D]").astype("datetime64[Y]")
    first, last = (days.astype(np.int64) + 1970).tolist()
    rows = [
        (unit, str(year), float(20 * rng.integers(12, 45)), "EUR")
        for unit in (ROOT, *(unit.id for unit in DEPARTMENTS))
        for year in range(first, last + 2)
    ]
    return pd.DataFrame(rows, columns=["unit_id", "period", "amount", "currency"])


def goals(
    stage: Stage, now: Standing, target: Ints, learner_ids: pd.Series[str], rng: np.random.Generator
) -> pd.DataFrame:
    """The goals table: some people have one to three, from their role or the one they aim at."""
    until = stage.calendar.until
    who = np.flatnonzero((stage.careers.left > until) & (rng.random(len(target)) < _GOALS))
    role = np.where(target[who] >= 0, target[who], now.role[who])
    needs = role_needs()[role]
    order = np.argsort(-rng.random(needs.shape) * (needs > 0), axis=1)[:, :3]
    row, place = np.nonzero(np.arange(3) < rng.integers(1, 4, len(who))[:, None])
    skill = order[row, place]
    reason = np.where(target[who[row]] >= 0, 2, rng.integers(0, 2, len(row)))
    return pd.DataFrame(
        {
            "learner_id": picked(learner_ids, who[row]),
            "skill_id": named(SKILL_IDS, skill),
            "level": np.minimum(0.95, needs[row, skill] + rng.choice([0.0, 0.05, 0.1], len(row))).round(2),
            "weight": rng.choice([1.0, 2.0, 3.0], len(row)),
            "due_on": dates(until + rng.choice([60, 90, 120, 180, 270], len(row))),
            "reason": named(_REASONS, reason),
        }
    )
