"""What does each requirement and assignment ask of a learner today, and what has been finished of it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from recommender.catalog import Catalog
from recommender.catalog.contents import ALWAYS, main_language
from recommender.catalog.rules import Requirement, turn_after
from recommender.goals.audiences import binds, bound_since
from recommender.types import Assignment, Bools, ContentId, Finishes, Learner


@dataclass(frozen=True, slots=True)
class Claim:
    """One option group of a requirement, or one assigned content, for one learner on one day.

    `options` are contents of which one suffices. `finished_on` is the day of the finish that counts or counted, and
    `counts_until` the day on which it stops to, None for ever. An open claim asks for `content_id`, None where nothing
    of it is on offer, by `due_on`, None where there is no day. A claim may be open before the finish stops to count.
    """

    requirement_id: str | None
    reason: str
    options: tuple[str, ...]
    is_open: bool
    content_id: ContentId | None = None
    due_on: date | None = None
    finished_on: date | None = None
    counts_until: date | None = None


@dataclass(frozen=True, slots=True)
class _Finish:
    """A day on which a content was finished, and the day on which that stops to count by itself, if ever."""

    on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class _Case:
    """One learner at one moment, with what was finished when, what counts for what, and what is on offer."""

    learner: Learner
    last: Mapping[int, tuple[int, int]]
    catalog: Catalog
    counting: Mapping[int, list[tuple[int, int, int]]]
    offered: Bools
    now: int
    today: date

    def finishes(self, content: str) -> Iterator[_Finish]:
        """The last finish of a content, and of each that counts for it today."""
        column = self.catalog.contents.column.get(content, -1)
        others = [one for one, since, until in self.counting.get(column, ()) if since <= self.now < until]
        for one in (column, *others):
            if (found := self.last.get(one)) is not None:
                at, until = found
                yield _Finish(_day(at), None if until == ALWAYS else _day(until))


def claims_of(
    learner: Learner, assignments: tuple[Assignment, ...], last: Finishes, catalog: Catalog, as_of: datetime
) -> list[Claim]:
    """Every claim on a learner, met ones too: assignments in their order, then requirements by id and group.

    `last` says, by content column, when the learner finished it last and until when that counts by itself.

    A requirement binds whom its audience names, unless they had jobs and have none now, or whom it is assigned to. Its
    clock starts when it was assigned last, else as its basis says: at the hire, at the first day in the audience, or so
    that it is due on a fixed day. A finish counts from `lookback_days` before that, for `valid_days`, as long as itself
    says, and no longer than to the next of the days that come `every_months`; of all that count the one that lasts
    longest does. It may be renewed from `renew_from_days` before it stops to. Of each option group the content on offer
    that suits the learner's language and takes least time is asked for.
    """
    now = int(as_of.timestamp())
    counting = catalog.once("counting", lambda: _counting(catalog))
    told = last.told() if assignments or catalog.requirements else {}
    case = _Case(learner, told, catalog, counting, catalog.on_offer(now), now, as_of.date())
    found = [_assigned(a, a.content_id, case) for a in assignments if a.content_id is not None]
    given = {a.requirement_id: a for a in sorted(assignments, key=lambda a: a.assigned_on) if a.requirement_id}
    gone = bool(learner.jobs) and not any(job.lasts(case.today) for job in learner.jobs)
    for rule in catalog.requirements:
        if rule.id in given or (not gone and binds(rule, learner, catalog)):
            start, due = _clock(rule, given.get(rule.id), case)
            found.extend(_required(rule, group, (start, due), case) for group in rule.options)
    return found


def _counting(catalog: Catalog) -> dict[int, list[tuple[int, int, int]]]:
    """By content column: what counts for it, from which second and until which."""
    contents, found = catalog.contents, dict[int, list[tuple[int, int, int]]]()
    spans = zip(contents.counts_from.tolist(), contents.counts_until.tolist(), strict=True)
    for (finished, counts_for), (since, until) in zip(contents.counts_for.tolist(), spans, strict=True):
        found.setdefault(counts_for, []).append((finished, since, until))
    return found


def _day(second: int) -> date:
    return datetime.fromtimestamp(second, UTC).date()


def _assigned(given: Assignment, content: ContentId, case: _Case) -> Claim:
    """An assigned content is done by finishing it, or what took its place, on the day of assignment or later."""
    options = _with_successors(content, case.catalog)
    done = max((f.on for c in options for f in case.finishes(c) if f.on >= given.assigned_on), default=None)
    reason = f"assigned on {given.assigned_on}"
    if done is not None:
        return Claim(None, reason, options, False, finished_on=done)
    asked = next((c for c in options if _is_offered(c, case)), content)
    return Claim(None, reason, options, True, ContentId(asked), given.due_on)


def _with_successors(content: str, catalog: Catalog) -> tuple[str, ...]:
    """A content, what took its place, what took the place of that, and so on."""
    contents, line = catalog.contents, [content]
    column = contents.column.get(content, -1)
    while column >= 0 and (column := int(contents.replaced_by[column])) >= 0:
        line.append(contents.ids[column])
    return tuple(line)


def _clock(rule: Requirement, given: Assignment | None, case: _Case) -> tuple[date | None, date | None]:
    """The day on which the clock of a requirement starts, and the first due day."""
    me, fixed = case.learner, _first_turn(rule, case.learner)
    if given is not None:
        start: date | None = given.assigned_on
    elif rule.basis == "assignment":
        start = bound_since(rule, me, case.catalog, case.today)
    else:
        start = me.hired_on if rule.basis == "hire" else fixed
    if given is not None and given.due_on is not None:
        return start, given.due_on
    if rule.basis == "date":
        return start, fixed
    return start, None if start is None or rule.due_days is None else _after(start, rule.due_days)


def _first_turn(rule: Requirement, learner: Learner) -> date | None:
    """The fixed due day; where it comes again, the first that is not before the learner's first day."""
    due, hired = rule.due_on, learner.hired_on
    if due is None or hired is None or hired <= due or rule.every_months is None:
        return due
    return turn_after(due, rule.every_months, hired - timedelta(days=1))


def _required(rule: Requirement, group: tuple[str, ...], clock: tuple[date | None, date | None], case: _Case) -> Claim:
    """What one option group still asks for: nothing while a finish of the group counts and is not to be renewed."""
    start, due = clock
    oldest = date.min if start is None or rule.lookback_days is None else _after(start, -rule.lookback_days)
    counting = [(_lapse(rule, f, due), f) for c in group for f in case.finishes(c) if f.on >= oldest]
    lapse, finish = max(counting, key=lambda pair: (pair[0] or date.max, pair[1].on), default=(None, None))
    told = None if finish is None else finish.on
    reason = f"{rule.name} requires it"
    if finish is not None and (lapse is None or case.today < _after(lapse, -rule.renew_from_days)):
        return Claim(rule.id, reason, group, False, finished_on=told, counts_until=lapse)
    asked = _easiest(group, case)
    return Claim(rule.id, reason, group, True, asked, due if finish is None else lapse, told, lapse)


def _lapse(rule: Requirement, finish: _Finish, due: date | None) -> date | None:
    """The day on which a finish stops to count: by the rule, by itself, or when the due day comes again."""
    ends = [finish.until]
    if rule.valid_days is not None:
        ends.append(_after(finish.on, rule.valid_days))
    if rule.every_months is not None and due is not None:
        met = due if finish.on <= due else _after(finish.on, rule.renew_from_days)
        ends.append(turn_after(due, rule.every_months, met))
    return min((day for day in ends if day is not None), default=None)


def _after(day: date, days: int) -> date:
    """So many days later, or earlier; no later and no earlier than there are days."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def _is_offered(content: str, case: _Case) -> bool:
    column = case.catalog.contents.column.get(content, -1)
    return column >= 0 and bool(case.offered[column])


def _easiest(group: tuple[str, ...], case: _Case) -> ContentId | None:
    """The content of a group that is on offer, suits the learner's language, and takes least time."""
    contents = case.catalog.contents
    tag = case.learner.language
    main = None if tag is None else main_language(tag)
    spoken = None if main is None else (-1, contents.languages.column.get(main, -1))

    def ease(column: int) -> tuple[bool, float, int]:
        return spoken is not None and contents.language[column] not in spoken, contents.minutes[column], column

    known = [contents.column[c] for c in group if _is_offered(c, case)]
    return ContentId(contents.ids[min(known, key=ease)]) if known else None
