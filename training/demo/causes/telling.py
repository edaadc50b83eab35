"""What is the truth about every cause, and what would the service have logged of it?"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from training.demo.behaving import BEHAVIOUR_IDS, BEHAVIOURS
from training.demo.causes.causing import Causing
from training.demo.causes.effects import Effect, asked_effect, trained_effect
from training.demo.causes.plans import Drawn
from training.demo.causes.programmes import ROLLOUT
from training.demo.cells import dates, named, picked
from training.demo.life import Life
from training.demo.scene import Stage
from training.demo.world import OUTCOMES

UNTRAINED: Final = "outcomes without training"
_LOTTERIES: Final = ("clinic", "stream")
"""Causes whose invitations a service sends, so that it logs their propensities."""


def measured(
    life: Life, learner_ids: pd.Series[str], rng: np.random.Generator, aside: np.random.Generator
) -> dict[str, pd.DataFrame]:
    """The table outcome_values, and under UNTRAINED the frame `outcomes` of the truth, where there are causes."""
    if life.causing is None:
        return {"outcome_values": life.measuring.frame(rng)}
    of_units, units_truth = life.measuring.frames(rng, aside)
    of_people, people_truth = life.causing.personal.frames(learner_ids, aside, aside)
    table = pd.concat([of_units, of_people], ignore_index=True)
    truth = pd.concat([units_truth, people_truth], ignore_index=True)
    names = ["outcome_id", "unit_id", "learner_id", "period", "value_with", "value_without"]
    return {"outcome_values": table, UNTRAINED: truth[names]}


def causes_truth(life: Life, stage: Stage, learner_ids: pd.Series[str]) -> dict[str, pd.DataFrame]:
    """The frames `causes`, `cause_members` and `invitations`, where there are causes to be judged."""
    if life.causing is None:
        return {}
    drawn = life.causing.plans.drawn
    members = pd.concat([_members(one, stage, learner_ids) for one in drawn], ignore_index=True)
    logged = members[members["cause_id"].isin(_LOTTERIES)]
    numbers = pd.Series(range(1, len(logged) + 1), index=logged.index)
    invitations = logged.assign(recommendation_id=numbers.map("R{:07d}".format).where(logged["asked"]))
    names = ["recommendation_id", "learner_id", "content_id", "day", "propensity", "asked"]
    return {
        "causes": _causes(life, life.causing, stage),
        "cause_members": members,
        "invitations": invitations[names].rename(columns={"asked": "invited"}).reset_index(drop=True),
    }


def _members(one: Drawn, stage: Stage, learner_ids: pd.Series[str]) -> pd.DataFrame:
    """Everyone who could have been asked, in the order of days and learners."""
    order = np.lexsort((one.content, one.learner, one.day))
    units = stage.careers.teams.unit_on(one.team[order], one.day[order])
    return pd.DataFrame(
        {
            "cause_id": named([one.cause], np.zeros(len(order), np.int64)),
            "learner_id": picked(learner_ids, one.learner[order]),
            "unit_id": named(stage.careers.teams.unit_ids, units),
            "content_id": named(stage.shelf.ids, one.content[order]),
            "day": dates(one.day[order]),
            "propensity": one.propensity[order].round(4),
            "asked": one.asked[order],
        }
    )


def _causes(life: Life, causing: Causing, stage: Stage) -> pd.DataFrame:
    """One row a cause, programmes in the order of drawing, then the trend."""
    rows = [_row(one, life, causing, stage) for one in causing.plans.drawn]
    return pd.DataFrame([*rows, _trend(causing, stage)])


_STORIES: Final = {
    "rollout": (
        "staggered_rollout",
        "find",
        "the programme reached the teams in four waves: teams not yet reached show what would have been",
        "every service team, in four waves",
    ),
    "academy": (
        "confounded",
        "refuse",
        "the diligent enrol, and diligence moves the outcome: a plain comparison shows several times the true effect",
        "sellers; the chance to enrol rises with hidden diligence",
    ),
    "clinic": (
        "randomised_invitation",
        "find",
        "lots with known chances decided who was invited: weighted by them the comparison is fair",
        "sellers; account managers had better chances",
    ),
    "colours": (
        "no_effect",
        "refuse",
        "lots decided who had to go, and nothing came of it: an honest interval holds zero",
        "sellers, told by lot",
    ),
    "back": (
        "bad_spell",
        "refuse",
        "people were sent after a quarter of bad luck, which passes by itself: before and after shows luck returning",
        "sellers after their worst quarter",
    ),
    "stream": (
        "randomised_stream",
        "find",
        "lots with known chances decided who was invited to which content: pairs to judge chances and choices on",
        "anyone; what the job needs had better chances, people in their first year worse",
    ),
}


def _row(one: Drawn, life: Life, causing: Causing, stage: Stage) -> dict[str, object]:
    kind, verdict, why, who = _STORIES[one.cause]
    days = one.day[one.asked]
    outcome = {"rollout": "escalations", "stream": None}.get(one.cause, "conversion")
    single = None if one.cause == "stream" else stage.shelf.ids[int(one.content[0])]
    effect = _effect(one, life, causing)
    return {
        "cause_id": one.cause,
        "kind": kind,
        "verdict": verdict,
        "why": why,
        "outcome_id": outcome,
        "unit_id": None,
        "content_id": single,
        "effect_asked": round(effect.asked, 5),
        "effect_finished": round(effect.finished, 5),
        "trend_a_month": 0.0,
        "from_on": pd.Timestamp(days.min(), unit="D"),
        "until_on": pd.Timestamp(days.max(), unit="D"),
        "members": int(one.asked.sum()),
        "who": who,
    }


def _effect(one: Drawn, life: Life, causing: Causing) -> Effect:
    if one.cause == "rollout":
        row = BEHAVIOUR_IDS.index(ROLLOUT.behaviour or "")
        outcome = next(outcome for outcome in OUTCOMES if outcome.id == "escalations")
        return trained_effect(one, life.measuring, outcome, (row, BEHAVIOURS[row][1].move))
    return asked_effect(one, causing.personal)


def _trend(causing: Causing, stage: Stage) -> dict[str, object]:
    trend, teams = causing.plans.trend, stage.careers.teams
    return {
        "cause_id": "trend",
        "kind": "hidden_trend",
        "verdict": "refuse",
        "why": "the team gets better by itself, before and after the programme alike: its slope is not the training's",
        "outcome_id": trend.outcome,
        "unit_id": teams.unit_ids[int(teams.unit[trend.team])],
        "content_id": None,
        "effect_asked": 0.0,
        "effect_finished": 0.0,
        "trend_a_month": trend.a_month,
        "from_on": pd.Timestamp(trend.from_day, unit="D"),
        "until_on": pd.Timestamp(stage.calendar.until, unit="D"),
        "members": 0,
        "who": _also(stage, trend.team),
    }


def _also(stage: Stage, team: int) -> str:
    """The team's name, and the unit that it is in after a reorganisation."""
    teams = stage.careers.teams
    before, after = (int(teams.unit_on(np.array([team]), day)[0]) for day in (-(10**6), stage.calendar.until))
    name = teams.unit_names[before]
    return name if before == after else f"{name}; after the reorganisation {teams.unit_ids[after]}"
