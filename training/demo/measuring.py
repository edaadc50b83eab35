"""How do the business outcomes of teams move with what people do?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from recommender.types import Floats, Ints
from training.demo.behaving import BEHAVIOURS, Behaving
from training.demo.calendar import month_name
from training.demo.cells import named
from training.demo.scene import Course, Stage, Week
from training.demo.world import OUTCOMES, ROOT, Outcome


@dataclass(slots=True)
class Measuring:
    """Notes at every end of a month how many of each team show each behaviour, and of how many it is asked."""

    stage: Stage
    course: Course
    behaving: Behaving
    months: list[int] = field(default_factory=list)
    showing: list[Floats] = field(default_factory=list)
    asked: list[Floats] = field(default_factory=list)

    def note(self, week: Week) -> None:
        """Notes the month that ends this week, if one does."""
        ends = self.stage.calendar.ends("M")
        for day in ends[(ends >= week.monday) & (ends < week.monday + 7)].tolist():
            self.months.append(day)
            self._count(week, day)

    def _count(self, week: Week, day: int) -> None:
        """Adds one month: arrays of the shape (teams, behaviours)."""
        teams = len(self.stage.careers.teams)
        showing, asked = np.zeros((2, teams, len(BEHAVIOURS)))
        for number, behaviour in enumerate(self.behaving.numbers):
            who = np.flatnonzero(self.behaving.asked(week.now, behaviour) & week.now.active)
            shown = self.behaving.share(self.course.minds, who, number, day)
            asked[:, behaviour] = np.bincount(week.now.team[who], minlength=teams)
            showing[:, behaviour] = np.bincount(week.now.team[who], shown, minlength=teams)
        self.showing.append(showing)
        self.asked.append(asked)

    def frame(self, rng: np.random.Generator) -> pd.DataFrame:
        """The outcome_values table: every month, each team that answers for an outcome, and its department."""
        frames = [self._values(outcome, rng) for outcome in OUTCOMES]
        return pd.concat(frames, ignore_index=True)

    def _values(self, outcome: Outcome, rng: np.random.Generator) -> pd.DataFrame:
        """What whole teams do moves the outcome away from where it stood; teams differ, and luck lasts for a while."""
        own = [n for n, (other, _) in enumerate(BEHAVIOURS) if other.id == outcome.id]
        able = [n for n in own if BEHAVIOURS[n][1].skills]
        units, shares = self._shares(outcome, able)
        rest = shares[0].mean(axis=0)
        value = outcome.level + ((shares - rest) * [BEHAVIOURS[n][1].move for n in able]).sum(axis=2)
        value += rng.normal(0.0, outcome.team_spread, len(units)) + _wander(value.shape, outcome.noise, rng)
        for n in (n for n in own if n not in able):
            value += BEHAVIOURS[n][1].move * np.cumsum(rng.normal(0.0, 0.01, (len(value), 1)), axis=0)
        return self._rows(outcome, units, value, rng)

    def _shares(self, outcome: Outcome, able: list[int]) -> tuple[Ints, Floats]:
        """Units measured and the share of their people who show each behaviour, shape (months, units, behaviours)."""
        tree = self.stage.careers.teams
        unit = 1 + tree.department if ROOT in outcome.units else tree.unit
        units, group = np.unique(unit, return_inverse=True)
        showing, asked = (by_group(np.array(counts)[:, :, able], group) for counts in (self.showing, self.asked))
        always = (asked > 0).all(axis=(0, 2))
        return units[always], showing[:, always] / asked[:, always]

    def _rows(self, outcome: Outcome, units: Ints, value: Floats, rng: np.random.Generator) -> pd.DataFrame:
        tree = self.stage.careers.teams
        share = outcome.cases > 0
        likely = np.clip(value, 0.005 if share else 2.0, 0.98 if share else np.inf)
        cases: Floats = rng.poisson(max(outcome.cases, 1), value.shape).astype(np.float64) + 3.0
        counted: Floats = likely * cases
        if share:
            counted = rng.binomial(cases.astype(np.int64), likely).astype(np.float64)
        tables = [_table(units, counted, cases)]
        if ROOT not in outcome.units:
            below = np.isin(tree.unit, units)
            above = dict(zip(tree.unit[below].tolist(), (1 + tree.department[below]).tolist(), strict=True))
            departments, group = np.unique([above[unit] for unit in units.tolist()], return_inverse=True)
            tables.append(_table(departments, by_group(counted, group), by_group(cases, group)))
        months = [month_name(day) for day in self.months]
        return pd.concat([_named(table, tree.unit_ids, months, outcome) for table in tables], ignore_index=True)


def by_group(counts: Floats, group: Ints) -> Floats:
    """Sums over the second axis, group by group."""
    order = np.argsort(group, kind="stable")
    first = np.searchsorted(group[order], np.arange(int(group.max()) + 1))
    return np.asarray(np.add.reduceat(counts[:, order], first, axis=1))


def _wander(shape: tuple[int, ...], noise: float, rng: np.random.Generator) -> Floats:
    """Noise that stays for a while: half of last month's, and a fresh part."""
    fresh = rng.normal(0.0, noise, shape)
    for month in range(1, shape[0]):
        fresh[month] += 0.5 * fresh[month - 1]
    return fresh


def _table(unit: Ints, counted: Floats, cases: Floats) -> dict[str, np.ndarray]:
    months = np.arange(len(counted))
    return {
        "unit": np.tile(unit, len(counted)),
        "month": np.repeat(months, len(unit)),
        "value": (counted / cases).ravel(),
        "numerator": counted.ravel(),
        "denominator": cases.ravel(),
    }


def _named(table: dict[str, np.ndarray], units: tuple[str, ...], months: list[str], outcome: Outcome) -> pd.DataFrame:
    share = outcome.cases > 0
    missing = np.full(len(table["unit"]), np.nan)
    return pd.DataFrame(
        {
            "outcome_id": named([outcome.id], np.zeros(len(missing), np.int64)),
            "unit_id": named(units, table["unit"]),
            "period": named(months, table["month"]),
            "value": np.round(table["value"], 4 if share else 1),
            "numerator": table["numerator"] if share else missing,
            "denominator": table["denominator"] if share else missing,
        }
    )
