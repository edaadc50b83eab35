"""Whom do the programmes reach? One function a cause; lots are drawn before anyone knows what comes of it."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import expit

from recommender.types import Bools, Floats, Ints
from training.demo.careers import ROLE_IDS
from training.demo.causes.plans import Drawn, Plans, Sellers, Trend, steady
from training.demo.causes.programmes import ACADEMY, BACK_ON_TRACK, CLINIC, COLOURS, ROLLOUT, Programme
from training.demo.causes.stream import stream
from training.demo.scene import Stage
from training.demo.world import DEPARTMENTS

_NAMES: Final = [unit.id for unit in DEPARTMENTS]
_MOST_SELLERS: Final = 1500
_LUCK: Final = 0.05
_LASTING: Final = 0.4
"""How much of a quarter's luck is left in the next one."""
_WAVES: Final = (395, 515, 635, 755)
"""Days from the start of the history on which the roll-out reaches a quarter of the teams each."""
_BAD: Final = 0.1
"""Share of the sellers with the worst luck of a quarter who may be sent to training."""
_SENT: Final = 0.8
_COLOURS_DAY, _CLINIC_DAYS = 500, (605, 665, 725)
_ACADEMY_DAYS: Final = (300, 700)
_TREND_DAY: Final = 180
_TREND_A_MONTH: Final = -0.002


def planned(stage: Stage, rng: np.random.Generator) -> Plans:
    """Draws every cause; each from the same stream, in this order."""
    quarters = stage.calendar.ends("Q")
    sellers = _sellers(stage, len(quarters), rng)
    rollout = _rollout(stage, rng)
    drawn = (
        rollout,
        _academy(stage, rng),
        _clinic(stage, rng),
        _colours(stage, rng),
        _spells(stage, sellers, quarters, rng),
        stream(stage, rng),
    )
    return Plans(drawn, _trend(stage, rollout), sellers, quarters)


def _in_sales(stage: Stage) -> Ints:
    """Learners who sell from the first day to the last, without those who lead."""
    careers, sales = stage.careers, _NAMES.index("sales")
    there = (careers.teams.department[careers.team] == sales).all(axis=1)
    leads = np.isin(careers.role, [ROLE_IDS.index("sales_lead")]).any(axis=1)
    return np.flatnonzero(there & ~leads)


def _sellers(stage: Stage, quarters: int, rng: np.random.Generator) -> Sellers:
    some = _in_sales(stage)
    who = some[np.unique(np.linspace(0, len(some) - 1, min(len(some), _MOST_SELLERS)).astype(np.int64))]
    luck = rng.normal(0.0, _LUCK, (len(who), quarters))
    for quarter in range(1, quarters):
        luck[:, quarter] = _LASTING * luck[:, quarter - 1] + np.sqrt(1.0 - _LASTING**2) * luck[:, quarter]
    return Sellers(who, luck)


def _one(stage: Stage, programme: Programme, initiated: str, who: Ints, day: Ints, lots: Floats, u: Floats) -> Drawn:
    """A programme offered to each learner on a day; `lots` are chances, `u` (2, learners) what was drawn."""
    there = steady(stage, who, day)
    some, days, chance, draws = who[there], day[there], lots[there], u[:, there]
    return Drawn(
        programme.key.partition("/")[2],
        initiated,
        some,
        np.full(len(some), stage.shelf.column[programme.key]),
        days,
        chance,
        draws[0] < chance,
        draws[1] < 0.95,
        stage.careers.at(days, some).team,
    )


def _rollout(stage: Stage, rng: np.random.Generator) -> Drawn:
    """Every service team in one of four waves, everyone who is there; whoever moves on is asked once."""
    teams = stage.careers.teams
    service = np.flatnonzero(teams.department == _NAMES.index("service"))
    wave = np.full(len(teams), -1)
    wave[rng.permutation(service)] = np.arange(len(service)) % len(_WAVES)
    days = stage.calendar.start + np.array(_WAVES)
    pairs = [(np.flatnonzero(wave[stage.careers.at(int(day)).team] == n), day) for n, day in enumerate(days)]
    who = np.concatenate([some for some, _ in pairs])
    day = np.concatenate([np.full(len(some), day) for some, day in pairs])
    first = np.unique(who, return_index=True)[1]
    return _one(stage, ROLLOUT, "manager", who[first], day[first], np.ones(len(first)), rng.random((2, len(first))))


def _academy(stage: Stage, rng: np.random.Generator) -> Drawn:
    """The diligent enrol by themselves, when they like."""
    who = _in_sales(stage)
    day = stage.calendar.start + rng.integers(*_ACADEMY_DAYS, len(who))
    chance = expit(-0.9 + 1.4 * stage.people.diligence[who])
    return _one(stage, ACADEMY, "self", who, day, chance, rng.random((2, len(who))))


def _clinic(stage: Stage, rng: np.random.Generator) -> Drawn:
    """Lots decide who is invited on one of three days; account managers have better chances."""
    who = _in_sales(stage)
    day = stage.calendar.start + np.array(_CLINIC_DAYS)[rng.integers(len(_CLINIC_DAYS), size=len(who))]
    role = stage.careers.at(day, who).role
    chance = np.where(role == ROLE_IDS.index("account_manager"), 0.65, 0.4)
    return _one(stage, CLINIC, "recommendation", who, day, chance, rng.random((2, len(who))))


def _colours(stage: Stage, rng: np.random.Generator) -> Drawn:
    """Lots decide who is told to go; nothing comes of it."""
    who = _in_sales(stage)
    day = np.full(len(who), stage.calendar.start + _COLOURS_DAY)
    return _one(stage, COLOURS, "manager", who, day, np.full(len(who), 0.35), rng.random((2, len(who))))


def _spells(stage: Stage, sellers: Sellers, quarters: Ints, rng: np.random.Generator) -> Drawn:
    """After a quarter of bad luck, most are sent to training in the month that follows, once."""
    worst = sellers.luck < np.quantile(sellers.luck, _BAD)
    worst[:, :3] = worst[:, -2:] = False
    first = worst.argmax(axis=1)
    bad = np.flatnonzero(worst.any(axis=1))
    day = quarters[first[bad]] + rng.integers(5, 25, len(bad))
    return _one(
        stage, BACK_ON_TRACK, "manager", sellers.who[bad], day, np.full(len(bad), _SENT), rng.random((2, len(bad)))
    )


def _trend(stage: Stage, rollout: Drawn) -> Trend:
    """A team of the first wave gets better by itself: the one with most people who were there from the start."""
    first = np.unique(rollout.team[rollout.day == rollout.day.min()])
    careers = stage.careers
    old = _there_from_the_start(stage)
    many = np.bincount(careers.team[old, 0], minlength=len(careers.teams))
    team = int(first[many[first].argmax()])
    return Trend("escalations", team, _TREND_A_MONTH, stage.calendar.start + _TREND_DAY)


def _there_from_the_start(stage: Stage) -> Bools:
    return np.asarray((stage.careers.hired <= stage.calendar.start) & (stage.careers.left > stage.calendar.until))
