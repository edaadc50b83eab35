"""How much of what is wanted of a skill rests on one suggested link of a role or a behaviour?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from recommender.catalog import Catalog
from recommender.catalog.trust import trusted
from recommender.catalog.wants import NOTHING, Wants
from recommender.confirmations.crowd import Group
from recommender.confirmations.questions import LINKS, Question
from recommender.goals.goal import SHARES
from recommender.tables import Tables

_ROLE, _BEHAVIOUR = "role_skills", "behaviour_skills"


@dataclass(frozen=True, slots=True)
class Leaning:
    """A suggested link (its number among the questions) and the share of the weight of a goal's skill resting on it."""

    question: int
    skill: int
    share: float


@dataclass(frozen=True, slots=True)
class Leanings:
    """Suggested links by role, and by unit with the weight that each has in the outcomes of that unit."""

    catalog: Catalog
    by_role: Mapping[str, Sequence[tuple[int, int, float]]]
    by_behaviour: Sequence[tuple[int, int, str, float]]
    outcome_of: Mapping[str, str]
    answers: Mapping[tuple[str, str], float]
    """(unit, outcome) -> weight of the outcome for the unit, its own weight included."""

    @classmethod
    def of(cls, questions: Sequence[Question], tables: Tables, catalog: Catalog) -> Leanings:
        """What suggested links of roles and behaviours weigh, each with its confidence, as the catalogue has them."""
        causes = tables["behaviours"].query("cause == 'skill'")
        moves = _pairs(causes["behaviour_id"], causes["weight"])
        needs, drives = _weights(tables, _ROLE), _weights(tables, _BEHAVIOUR)
        by_role: dict[str, list[tuple[int, int, float]]] = {}
        by_behaviour: list[tuple[int, int, str, float]] = []
        for number, one in enumerate(questions):
            first, skill = one.ids[0], catalog.skills.column.get(one.ids[1], -1)
            if one.table == _ROLE and skill >= 0:
                by_role.setdefault(first, []).append((number, skill, needs[one.ids]))
            elif one.table == _BEHAVIOUR and skill >= 0 and first in moves:
                by_behaviour.append((number, skill, first, moves[first] * drives[one.ids]))
        outcome_of = dict(zip(causes["behaviour_id"].tolist(), causes["outcome_id"].tolist(), strict=True))
        return cls(catalog, by_role, by_behaviour, outcome_of, _answers(tables))

    def on(self, group: Group) -> list[Leaning]:
        """The suggested links that a goal of a group leans on; where two sources want a skill, each has its part."""
        roles, who = self.catalog.roles, group.alike
        unit = self.catalog.units.index.column.get(who.unit_id or "", -1)
        wants = {
            "wish": NOTHING,
            "outcome": self.catalog.units.wants[unit] if unit >= 0 else NOTHING,
            "career": _of_role(roles.index.column.get(who.target_role_id or "", -1), roles.wants),
            "role": _of_role(roles.index.column.get(who.role_id or "", -1), roles.wants),
        }
        sums = {name: float(found.weight.sum()) for name, found in wants.items()}
        whole = sum(SHARES[name] for name, total in sums.items() if total > 0 or (name == "wish" and group.wishes))
        parts = [
            (number, skill, SHARES[source] * weight / sums[source])
            for source, name in (("career", who.target_role_id), ("role", who.role_id))
            for number, skill, weight in self.by_role.get(name or "", ())
            if sums[source] > 0
        ]
        if sums["outcome"] > 0:
            parts += [(n, s, SHARES["outcome"] * w / sums["outcome"]) for n, s, w in self._driving(unit)]
        place = {skill: row for row, skill in enumerate(group.goal.skill.tolist())}
        total: dict[tuple[int, int], float] = {}
        for number, skill, weight in parts:
            if skill in place and group.goal.weight[place[skill]] > 0:
                share = weight / whole / float(group.goal.weight[place[skill]])
                total[number, place[skill]] = total.get((number, place[skill]), 0.0) + share
        return [Leaning(number, row, min(share, 1.0)) for (number, row), share in total.items()]

    def _driving(self, unit: int) -> list[tuple[int, int, float]]:
        """What each suggested link of a behaviour weighs for a unit: it answers for the outcomes of units above too."""
        line = [self.catalog.units.index.ids[u] for u in self.catalog.units.with_parents(unit)]
        found = []
        for number, skill, behaviour, weight in self.by_behaviour:
            answered = sum(self.answers.get((u, self.outcome_of[behaviour]), 0.0) for u in line)
            if answered > 0:
                found.append((number, skill, answered * weight))
        return found


def _of_role(role: int, wants: Sequence[Wants]) -> Wants:
    return wants[role] if role >= 0 else NOTHING


def _answers(tables: Tables) -> Mapping[tuple[str, str], float]:
    weight, answers = _pairs(tables["outcomes"]["outcome_id"], tables["outcomes"]["weight"]), tables["outcome_units"]
    columns = (answers[name].tolist() for name in ("unit_id", "outcome_id", "weight"))
    return {(unit, outcome): own * weight[outcome] for unit, outcome, own in zip(*columns, strict=True)}


def _pairs(ids: pd.Series, numbers: pd.Series) -> Mapping[str, float]:
    return dict(zip(ids.tolist(), numbers.tolist(), strict=True))


def _weights(tables: Tables, table: str) -> Mapping[tuple[str, str], float]:
    links = trusted(tables[table])
    keys = zip(*(links[name].tolist() for name in LINKS[table]), strict=True)
    return {
        (a, b): number for (a, b), number in zip(keys, (links["weight"] * links["confidence"]).tolist(), strict=True)
    }
