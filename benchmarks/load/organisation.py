"""Which organisation is asked about? Learners who like what others in their role like, and most of all what is known.

Nothing of it comes from the recommender: a seed and a size give the same tables each time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

SKILLS, TOPICS, ROLES, UNITS = 400, 20, 30, 60
STARTS, ENDS, RATINGS = 26, 20, 4
"""Events of each learner: contents started, of those completed, and skills rated."""
SCALE = {"1": 0.1, "2": 0.3, "3": 0.5, "4": 0.7, "5": 0.9}
BEGAN = pd.Timestamp("2024-01-01", tz="UTC")
DAYS = 700
OWN_TOPICS = 3
"""Topics that a role mostly learns about, and how often it does."""
OWN_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Size:
    """How large the organisation is."""

    learners: int = 10_000
    contents: int = 20_000


def organisation(size: Size, seed: int = 0) -> dict[str, pd.DataFrame]:
    """All its tables."""
    rng = np.random.default_rng(seed)
    skills, roles, units = names("skill", SKILLS), names("role", ROLES), names("unit", UNITS)
    contents, learners = names("content", size.contents), names("learner", size.learners)
    role = rng.integers(0, ROLES, size.learners)
    topic = rng.integers(0, TOPICS, size.contents)
    return {
        "learners": pd.DataFrame(
            {"learner_id": learners, "weekly_minutes": rng.choice([60.0, 90.0, 120.0], len(learners))}
        ),
        "employments": pd.DataFrame(
            {
                "learner_id": learners,
                "valid_from": "2023-01-01",
                "role_id": roles[role],
                "unit_id": units[rng.integers(0, UNITS, len(learners))],
            }
        ),
        "units": pd.DataFrame(
            {"unit_id": units, "name": units, "parent_id": ["", *units[(np.arange(1, UNITS) - 1) // 4]]}
        ),
        "skills": pd.DataFrame({"skill_id": skills, "name": skills}),
        "roles": pd.DataFrame({"role_id": roles, "name": roles}),
        "role_skills": _role_skills(roles, skills, rng),
        "contents": pd.DataFrame(
            {"content_id": contents, "title": contents, "minutes": np.round(rng.lognormal(4, 0.8, len(contents)) + 5)}
        ),
        "content_skills": _content_skills(contents, skills, topic, rng),
        "scales": pd.DataFrame({"scale_id": "five", "mark": list(SCALE), "level": list(SCALE.values())}),
        "events": events(learners, role, topic, rng),
    }


def names(kind: str, count: int) -> np.ndarray:
    """Ids of one kind.

    >>> list(names("role", 2))
    ['role-00000', 'role-00001']
    """
    return np.array([f"{kind}-{row:05d}" for row in range(count)], object)


def events(learners: np.ndarray, role: np.ndarray, topic: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Fifty events for each learner: contents started, most of them completed, and a few skills rated."""
    likes = np.stack([rng.choice(TOPICS, OWN_TOPICS, replace=False) for _ in range(ROLES)])
    known = 1.0 / (1 + rng.permutation(len(topic))) ** 0.8
    chosen = np.empty((len(learners), STARTS), np.int64)
    for one in range(ROLES):
        rows = np.flatnonzero(role == one)
        mine = np.where(np.isin(topic, likes[one]), known, 0.0)
        weight = OWN_SHARE * mine / max(mine.sum(), 1e-9) + (1 - OWN_SHARE) * known / known.sum()
        chosen[rows] = rng.choice(len(topic), (len(rows), STARTS), p=weight / weight.sum())
    day = np.sort(rng.integers(0, DAYS, chosen.shape), axis=1)
    ended = rng.random(chosen.shape).argsort(axis=1) < ENDS
    who = np.repeat(learners, STARTS)
    started = _rows(who, "started", day.ravel(), chosen.ravel())
    completed = _rows(who[ended.ravel()], "completed", (day + rng.integers(1, 20, day.shape))[ended], chosen[ended])
    rated = _ratings(learners, rng)
    made = pd.concat([started, completed, rated], ignore_index=True).assign(initiated_by="self")
    return made.assign(event_id=[f"event-{row:07d}" for row in range(len(made))])


def _rows(who: np.ndarray, kind: str, day: np.ndarray, content: np.ndarray) -> pd.DataFrame:
    at = BEGAN + pd.to_timedelta(day, unit="D")
    names_of = pd.Series(content).map("content-{:05d}".format)
    return pd.DataFrame({"learner_id": who, "kind": kind, "occurred_at": at, "content_id": names_of.to_numpy()})


def _ratings(learners: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    count = len(learners) * RATINGS
    at = BEGAN + pd.to_timedelta(rng.integers(0, DAYS, count), unit="D")
    return pd.DataFrame(
        {
            "learner_id": np.repeat(learners, RATINGS),
            "kind": "self_rated",
            "occurred_at": at,
            "skill_id": names("skill", SKILLS)[rng.integers(0, SKILLS, count)],
            "value": rng.choice(list(SCALE), count, p=[0.15, 0.3, 0.3, 0.15, 0.1]),
            "scale_id": "five",
        }
    )


def _role_skills(roles: np.ndarray, skills: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    needs = [(role, skill) for role in roles for skill in rng.choice(skills, 12, replace=False)]
    return pd.DataFrame(needs, columns=["role_id", "skill_id"]).assign(level=rng.choice([0.6, 0.7, 0.8], len(needs)))


def _content_skills(
    contents: np.ndarray, skills: np.ndarray, topic: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """Two to four skills for each content, those of its topic."""
    count = rng.integers(2, 5, len(contents))
    per_topic = len(skills) // TOPICS
    entry = rng.choice([0.0, 0.2, 0.4, 0.6], count.sum())
    picked = np.repeat(topic, count) * per_topic + rng.integers(0, per_topic, count.sum())
    links = pd.DataFrame(
        {
            "content_id": np.repeat(contents, count),
            "skill_id": skills[picked],
            "entry_level": entry,
            "exit_level": np.round(entry + rng.choice([0.2, 0.3, 0.4], len(entry)), 2),
        }
    )
    return links.drop_duplicates(["content_id", "skill_id"])
