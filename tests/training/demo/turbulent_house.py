"""An organisation with a history like real ones, made once, and what the tests ask of it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from training.demo import Organisation, make

LEARNERS = 1600
UNTIL = pd.Timestamp("2026-06-30")
START = pd.Timestamp("2023-07-03")
ASSIGNED = ("manager", "requirement")
VOLUNTARY = ("self", "recommendation")


@cache
def turbulent(world: str = "hostile") -> Organisation:
    return make(LEARNERS, 7, world=world)


def table(name: str) -> pd.DataFrame:
    return turbulent().tables[name]


def known(name: str) -> pd.DataFrame:
    return turbulent().truth[name]


def completions() -> pd.DataFrame:
    """Completed or passed, without what was booked by mistake and voided."""
    rows = table("events")
    voided = rows["voids_event_id"].dropna()
    done = rows["kind"].isin(("completed", "passed")) & rows["voids_event_id"].isna()
    return rows[done & ~rows["event_id"].isin(voided)]


def years_employed() -> float:
    """Years of all learners together within the history, leave included."""
    spans = table("employments")[lambda rows: rows["status"] != "left"]
    first, last = spans["valid_from"].clip(lower=START), spans["valid_to"].fillna(UNTIL).clip(upper=UNTIL)
    return float(((last - first).dt.days + 1).clip(lower=0).sum() / 365.25)


def content_of(trait: str) -> set[str]:
    rows = known("contents")
    return set(rows.loc[rows["trait"] == trait, "content_id"])


def members(name: str, world: str = "hostile") -> pd.DataFrame:
    return turbulent(world).truth["cause_members"][lambda rows: rows["cause_id"] == name]


def cause(name: str) -> pd.Series:
    return known("causes").set_index("cause_id").loc[name]


@cache
def own_values(world: str = "hostile") -> pd.DataFrame:
    """Outcomes of sellers: learner_id, value, and the last day of the quarter."""
    rows = turbulent(world).tables["outcome_values"].dropna(subset=["learner_id"])
    quarters = pd.PeriodIndex(rows["period"].str.replace("-", ""), freq="Q")
    return rows.assign(end=quarters.end_time.normalize())[["learner_id", "value", "end", "period"]]


def before_and_after(name: str, world: str = "hostile") -> pd.DataFrame:
    """Members of a cause with the mean of their whole quarters before and after their day."""
    who = members(name, world)
    both = who.merge(own_values(world), on="learner_id")
    after = both["end"] - pd.Timedelta(days=92) > both["day"]
    means = {
        "before": both[both["end"] <= both["day"]].groupby("learner_id")["value"].mean(),
        "after": both[after].groupby("learner_id")["value"].mean(),
    }
    return who.set_index("learner_id").assign(**means)


def difference(asked: pd.Series, others: pd.Series) -> tuple[float, float]:
    """Difference of means and its standard error."""
    error = np.sqrt(asked.var() / len(asked) + others.var() / len(others))
    return float(asked.mean() - others.mean()), float(error)
