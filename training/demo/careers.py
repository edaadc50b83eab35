"""Where did everyone work, as what and for whom, from when to when?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from recommender.types import Bools, Ints
from training.demo.calendar import NEVER, Calendar
from training.demo.history import CALM, History
from training.demo.teams import LEADERSHIP, Teams
from training.demo.world import DEPARTMENTS, ROLES

ROLE_IDS: Final = tuple(role.id for role in ROLES)
_LEAD_ROLE: Final[Ints] = np.array([ROLE_IDS.index(unit.lead_role) for unit in DEPARTMENTS])
_NEXT_ROLE: Final[Ints] = np.array([ROLE_IDS.index(role.next_role) if role.next_role else -1 for role in ROLES])


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is what on one day; `manager` is -1 for none, `active` is false before, after and on leave."""

    team: Ints
    role: Ints
    manager: Ints
    active: Bools


@dataclass(frozen=True, slots=True)
class Careers:
    """Everyone's dates, NEVER where something did not happen.

    `team` and `role` have the shape (learners, 2): before and from `changed` on; `leads` likewise (teams, 2) around
    `lead_changed`. `heads` has one learner a department; that of the leadership leads the organisation.
    """

    hired: Ints
    left: Ints
    changed: Ints
    leave_from: Ints
    leave_to: Ints
    team: Ints
    role: Ints
    leads: Ints
    lead_changed: Ints
    heads: Ints
    teams: Teams

    def at(self, day: int | Ints, who: Ints | None = None) -> Standing:
        """Where some learners (default: all) stand on a day, or each on a day of their own."""
        some = np.arange(len(self.hired)) if who is None else who
        after = (self.changed[some] <= day).astype(np.int64)
        team, role = self.team[some, after], self.role[some, after]
        active = (self.hired[some] <= day) & (day < self.left[some]) & ~self.away(day, some)
        return Standing(team, role, self._manager(some, team, day), active)

    def away(self, day: int | Ints, who: Ints) -> Bools:
        """Whether learners are on leave on a day."""
        return np.asarray((self.leave_from[who] <= day) & (day <= self.leave_to[who]))

    def _manager(self, who: Ints, team: Ints, day: int | Ints) -> Ints:
        lead = self.leads[team, (self.lead_changed[team] <= day).astype(np.int64)]
        department = self.teams.department[team]
        above = np.where((lead == who) | (department == LEADERSHIP), self.heads[department], lead)
        above = np.where(above == who, self.heads[LEADERSHIP], above)
        return np.where(above == who, -1, above)

    def unit_heads(self, day: int) -> Ints:
        """The learner who heads each unit on a day: leads their teams, heads everything above."""
        above = np.array([self.heads[LEADERSHIP], *self.heads])
        heads = np.full(len(self.teams.unit_ids), -1)
        heads[: len(above)] = above
        lead = self.leads[np.arange(len(self.leads)), (self.lead_changed <= day).astype(np.int64)]
        below = self.teams.department != LEADERSHIP
        heads[self.teams.unit[below]] = lead[below]
        heads[self.teams.unit_on(np.flatnonzero(below), day)] = lead[below]
        return np.where(heads < 0, heads[self.teams.unit_parents], heads)


def careers(teams: Teams, calendar: Calendar, rng: np.random.Generator, history: History = CALM) -> Careers:
    """Draws hires, leaves, moves, promotions, successions and departures."""
    leads = _leads(teams)
    department = teams.department[teams.seat]
    lead_changed = np.where(
        (rng.random(len(teams)) < 0.25) & (teams.department != LEADERSHIP),
        rng.integers(calendar.start + 90, calendar.until - 90, len(teams)),
        NEVER,
    )
    fixed = (teams.rank < 2) | (department == LEADERSHIP)
    hired = _hired(fixed, calendar, rng)
    left = np.where(fixed, NEVER, _left(hired, calendar, history.leaving_a_year, rng))
    leave_from, leave_to = _leave(hired, left, fixed, calendar, rng)
    changed, team, role = _changes(teams, hired, left, fixed, calendar, rng)
    first, second = leads[:, 0], leads[:, 1]
    ruled = teams.department != LEADERSHIP
    left[first[ruled]] = lead_changed[ruled]
    changed[second[ruled]] = lead_changed[ruled]
    role[first[ruled]] = _LEAD_ROLE[teams.department[ruled]][:, None]
    role[second[ruled], 1] = _LEAD_ROLE[teams.department[ruled]]
    heads = np.flatnonzero(department == LEADERSHIP)[: len(DEPARTMENTS)]
    return Careers(hired, left, changed, leave_from, leave_to, team, role, leads, lead_changed, heads, teams)


def _leads(teams: Teams) -> Ints:
    """First and second learner of each team: who leads at the start, and who follows."""
    leads = np.zeros((len(teams), 2), dtype=np.int64)
    for rank in (0, 1):
        who = np.flatnonzero(teams.rank == rank)
        leads[teams.seat[who], rank] = who
    return leads


def _hired(fixed: Bools, calendar: Calendar, rng: np.random.Generator) -> Ints:
    n = len(fixed)
    before = calendar.start - 100 - np.rint(rng.exponential(5.0 * 365, n)).clip(max=25 * 365).astype(np.int64)
    joining = rng.integers(calendar.start, calendar.until - 9, n)
    return np.where(fixed | (rng.random(n) < 0.68), before, joining)


def _left(hired: Ints, calendar: Calendar, rate: float, rng: np.random.Generator) -> Ints:
    stay = np.rint(rng.exponential(365.0 / rate, len(hired))).astype(np.int64)
    left = np.maximum(hired + 45, calendar.start) + 15 + stay
    return np.where(left > calendar.until, NEVER, left)


def _leave(hired: Ints, left: Ints, fixed: Bools, calendar: Calendar, rng: np.random.Generator) -> tuple[Ints, Ints]:
    n = len(hired)
    begin = rng.integers(calendar.start + 30, calendar.until + 30, n)
    end = begin + rng.integers(45, 240, n)
    fits = ~fixed & (rng.random(n) < 0.1) & (begin > hired + 90) & (end < left - 5)
    return np.where(fits, begin, NEVER), np.where(fits, end, NEVER)


def _changes(
    teams: Teams, hired: Ints, left: Ints, fixed: Bools, calendar: Calendar, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    """Moves within a department, moves to another, and promotions; at most one a learner."""
    n = len(hired)
    role = _first_roles(teams, rng)
    low, high = np.maximum(hired, calendar.start) + 120, np.minimum(left, calendar.until) - 30
    moves = ~fixed & (rng.random(n) < 0.36) & (low < high)
    day = np.where(moves, low + np.floor(rng.random(n) * np.maximum(high - low, 1)), NEVER).astype(np.int64)
    kind = np.where(moves, rng.choice(3, n, p=[0.35, 0.2, 0.45]), -1)
    drawn = rng.integers(len(teams) - 1, size=n)
    first = np.searchsorted(teams.department, teams.department[teams.seat])
    count = np.bincount(teams.department)[teams.department[teams.seat]]
    team = np.select([kind == 0, kind == 1], [first + drawn % count, drawn], teams.seat)
    entry = np.array([ROLE_IDS.index(unit.roles[0][0]) for unit in DEPARTMENTS])
    next_role = np.where(np.isin(_NEXT_ROLE[role], (*_LEAD_ROLE, -1)), role, _NEXT_ROLE[role])
    stranger = teams.department[team] != teams.department[teams.seat]
    later = np.where(stranger, entry[teams.department[team]], np.where(kind == 2, next_role, role))
    return day, np.stack([teams.seat, team], axis=1), np.stack([role, later], axis=1)


def _first_roles(teams: Teams, rng: np.random.Generator) -> Ints:
    shares = np.zeros((len(DEPARTMENTS), len(ROLES)))
    for number, unit in enumerate(DEPARTMENTS):
        for role, share in unit.roles:
            shares[number, ROLE_IDS.index(role)] = share
    ladder = np.cumsum(shares, axis=1)[teams.department[teams.seat]]
    mark = rng.random(len(ladder))[:, None] * ladder[:, -1:]
    return np.asarray((mark >= ladder).sum(axis=1), dtype=np.int64)
