"""How do the business outcomes of teams move with what people do?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from recommender.types import Floats, Ints
from training.demo.behaving import BEHAVIOURS, Behaving
from training.demo.calendar import month_name
from training.demo.causes.plans import Trend
from training.demo.causes.thinning import thinned
from training.demo.cells import named
from training.demo.scene import Course, Stage, Week
from training.demo.teams import Teams
from training.demo.world import OUTCOMES, ROOT, Outcome


@dataclass(slots=True)
class Measuring:
    """Notes at every end of a month how many of each team show each behaviour, and of how many it is asked.

    Where there are causes to be judged, also how many would without any training, and without the programmes.
    """

    stage: Stage
    course: Course
    behaving: Behaving
    trend: Trend | None = None
    months: list[int] = field(default_factory=list)
    showing: list[Floats] = field(default_factory=list)
    asked: list[Floats] = field(default_factory=list)
    untrained: list[Floats] = field(default_factory=list)
    unpractised: list[Floats] = field(default_factory=list)

    def note(self, week: Week) -> None:
        """Notes the month that ends this week, if one does."""
        ends = self.stage.calendar.ends("M")
        for day in ends[(ends >= week.monday) & (ends < week.monday + 7)].tolist():
            self.months.append(day)
            self._count(week, day)

    def _count(self, week: Week, day: int) -> None:
        """Adds one month: arrays of the shape (teams, behaviours)."""
        teams, before = len(self.stage.careers.teams), self.course.untrained
        showing, asked, untrained, unpractised = np.zeros((4, teams, len(BEHAVIOURS)))
        for number, behaviour in enumerate(self.behaving.numbers):
            who = np.flatnonzero(self.behaving.asked(week.now, behaviour) & week.now.active)
            team = week.now.team[who]
            plain = self.behaving.unpractised(self.course.minds, who, number, day)
            shown = np.minimum(plain + self.behaving.practice.added(who, behaviour), 1.0)
            asked[:, behaviour] = np.bincount(team, minlength=teams)
            showing[:, behaviour] = np.bincount(team, shown, minlength=teams)
            if before is not None:
                bare = self.behaving.unpractised(before, who, number, day)
                untrained[:, behaviour] = np.bincount(team, bare, minlength=teams)
                unpractised[:, behaviour] = np.bincount(team, plain, minlength=teams)
        self.showing.append(showing)
        self.asked.append(asked)
        self.untrained.append(untrained)
        self.unpractised.append(unpractised)

    def frame(self, rng: np.random.Generator) -> pd.DataFrame:
        """The outcome_values table: every month, each team that answers for an outcome, and its department."""
        return self.frames(rng, None)[0]

    def frames(
        self, rng: np.random.Generator, other: np.random.Generator | None
    ) -> tuple[pd.DataFrame, pd.DataFrame | None]:
        """The table, and the same rows with what would have been measured without training since the start.

        Chance for the second comes from `other`; without it there is no second.
        """
        pairs = [self._values(outcome, rng, other) for outcome in OUTCOMES]
        table = pd.concat([real for real, _ in pairs], ignore_index=True)
        if other is None:
            return table, None
        bare = pd.concat([untrained for _, untrained in pairs if untrained is not None], ignore_index=True)
        rows = table[["outcome_id", "unit_id", "period"]]
        return table, rows.assign(value_with=table["value"], value_without=bare["value"])

    def _values(
        self, outcome: Outcome, rng: np.random.Generator, other: np.random.Generator | None
    ) -> tuple[pd.DataFrame, pd.DataFrame | None]:
        """What whole teams do moves the outcome away from where it stood; teams differ, and luck lasts for a while."""
        own = [n for n, (other, _) in enumerate(BEHAVIOURS) if other.id == outcome.id]
        able = [n for n in own if BEHAVIOURS[n][1].skills]
        units, shares = self.shares(outcome, able, self.showing)
        rest, moves = shares[0].mean(axis=0), [BEHAVIOURS[n][1].move for n in able]
        value = outcome.level + ((shares - rest) * moves).sum(axis=2)
        value += rng.normal(0.0, outcome.team_spread, len(units)) + _wander(value.shape, outcome.noise, rng)
        for n in (n for n in own if n not in able):
            value += BEHAVIOURS[n][1].move * np.cumsum(rng.normal(0.0, 0.01, (len(value), 1)), axis=0)
        value += self._by_itself(outcome, units)
        likely, cases, counted = _drawn(outcome, value, rng)
        table = self._rows(outcome, units, counted, cases)
        if other is None:
            return table, None
        lost = ((self.shares(outcome, able, self.untrained)[1] - shares) * moves).sum(axis=2)
        bare = _likely(outcome, value + lost)
        fewer = thinned(counted, cases, likely, bare, other) if outcome.cases else bare * cases
        return table, self._rows(outcome, units, fewer, cases)

    def _by_itself(self, outcome: Outcome, units: Ints) -> Floats:
        """What moves one team whatever anyone learns, shape (months, units)."""
        moved = np.zeros((len(self.months), len(units)))
        if self.trend is not None and self.trend.outcome == outcome.id:
            since = np.maximum(0.0, np.array(self.months) - self.trend.from_day) / 30.4
            where = units == self.stage.careers.teams.unit[self.trend.team]
            moved[:, where] = (self.trend.a_month * since)[:, None]
        return moved

    def shares(self, outcome: Outcome, able: list[int], counts: list[Floats]) -> tuple[Ints, Floats]:
        """Units measured and the share of their people who show each behaviour, shape (months, units, behaviours)."""
        tree = self.stage.careers.teams
        unit = 1 + tree.department if ROOT in outcome.units else tree.unit
        units, group = np.unique(unit, return_inverse=True)
        showing, asked = (by_group(np.array(some)[:, :, able], group) for some in (counts, self.asked))
        always = (asked > 0).all(axis=(0, 2))
        return units[always], showing[:, always] / asked[:, always]

    def _rows(self, outcome: Outcome, units: Ints, counted: Floats, cases: Floats) -> pd.DataFrame:
        tree = self.stage.careers.teams
        tables = [_table(units, counted, cases)]
        if ROOT not in outcome.units:
            below = np.isin(tree.unit, units)
            above = dict(zip(tree.unit[below].tolist(), (1 + tree.department[below]).tolist(), strict=True))
            departments, group = np.unique([above[unit] for unit in units.tolist()], return_inverse=True)
            tables.append(_table(departments, by_group(counted, group), by_group(cases, group)))
        if ROOT not in outcome.units and tree.later_unit is not None:
            tables[0] = renamed(tables[0], tree, np.array(self.months))
        months = [month_name(day) for day in self.months]
        return pd.concat([_named(table, tree.unit_ids, months, outcome) for table in tables], ignore_index=True)


def _likely(outcome: Outcome, value: Floats) -> Floats:
    share = outcome.cases > 0
    return np.clip(value, 0.005 if share else 2.0, 0.98 if share else np.inf)


def _drawn(outcome: Outcome, value: Floats, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """What is expected of one case, how many cases there are, and what they add up to."""
    likely = _likely(outcome, value)
    cases: Floats = rng.poisson(max(outcome.cases, 1), value.shape).astype(np.float64) + 3.0
    if outcome.cases > 0:
        return likely, cases, rng.binomial(cases.astype(np.int64), likely).astype(np.float64)
    return likely, cases, likely * cases


def renamed(table: dict[str, np.ndarray], tree: Teams, months: Ints) -> dict[str, np.ndarray]:
    """The rows under the names that units had at the end of each month; what was merged is added up."""
    if tree.later_unit is None:
        return table
    after = np.arange(len(tree.unit_ids))
    after[tree.unit] = tree.later_unit
    new = months[table["month"]] >= tree.reorganised_on
    unit = np.where(new, after[table["unit"]], table["unit"])
    keys, group = np.unique(table["month"] * len(after) + unit, return_inverse=True)
    counted, cases = (np.bincount(group, table[name]) for name in ("numerator", "denominator"))
    return {
        "unit": keys % len(after),
        "month": keys // len(after),
        "value": counted / cases,
        "numerator": counted,
        "denominator": cases,
    }


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
