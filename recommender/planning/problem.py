"""What is to be planned, with how much work, and what comes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import inf

import numpy as np
from scipy.sparse import csr_array

from recommender.errors import QueryRefused
from recommender.planning.calendar import Calendar
from recommender.types import Bools, Estimate, Floats, Ints

PER_CONTENT = ("minutes", "cost", "chance", "bonus", "alternatives", "due", "mandatory", "sessions")
PER_BAND = ("band_weight", "band_missing", "band_skill", "band_low", "band_high")
PER_LINK = ("link_content", "link_skill", "link_entry", "link_exit", "link_effect")
NEVER = -1
"""A prerequisite that is no column: its content can never be planned."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One learner's planning problem as numbers: n contents allowed by policy, Q bands, S skills, m links.

    `coverage` is n x Q with e_iq in [0, .95]; `band_weight` is w_q, `band_missing` c_q; the wanted part of a band is
    [`band_low`, `band_high`] of `band_skill`. `level` holds the S start levels. Links are sorted by content; `entry`
    applies to starting, `exit <= entry` means that the skill is required, not taught. `requires` holds pairs (content,
    prerequisite) of unfinished contents; a prerequisite of -1 is no column and keeps its content out. Of an
    `alternatives` group (-1: none) at most one content is planned. `due` is the last day to finish a content, if it is
    planned; `sessions` are the starts (aware, UTC) of live contents, () is self-paced. `bonus`, `step_cost` are in
    value units. Raises QueryRefused with every problem found.
    """

    ids: tuple[str, ...]
    minutes: Floats
    cost: Floats
    chance: Floats
    bonus: Floats
    coverage: csr_array
    band_weight: Floats
    band_missing: Floats
    band_skill: Ints
    band_low: Floats
    band_high: Floats
    level: Floats
    link_content: Ints
    link_skill: Ints
    link_entry: Floats
    link_exit: Floats
    link_effect: Floats
    requires: Ints
    alternatives: Ints
    due: tuple[date | None, ...]
    mandatory: Bools
    sessions: tuple[tuple[datetime, ...], ...]
    calendar: Calendar
    money: float = inf
    max_steps: int = 12
    step_cost: float = 0.0

    def __post_init__(self) -> None:
        found = tuple(_flaws(self))
        if found:
            raise QueryRefused("this planning problem contradicts itself", found)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work a plan may take, counted and never timed, so that an answer can be replayed.

    `candidates` columns in the integer model, `pricing_rounds` passes over all contents, `cut_rounds` refusals of sets
    that have no order, `nodes` of branch and bound (0: none, unless no plan is found without), `moves` of the order
    search, `simulations` of drop-outs.
    """

    candidates: int = 300
    pricing_rounds: int = 6
    cut_rounds: int = 30
    nodes: int = 20_000
    moves: int = 50_000
    simulations: int = 512

    @classmethod
    def suited(cls, contents: int) -> Effort:
        """Up to 300 contents all of them are in the integer model; beyond, more columns and nodes find no better plan.

        Measured by `benchmarks/answers.py`: at 3,000 contents a third of the work for the same value and gap.
        """
        return cls() if contents <= cls().candidates else cls(candidates=150, nodes=200)


@dataclass(frozen=True, slots=True)
class Plan:
    """Columns of the problem in serial order, with dates, value and proof.

    A self-paced step starts on the day of its first minute and finishes on the day of its last, both at 00:00 UTC; a
    live one starts when its session does and finishes its minutes later. `value` and `bound` are in value units; no
    fixed plan under the same demands exceeds `bound`. `optimal`: proven within 1e-4 relative under the stated model.
    """

    order: Ints
    start: tuple[datetime, ...]
    finish: tuple[datetime, ...]
    value: float
    bound: float
    simulated: Estimate
    work: Mapping[str, int]
    optimal: bool


def take(problem: Problem, columns: Ints) -> Problem:
    """The same problem with only these columns, in this order; a prerequisite left behind becomes -1."""
    place = np.full(len(problem) + 1, NEVER)  # the last element stands for NEVER itself
    place[columns] = np.arange(len(columns))
    links = np.flatnonzero(place[problem.link_content] >= 0)
    links = links[np.lexsort((problem.link_skill[links], place[problem.link_content[links]]))]
    pairs = place[problem.requires[place[problem.requires[:, 0]] >= 0]]
    return Problem(
        ids=tuple(problem.ids[i] for i in columns),
        **{name: getattr(problem, name)[columns] for name in ("minutes", "cost", "chance", "bonus", "mandatory")},
        coverage=csr_array(problem.coverage[columns]),
        **{
            name: getattr(problem, name) for name in (*PER_BAND, "level", "calendar", "money", "max_steps", "step_cost")
        },
        link_content=place[problem.link_content[links]],
        **{name: getattr(problem, name)[links] for name in PER_LINK[1:]},
        requires=pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))],
        alternatives=problem.alternatives[columns],
        due=tuple(problem.due[i] for i in columns),
        sessions=tuple(problem.sessions[i] for i in columns),
    )


def _flaws(problem: Problem) -> Iterator[str]:
    n, bands, links = len(problem.ids), len(problem.band_weight), len(problem.link_content)
    for names, length in ((PER_CONTENT, n), (PER_BAND, bands), (PER_LINK, links)):
        yield from (
            f"{name} has {len(getattr(problem, name))} elements, expected {length}"
            for name in names
            if len(getattr(problem, name)) != length
        )
    if problem.coverage.shape != (n, bands):
        yield f"coverage is {problem.coverage.shape}, expected one row a content and one column a band: {(n, bands)}"
    if problem.requires.shape != (len(problem.requires), 2):
        yield f"requires is {problem.requires.shape}, expected pairs (content, prerequisite)"
    elif np.any(problem.requires >= n) or np.any(problem.requires < NEVER):
        yield f"requires names columns beyond the {n} contents; leave finished prerequisites out"
    if np.any(np.diff(problem.link_content) < 0):
        yield "links are not sorted by content"
    yield from _out_of_range(problem)


def _out_of_range(problem: Problem) -> Iterator[str]:
    shares: Sequence[str] = ("chance", "level", "link_effect")
    for name in (*shares, "minutes", "cost", "band_weight", "band_missing"):
        values = getattr(problem, name)
        high = 1.0 if name in shares else inf
        bad = np.flatnonzero(~((values >= 0) & (values <= high)))
        if len(bad):
            yield f"{name}[{bad[0]}] is {values[bad[0]]}, expected a number from 0 to {high:g}"
