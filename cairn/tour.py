"""What does Cairn do, on one page? A made-up organisation, from its tables to one learner's path."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

from cairn import screen, tracking
from cairn.desk import Desk
from cairn.home import Home
from cairn.moments import rfc3339
from cairn.organisations import Made, made, make_organisation
from cairn.show.layout import heading
from cairn.show.path import path
from cairn.show.recommendation import recommendation
from cairn.show.released import released
from cairn.show.report import verdict
from recommender.errors import InfeasiblePlan, UnknownName
from recommender.tables import read
from recommender.types import LearnerId, Path, PathWishes
from training.run import release

_TRIED: Final = 40
"""Learners at most whose path is assembled to find one worth showing."""
_STEPS: Final = 3
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Guest:
    """The learner of the tour, with the path."""

    learner: LearnerId
    path: Path


def tour(home: Home, learners: int, seed: int) -> tuple[Guest, datetime]:
    """Makes, checks, trains, releases and answers, and prints each; gives whom it was about, and as of when."""
    tracking.require()
    prepare(home, Made(learners, seed))
    with screen.working("Training") as now:
        found = release(home.demo, home.folder, seed, now)
    screen.answer(released(found))
    with screen.working("Planning paths"):
        desk = Desk.open(home, home.demo)
        as_of = desk.latest() or datetime.now(UTC)
        guest = guest_of(desk, as_of)
    screen.answer("", recommendation(desk.engine.recommend(desk.query(guest.learner, as_of, k=_SHOWN))))
    screen.answer("", path(guest.path))
    return guest, as_of


def invite(calls: Sequence[str], url: str) -> None:
    """Where to look, and what to paste into a shell."""
    screen.answer(heading("Look at the service"))
    screen.note(f"{url}/signin – as a manager, a learner or a learning officer")
    screen.note(f"{url}/demo/lms – what a learning system would show")
    screen.note(f"{url}/docs – the contract")
    screen.answer(heading("Ask it as a learning system does"))
    screen.paste(*calls)


def prepare(home: Home, wanted: Made) -> None:
    """The demo organisation as wanted, made where it is not there yet, and checked."""
    if made(home.demo) != wanted:
        with screen.working(f"Making up an organisation of {wanted.learners:,} learners"):
            make_organisation(home.demo, wanted, replace=True)
    with screen.working(f"Checking {home.demo}"):
        report = read(home.demo).report
    screen.note(verdict(report))


def guest_of(desk: Desk, as_of: datetime) -> Guest:
    """The first learner whose unit answers for an outcome, with a path of three steps or more that serves one.

    Where none of those tried has such a path, the one with the most steps. Raises UnknownName without any.
    """
    best: Guest | None = None
    for learner in islice(_candidates(desk, as_of), _TRIED):
        try:
            found = Guest(learner, desk.engine.path(desk.query(learner, as_of), PathWishes()))
        except InfeasiblePlan:
            continue
        if is_telling(found.path):
            return found
        best = found if best is None or len(found.path.steps) > len(best.path.steps) else best
    if best is None:
        raise UnknownName("no learner of the demo has a path", ["make another one, with --seed or more --learners"])
    return best


def is_telling(found: Path) -> bool:
    """Whether a path has steps enough, and serves an outcome."""
    return len(found.steps) >= _STEPS and any(step.suggestion.because for step in found.steps)


def calls(learner: LearnerId, as_of: datetime, url: str, key: str) -> tuple[str, str]:
    """One call for a recommendation and one for a path, to be pasted into a shell."""
    asked: dict[str, Any] = {"learner_id": learner, "as_of": rfc3339(as_of)}
    return _call("recommendations", asked | {"k": _SHOWN}, url, key), _call("paths", asked | {"weeks": 12}, url, key)


def _call(name: str, body: dict[str, Any], url: str, key: str) -> str:
    address, data = shlex.quote(f"{url}/v1/{name}"), shlex.quote(json.dumps(body))
    return f"curl -s {address} -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' -d {data}"


def _candidates(desk: Desk, as_of: datetime) -> Iterator[LearnerId]:
    units = desk.catalog.units
    for learner in desk.people.ids:
        unit = units.index.column.get(desk.people.learner(learner, as_of.date()).unit_id or "", -1)
        if unit >= 0 and len(units.wants[unit]):
            yield learner
