"""What do pages about many people show? Units of one's reach, their people, what they lack, whom to look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from api.access import Entry, Scope, Sees
from api.access.reach import Lines
from api.flows.insights import gaps_of, paths_of
from api.flows.rows import person_of
from api.pages import views
from api.pages.persons import MISSING, PersonPages, role_name, unit_name
from api.pages.reading import day_of, level_of
from api.pages.words import counted, day
from api.problems import Forbidden
from api.workplace import Workplace

LOOKED_AT: Final = 500
"""People up to whom the first page looks at everybody: at paths, duties and gaps."""
ALERTS: Final = 12
LISTED: Final = 200
"""People whom the page of a unit lists."""
GAPS: Final = 15
"""Skills that a page of many people lists, suppressed ones included."""
_ACCEPTED: Final = frozenset({"accepted", "active", "paused"})


class CrowdPages:
    """Makes views of many people, for who was let in."""

    def __init__(self, place: Workplace, persons: PersonPages) -> None:
        self._place, self._persons = place, persons

    def overview(self, entry: Entry) -> views.Overview:
        """The first page of a manager, or of an administrator."""
        lines, served = self._place.access.lines(), self._place.holder.served
        people = self._people(entry, lines)
        looked, sees = len(people) <= LOOKED_AT, self._sees(entry)
        alerts = self._alerts(people) if looked else []
        top = _common([lines.unit_of[one] for one in people if one in lines.unit_of], lines) if looked else None
        degraded = served is None or served.degraded
        return views.Overview(
            units=self._units(people, lines, looked and Sees.PATH in sees),
            gaps=() if top is None or degraded else self._gaps(entry, top),
            alerts=tuple(alerts[:ALERTS]),
            further=max(0, len(alerts) - ALERTS),
            people=len(people),
            looked=looked,
            degraded=degraded,
        )

    def unit(self, entry: Entry, unit_id: str) -> views.Unit:
        """One unit with those below it. Raises Forbidden out of reach, UnknownName, and NotReady without a model."""
        told = paths_of(self._place, entry, unit_id)
        people = sorted(told["people"], key=lambda one: (one["display_name"] or one["learner_id"], one["learner_id"]))
        return views.Unit(
            unit_id=unit_id,
            name=told["name"],
            people=tuple(self._report(entry, one) for one in people[:LISTED]),
            gaps=self._gaps(entry, unit_id),
            further=max(0, len(people) - LISTED),
        )

    def group(self, entry: Entry, unit_id: str | None) -> views.Group:
        """A unit as a learning officer sees it: figures of people enough. Raises Forbidden where there is no unit."""
        lines, me = self._place.access.lines(), entry.principal.learner_id
        every = frozenset(lines.unit_of.values()) | frozenset(lines.head_of)
        own = every if Scope.ALL in entry.scope else lines.units_of(me or "")
        if not own:
            raise Forbidden("no unit is yours")
        chosen = unit_id if unit_id is not None else min(own, key=lambda one: (len([*lines.units.up(one)]), one))
        told = gaps_of(self._place, entry, chosen)
        names = sorted((str(self._unit_name(one)), one) for one in own)
        return views.Group(
            unit_id=chosen,
            name=told["name"],
            smallest=told["smallest_group"],
            gaps=_gaps(told["skills"]),
            units=tuple((one, name) for name, one in names),
        )

    def _people(self, entry: Entry, lines: Lines) -> Sequence[str]:
        return sorted(lines.unit_of if Scope.ALL in entry.scope else self._place.access.reports(entry))

    def _units(self, people: Iterable[str], lines: Lines, looked: bool) -> tuple[views.UnitRow, ...]:
        count = Counter(lines.unit_of[one] for one in people if one in lines.unit_of)
        accepted = Counter(lines.unit_of[one] for one in self._accepted(people)) if looked else None
        rows = [
            views.UnitRow(unit, str(self._unit_name(unit)), number, None if accepted is None else accepted[unit])
            for unit, number in count.items()
        ]
        return tuple(sorted(rows, key=lambda row: (row.name, row.unit_id)))

    def _accepted(self, people: Iterable[str]) -> list[str]:
        with self._place.store.reading() as session:
            stored = session.paths.of_many(list(people))
        return [learner for learner, path in stored.items() if path.state in _ACCEPTED]

    def _alerts(self, people: Sequence[str]) -> list[views.Alert]:
        """Who has overdue duties, the longest overdue first."""
        late = []
        for learner in people:
            overdue = [duty for duty in self._persons.duties(learner) if duty.overdue and duty.due_on is not None]
            if overdue:
                late.append((min(duty.due_on for duty in overdue if duty.due_on), learner, overdue))
        names = self._names([learner for _, learner, _ in late])
        return [
            views.Alert(who, names[who], _overdue(overdue)) for _, who, overdue in sorted(late, key=lambda row: row[:2])
        ]

    def _names(self, people: Sequence[str]) -> Mapping[str, str]:
        with self._place.store.reading() as session:
            rows = session.rows.get("learners", [(one,) for one in people])
        return {one: rows.get((one,), {}).get("display_name") or one for one in people}

    def _report(self, entry: Entry, one: Mapping[str, Any]) -> views.Report:
        learner = one["learner_id"]
        sees = self._place.access.sees(entry, learner)
        step, state = (one["next_step"], one["state"]) if Sees.PATH in sees else (None, None)
        with self._place.store.reading() as session:
            job = person_of(learner, session.rows.of(learner)).job(self._place.now().date())
        return views.Report(
            learner_id=learner,
            name=one["display_name"] or learner,
            role=None if job is None else role_name(job.role_id, self._place.holder.served),
            next_title=None if step is None else step["title"],
            next_on=None if step is None else day_of(step["start"]),
            state=state,
            gap=self._persons.biggest_gap(learner, sees),
            withheld=Sees.PATH not in sees,
        )

    def _gaps(self, entry: Entry, unit_id: str) -> tuple[views.Gap, ...]:
        """What the people of a unit lack, where the policy shows it."""
        if Sees.GAPS not in self._sees(entry):
            return ()
        return _gaps(gaps_of(self._place, entry, unit_id)["skills"])

    def _sees(self, entry: Entry) -> frozenset[Sees]:
        """What of everybody may be told."""
        return frozenset(Sees) if Scope.ALL in entry.scope else self._place.access.policy.manager_sees

    def _unit_name(self, unit_id: str) -> str | None:
        return unit_name(unit_id, self._place.holder.served)


def _gap(row: Mapping[str, Any]) -> views.Gap:
    if row["suppressed"]:
        return views.Gap(row["name"], 0, 0, None, 0.0, row["suppressed"])
    short = round(row["short"] * row["people"])
    return views.Gap(row["name"], row["people"], short, level_of(row["missing"]), row["wanted"])


def _gaps(rows: Iterable[Mapping[str, Any]]) -> tuple[views.Gap, ...]:
    """The first gaps that are any; those that may not be told stand last."""
    gaps = (gap for gap in map(_gap, rows) if gap.missing is None or gap.missing.value > MISSING)
    return tuple(islice(gaps, GAPS))


def _overdue(duties: Sequence[views.Duty]) -> str:
    first = duties[0]
    since = "" if first.due_on is None else f" since {day(first.due_on)}"
    rest = f", and {counted(len(duties) - 1, 'more duty', 'more duties')}" if len(duties) > 1 else ""
    return f"“{first.title}” is overdue{since}{rest}"


def _common(units: Sequence[str], lines: Lines) -> str | None:
    """The lowest unit that all of some units are or lie below; None where there is none."""
    if not units:
        return None
    wanted = frozenset(units)
    return next((one for one in (units[0], *lines.units.up(units[0])) if wanted <= lines.units.down([one])), None)
