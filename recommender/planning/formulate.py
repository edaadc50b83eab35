"""Which planning problem does a query pose? From catalogue, state and goal to arrays of numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import compress

import numpy as np
import scipy.sparse as sp

from recommender.catalog import Catalog
from recommender.catalog.contents import ALWAYS
from recommender.errors import QueryRefused
from recommender.gaps import coverage_of
from recommender.planning.calendar import Calendar
from recommender.planning.problem import Problem
from recommender.ranking.episodes import WEEKLY_MINUTES
from recommender.ranking.policy import open_prerequisites
from recommender.ranking.scene import Scene
from recommender.ranking.value import value_per_hour
from recommender.types import Bools, ContentId, Floats, Ints, PathWishes, Query

LEAST_SHARE = 0.001
"""What a step must close at least, as a share of all that is wanted."""
LEAST_RATE = 0.15
"""What an hour must close at least, as a share of what an hour of the best contents closes (see `_hour_cost`)."""


def problem_of(scene: Scene, wishes: PathWishes, catalog: Catalog) -> tuple[Problem, Ints]:
    """The problem, and the catalogue column of each of its contents.

    Raises QueryRefused where a pinned content may not be offered.
    """
    calendar = _calendar(scene.query, wishes)
    mandatory, due = _demands(scene, wishes, calendar, catalog)
    contents, links, bands = catalog.contents, catalog.links, scene.bands
    coverage = coverage_of(bands, links, scene.effect, len(contents))
    columns = _columns(scene, coverage, mandatory, catalog)
    place = np.full(len(contents), -1, np.int64)
    place[columns] = np.arange(len(columns))
    rows = np.flatnonzero(place[links.content] >= 0)
    pairs = open_prerequisites(scene.state, catalog)
    minutes, chance = contents.minutes[columns], scene.chances(columns)
    alone = chance * (coverage[columns] @ (bands.weight * bands.missing))
    hour_cost = _hour_cost(value_per_hour(alone, minutes, None, 0.0), wishes.max_steps)
    return Problem(
        ids=tuple(contents.ids[c] for c in columns.tolist()),
        minutes=minutes,
        cost=contents.cost[columns],
        chance=chance,
        bonus=np.where(mandatory[columns], 0.0, -hour_cost * minutes / 60.0),
        coverage=coverage[columns],
        band_weight=bands.weight,
        band_missing=bands.missing,
        band_skill=bands.skill,
        band_low=bands.low,
        band_high=bands.high,
        level=scene.level,
        link_content=place[links.content[rows]],
        link_skill=links.skill[rows],
        link_entry=links.entry[rows],
        link_exit=links.exit[rows],
        link_effect=scene.effect[rows],
        requires=place[pairs[place[pairs[:, 0]] >= 0]].reshape(-1, 2),
        alternatives=_alternatives(columns, mandatory, catalog.contents.equivalents(scene.state.as_of)),
        due=tuple(due.get(c) for c in columns.tolist()),
        mandatory=mandatory[columns],
        sessions=_sessions(columns, catalog, scene.query.as_of),
        calendar=calendar,
        money=np.inf if wishes.money is None else wishes.money,
        max_steps=wishes.max_steps,
        step_cost=LEAST_SHARE * scene.wanted,
    ), columns


def _hour_cost(rate: Floats, steps: int) -> float:
    """What an hour costs, in value units: LEAST_RATE of what an hour brings on average in as many of the best as fit.

    It moves with the catalogue and with what is missing, so no path stays empty because all contents are long: the
    best by hour always brings more than its hours cost.
    """
    best = np.sort(rate)[::-1][: max(steps, 1)]
    return LEAST_RATE * float(best.mean()) if len(best) else 0.0


def _calendar(query: Query, wishes: PathWishes) -> Calendar:
    stated = wishes.weekly_minutes if wishes.weekly_minutes is not None else query.learner.weekly_minutes
    weekly = WEEKLY_MINUTES if stated is None else stated
    return Calendar.of(query.as_of.date() + timedelta(days=1), wishes.weeks, weekly, query.learner.absences)


def _demands(scene: Scene, wishes: PathWishes, calendar: Calendar, catalog: Catalog) -> tuple[Bools, dict[int, date]]:
    """Which contents must be in the path, and by when each content must be finished if it is.

    A duty that falls due within the horizon must come. One that is overdue, or has no day, must come where hours are
    left for it; one that is due after the horizon is left for later. A content that leaves the offer must be finished
    before.
    """
    contents, mandatory = catalog.contents, np.zeros(len(catalog.contents), bool)
    today = scene.query.as_of.date()
    end = today + timedelta(weeks=wishes.weeks)
    due = {c: _day(contents.closes[c]) for c in np.flatnonzero(contents.closes < ALWAYS).tolist()}
    undated: list[int] = []
    for duty in scene.query.duties:
        column = contents.column.get(duty.content_id, -1)
        if column < 0 or not scene.allowed[column] or (duty.due_on is not None and duty.due_on > end):
            continue
        if duty.due_on is None or duty.due_on <= today:
            undated.append(column)
            continue
        mandatory[column] = True
        due[column] = min(duty.due_on, due.get(column, duty.due_on))
    mandatory[_pins(scene, wishes.pinned | wishes.first, catalog)] = True
    _begin(scene, wishes, calendar, due, catalog)
    mandatory[_fitting(undated, contents.minutes, calendar.total - float(contents.minutes[mandatory].sum()))] = True
    return mandatory, due


def _fitting(columns: list[int], minutes: Floats, room: float) -> list[int]:
    """The first of some contents that fit into so many minutes together, those that do not being passed over."""
    kept: list[int] = []
    for column in columns:
        if minutes[column] <= room:
            kept.append(column)
            room -= float(minutes[column])
    return kept


def _begin(scene: Scene, wishes: PathWishes, calendar: Calendar, due: dict[int, date], catalog: Catalog) -> None:
    """What comes first is due on the day on which its minutes alone are learned; what cannot start yet just comes."""
    contents = catalog.contents
    later = set(open_prerequisites(scene.state, catalog)[:, 0].tolist()) | set(contents.session_content.tolist())
    first = np.array([contents.column[c] for c in sorted(wishes.first)], np.int64)
    begins = [c for c in first[scene.ready(first)].tolist() if c not in later]
    day = calendar.day_of(float(contents.minutes[begins].sum()))
    due.update({c: min(day, due.get(c, day)) for c in begins})


def _pins(scene: Scene, contents: frozenset[ContentId], catalog: Catalog) -> Ints:
    pinned = sorted(contents)
    columns = np.array([catalog.contents.column.get(p, -1) for p in pinned], np.int64)
    may = (columns >= 0) & scene.allowed[columns]
    if not may.all():
        refused = list(compress(pinned, ~may))
        raise QueryRefused(
            "pinned contents cannot be offered", [f"content {p!r} may not be offered now" for p in refused]
        )
    return columns


def _day(closes: int) -> date:
    """The last whole day before a second."""
    return (datetime.fromtimestamp(int(closes), UTC) - timedelta(seconds=1)).date()


def _columns(scene: Scene, coverage: sp.csr_array, mandatory: Bools, catalog: Catalog) -> Ints:
    """Contents that may be of use: those that close a gap, what they need first, bridges to what is not yet ready."""
    useful = ((np.diff(coverage.indptr) > 0) & scene.allowed) | mandatory
    pairs, links = open_prerequisites(scene.state, catalog), catalog.links
    teaches = (links.exit > links.entry) & (scene.effect > 0)
    while True:
        wider = useful.copy()
        wider[pairs[useful[pairs[:, 0]], 1]] = True
        lacking = useful[links.content] & (links.entry > scene.level[links.skill])
        bridges = np.isin(links.skill, links.skill[lacking]) & teaches & (links.exit > scene.level[links.skill])
        wider[links.content[bridges]] = True
        wider &= scene.allowed | mandatory
        if np.array_equal(wider, useful):
            return _without_hopeless(useful, mandatory, pairs)
        useful = wider


def _without_hopeless(useful: Bools, mandatory: Bools, pairs: Ints) -> Ints:
    """Drops contents whose prerequisites cannot be taken, and what needs them in turn; what must be stays, to clash."""
    while True:
        hopeless = pairs[(useful & ~mandatory)[pairs[:, 0]] & ~useful[pairs[:, 1]], 0]
        if not len(hopeless):
            return np.flatnonzero(useful)
        useful = useful.copy()
        useful[hopeless] = False


def _alternatives(columns: Ints, mandatory: Bools, equivalents: Ints) -> Ints:
    """A number for each group of contents that stand in for each other, -1 for contents that stand alone.

    Versions of one content are a group: those that count for each other, or for the same one. What counts for several
    others (a course for its modules) does not make these alternatives. Two mandatory contents are none either.
    """
    size = len(mandatory)
    left, right = equivalents.T
    single = np.bincount(left, minlength=size)[left] == 1
    kept = single | np.isin(left * size + right, right * size + left)
    graph = sp.coo_array((np.ones(kept.sum()), (left[kept], right[kept])), shape=(size, size))
    _, group = sp.csgraph.connected_components(graph, directed=False)
    must = np.bincount(group[columns], mandatory[columns], size)[group[columns]]
    shared = np.bincount(group[columns], minlength=size)[group[columns]] > 1
    alone = ~shared | (mandatory[columns] & (must > 1))
    return np.where(alone, -1, group[columns])


def _sessions(columns: Ints, catalog: Catalog, as_of: datetime) -> tuple[tuple[datetime, ...], ...]:
    now = int(as_of.timestamp())
    live = np.isin(columns, catalog.contents.session_content)
    return tuple(
        catalog.contents.sessions_after(c, now) if dated else ()
        for c, dated in zip(columns.tolist(), live.tolist(), strict=True)
    )
