"""Which units are merged, renamed and put under others on the day of a reorganisation?"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from recommender.types import Ints
from training.demo.calendar import NEVER, Calendar
from training.demo.careers import Careers
from training.demo.teams import Teams
from training.demo.world import DEPARTMENTS, PLACES

_RENAMED: Final = "service"
_NEW_NAME: Final = "Customer care"
_MERGED: Final = 3
"""One of so many of the teams renamed at a place is merged into the one before it."""
_PUT_UNDER: Final = (("operations", "Operations"), ("facilities", "supply"))
_AFTER: Final = 0.6


def reorganised(careers: Careers, calendar: Calendar) -> Careers:
    """The careers with a day on which service teams get new names and areas, some one lead, and others a new parent.

    Teams whose lead changes anyway keep out of it.
    """
    day = _first_of_month(calendar)
    teams = careers.teams
    service = [unit.id for unit in DEPARTMENTS].index(_RENAMED)
    some = np.flatnonzero((teams.department == service) & (careers.lead_changed == NEVER))
    some = some[np.argsort(teams.place[some], kind="stable")]
    host = _hosts(some, teams)
    leads, changed = careers.leads.copy(), careers.lead_changed.copy()
    leads[some, 1] = leads[host, 0]
    changed[some] = day
    return replace(careers, leads=leads, lead_changed=changed, teams=_renamed(teams, some, host, day))


def _first_of_month(calendar: Calendar) -> int:
    day = calendar.start + int(_AFTER * (calendar.until - calendar.start))
    return int(np.datetime64(day, "D").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64))


def _hosts(some: Ints, teams: Teams) -> Ints:
    """For each team, sorted by place, itself or the team before it at the same place that takes it in."""
    place = teams.place[some]
    number = np.arange(len(some)) - np.searchsorted(place, place)
    return np.where(number % _MERGED == 1, np.roll(some, 1), some)


def _renamed(teams: Teams, some: Ints, host: Ints, day: int) -> Teams:
    """The tree with units of the new names behind the old ones, which stay as they were."""
    ids, names, parents = list(teams.unit_ids), list(teams.unit_names), teams.unit_parents.tolist()

    def add(unit: str, name: str, parent: int) -> int:
        ids.append(unit)
        names.append(name)
        parents.append(parent)
        return len(ids) - 1

    (new_unit, new_name), below = _PUT_UNDER
    above = add(new_unit, new_name, 0)
    for unit in below:
        parents[ids.index(unit)] = above
    areas: dict[int, int] = {}
    later = teams.unit.copy()
    for team in np.unique(host).tolist():
        place = int(teams.place[team])
        if place not in areas:
            town = PLACES[place].name
            areas[place] = add(f"care-{town.lower()}", f"{_NEW_NAME} {town}", ids.index(_RENAMED))
        number = f"{team + 1}"
        name = f"{_NEW_NAME} {PLACES[place].name}, group {number}"
        later[some[host == team]] = add(f"care-{number.zfill(4)}", name, areas[place])
    return replace(
        teams,
        unit_ids=tuple(ids),
        unit_names=tuple(names),
        unit_parents=np.array(parents, dtype=np.int64),
        later_unit=later,
        reorganised_on=day,
    )
