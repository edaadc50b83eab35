"""How good and how dear are plans? Certificate gap, CPU time, and greedy "ready now" as rivals, in made-up companies.

    python benchmarks/planning.py [--sizes 300,3000,20000] [--seeds 10]

Prints one line for each size and effort, and as its last line one JSON object. Times are CPU milliseconds of this
process, one thread. A rival takes, as long as it can, whatever is ready now and gains most (per minute, or at all),
mandatory contents first; its value is given as a share of the plan's.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import numpy as np
from scipy.sparse import csr_array

from recommender.planning import Calendar, Effort, Plan, Problem, plan
from recommender.planning.growth import grow, useful
from recommender.planning.setting import Setting
from recommender.types import Floats, Ints

FIRST_DAY = date(2026, 1, 5)
WEEKS = 12
EFFORTS = {"usual": Effort(), "quick": Effort(candidates=150, pricing_rounds=3, nodes=0, simulations=128)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="300,3000,20000")
    parser.add_argument("--seeds", type=int, default=10)
    asked = parser.parse_args()
    rows = [row for size in asked.sizes.split(",") for row in measured(int(size), asked.seeds)]
    print(json.dumps({"benchmark": "planning", "seeds": asked.seeds, "rows": rows}))


def measured(size: int, seeds: int) -> Iterator[dict[str, float | str]]:
    """One row an effort, over the same problems."""
    problems = [corporate(size, seed) for seed in range(seeds)]
    for name, effort in EFFORTS.items():
        timed = [timed_plan(problem, effort) for problem in problems]
        plans, times = [made for made, _ in timed], [spent for _, spent in timed]
        pace, gain = (np.array([rival(p, per_minute) for p in problems]) for per_minute in (True, False))
        values = np.array([made.value for made in plans])
        gaps = [(made.bound - made.value) / made.bound for made in plans]
        row: dict[str, float | str] = {
            "contents": size,
            "effort": name,
            "cpu_ms_mean": round(float(np.mean(times)), 1),
            "cpu_ms_worst": round(float(np.max(times)), 1),
            "gap_percent_mean": round(100 * float(np.mean(gaps)), 3),
            "gap_percent_worst": round(100 * float(np.max(gaps)), 3),
            "proven": sum(bool(made.optimal) for made in plans),
            "value_mean": round(float(values.mean()), 4),
            "simulated_share": round(float(np.mean([made.simulated.value for made in plans]) / values.mean()), 3),
            "rival_per_minute": round(float(np.mean(pace / values)), 3),
            "rival_by_gain": round(float(np.mean(gain / values)), 3),
            "rival_by_gain_worst": round(float(np.min(gain / values)), 3),
        }
        print("  ".join(f"{key} {value}" for key, value in row.items()), flush=True)
        yield row


def timed_plan(problem: Problem, effort: Effort) -> tuple[Plan, float]:
    """A plan and the CPU milliseconds that it took."""
    begin = time.process_time()
    made = plan(problem, effort)
    return made, 1e3 * (time.process_time() - begin)


def rival(problem: Problem, per_minute: bool) -> float:
    """Value of the greedy plan that starts with what is mandatory; 0 if it leaves a mandatory content out."""
    setting = Setting.of(problem)

    def score(gains: Floats) -> Floats:
        worth = useful(setting, gains)
        return np.where(problem.mandatory, 1e6, worth if per_minute else worth * np.maximum(problem.minutes, 1.0))

    order = grow(setting, (), score)
    return setting.rows.worth(order) if np.isin(np.flatnonzero(problem.mandatory), order).all() else 0.0


def corporate(n: int, seed: int, skills: int = 40, wanted: int = 10) -> Problem:
    """A learner with gaps in some skills of a company, and n contents: micro, courses and long programmes."""
    rng = np.random.default_rng(seed)
    level = np.round(rng.beta(2, 3, skills), 3)
    bands = _bands(rng, level, wanted)
    minutes = _minutes(rng, n)
    links = _links(rng, n, skills, level, minutes)
    due = [FIRST_DAY + timedelta(int(d)) if d < 7 * WEEKS else None for d in rng.integers(10, 84 * 10, n)]
    mandatory = np.zeros(n, np.bool_)
    for content in rng.permutation(_startable(n, links, level, minutes))[:3]:
        mandatory[content], due[content] = True, FIRST_DAY + timedelta(int(rng.integers(20, 80)))
    requires = _requires(rng, n, links, mandatory)
    return Problem(
        ids=tuple(f"c{i:05d}" for i in range(n)),
        minutes=minutes,
        cost=np.where(mandatory | (rng.random(n) < 0.55), 0.0, np.round(minutes / 60 * rng.gamma(2, 9, n), 1)),
        chance=np.clip(rng.beta(8, 2, n) * np.exp(-minutes / 2000), 0.05, 0.99),
        bonus=np.zeros(n),
        coverage=_coverage(n, links, bands),
        band_weight=bands[3],
        band_missing=bands[2] - np.maximum(bands[1], level[bands[0]]),
        band_skill=bands[0],
        band_low=bands[1],
        band_high=bands[2],
        level=level,
        link_content=links[0],
        link_skill=links[1],
        link_entry=links[2],
        link_exit=links[3],
        link_effect=links[4],
        requires=requires,
        alternatives=np.where(mandatory | (rng.random(n) > 0.1), -1, rng.integers(0, max(1, n // 20), n)),
        due=tuple(due),
        mandatory=mandatory,
        sessions=_sessions(rng, n, mandatory),
        calendar=Calendar.of(FIRST_DAY, WEEKS, 240, ((date(2026, 2, 9), date(2026, 2, 13)),)),
        money=600.0,
        step_cost=0.002,
    )


def _bands(rng: np.random.Generator, level: Floats, wanted: int) -> tuple[Ints, Floats, Floats, Floats]:
    bands = []
    for s in sorted(rng.choice(len(level), wanted, replace=False)):
        target, matters = min(1.0, round(level[s] + rng.uniform(0.15, 0.55), 1)), rng.gamma(2, 0.5) + 0.1
        cells = np.arange(10) / 10
        bands += [(s, cell, cell + 0.1, matters) for cell in cells[(cells + 0.1 > level[s]) & (cells + 1e-9 < target)]]
    skill, low, high, weight = np.array(bands).T
    return skill.astype(np.int64), low, high, weight


def _minutes(rng: np.random.Generator, n: int) -> Floats:
    kind = rng.choice(3, n, p=[0.5, 0.38, 0.12])
    hours = np.where(kind == 0, rng.uniform(0.1, 0.7, n), np.where(kind == 1, rng.lognormal(0.8, 0.5, n), 9.0))
    return np.round(np.clip(np.where(kind == 2, rng.lognormal(2.2, 0.4, n), hours), 0.1, 24) * 60)


def _links(rng: np.random.Generator, n: int, skills: int, level: Floats, minutes: Floats) -> tuple[np.ndarray, ...]:
    count = rng.choice([1, 2, 3], n, p=[0.6, 0.3, 0.1])
    popular = rng.dirichlet(np.ones(skills) * 1.5)
    content = np.repeat(np.arange(n), count)
    skill = np.concatenate([np.sort(rng.choice(skills, c, replace=False, p=popular)) for c in count])
    entry = np.round(np.maximum(0.0, rng.beta(2, 3, len(content)) - 0.1), 1)
    exit_level = np.minimum(1.0, entry + np.round(rng.uniform(0.1, 0.5, len(content)), 1))
    effect = np.clip(0.2 + 0.15 * np.log1p(minutes[content] / 60) * rng.beta(4, 3, len(content)) * 2, 0.05, 0.95)
    return content, skill, entry, exit_level, effect


def _coverage(n: int, links: tuple[np.ndarray, ...], bands: tuple[Ints, Floats, Floats, Floats]) -> csr_array:
    content, skill, entry, exit_level, effect = links
    dense = np.zeros((n, len(bands[0])))
    for q, (s, low, high) in enumerate(zip(*bands[:3], strict=True)):
        own = skill == s
        inside = np.clip((np.minimum(high, exit_level[own]) - np.maximum(low, entry[own])) / (high - low), 0, 1)
        dense[content[own], q] = effect[own] * inside
    return csr_array(dense)


def _startable(n: int, links: tuple[np.ndarray, ...], level: Floats, minutes: Floats) -> Ints:
    blocked = np.zeros(n, np.bool_)
    blocked[links[0][links[2] > level[links[1]]]] = True
    return np.flatnonzero(~blocked & (minutes < 120))


def _requires(rng: np.random.Generator, n: int, links: tuple[np.ndarray, ...], mandatory: np.ndarray) -> Ints:
    first = np.searchsorted(links[0], np.arange(n))
    main, entry = links[1][first], links[2][first]
    pairs = []
    for content in np.flatnonzero((rng.random(n) < 0.3) & ~mandatory):
        easier = np.flatnonzero((main == main[content]) & (entry < entry[content]))
        pairs += [(content, needed) for needed in rng.permutation(easier)[: rng.choice([1, 2], p=[0.75, 0.25])]]
    return np.array(sorted(pairs), np.int64).reshape(-1, 2)


def _sessions(rng: np.random.Generator, n: int, mandatory: np.ndarray) -> tuple[tuple[datetime, ...], ...]:
    live = (rng.random(n) < 0.1) & ~mandatory
    return tuple(
        tuple(
            sorted(
                datetime(2026, 1, 5, int(hour), tzinfo=UTC) + timedelta(weeks=int(week), days=int(day))
                for hour, week, day in zip(
                    rng.integers(7, 16, 3), rng.integers(0, WEEKS, 3), rng.integers(0, 5, 3), strict=True
                )
            )
        )
        if live[i]
        else ()
        for i in range(n)
    )


if __name__ == "__main__":
    main()
