"""What does every answer say of itself, above and below?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from cairn.show.layout import bullets, heading, sentence
from cairn.show.numbers import day, minute
from cairn.show.prose import Prose
from recommender.types import Answer, Basis, Chain, Suggestion

RESTS_ON: Final = {
    Basis.GAP: "the gaps to what is wanted",
    Basis.CAREER: "the role aimed at",
    Basis.ROLE: "the role held",
    Basis.REQUIREMENT: "duties",
    Basis.AFFINITY: "what this learner would choose",
    Basis.POPULAR: "what is taken most",
}

UNWANTED: Final = (
    "Nothing is known to be wanted of this learner: no goal, outcome or role. Add goals, or ask with --role."
)
_POSITIONS: Final = 1970


def opening(title: str, answer: Answer) -> RenderableType:
    """What this is, for whom, as of when, and what it rests on."""
    when = minute(answer.as_of) if is_dated(answer) else "the last event (only the order of events is known)"
    told = f"As of {when}, from {RESTS_ON[answer.basis]} (basis: {answer.basis.value})."
    unwanted = [Prose(UNWANTED)] if answer.basis in (Basis.AFFINITY, Basis.POPULAR) else []
    return Group(Prose(f"{title} for {answer.learner_id}", "bold"), Prose(told), *unwanted)


def is_dated(answer: Answer) -> bool:
    """Whether dates mean anything: positions count seconds from 1970 on, so that only their order does."""
    return answer.data_as_of is not None or answer.as_of.year > _POSITIONS


def days(answer: Answer) -> Callable[[datetime], str]:
    """How the days of an answer are named: by date, or counted from the moment of asking where dates mean nothing."""
    return day if is_dated(answer) else (lambda at: f"day {(at - answer.as_of).days + 1}")


def chains(suggestions: Iterable[Suggestion], number: str) -> RenderableType:
    """Outcome ← behaviour ← skill, with the rows of the table that teach it; nothing where no outcome stands behind.

    `number` is what the rows are numbered by: rank or step.
    """
    taught: dict[Chain, list[int]] = {}
    for row, suggestion in enumerate(suggestions, 1):
        for chain in suggestion.because:
            taught.setdefault(chain, []).append(row)
    if not taught:
        return Group()
    return Group(heading("Which outcomes this serves"), bullets(_chained(*one, number) for one in taught.items()))


def _chained(chain: Chain, rows: list[int], number: str) -> str:
    numbers = ", ".join(map(str, rows))
    return f"{chain.outcome} ← {chain.behaviour} ← {chain.skill} ({number}{'s' * (len(rows) > 1)} {numbers})"


def closing(answer: Answer) -> RenderableType:
    """Assumptions and versions."""
    data = "data without dates" if answer.data_as_of is None else f"data as of {minute(answer.data_as_of)}"
    until = f" · valid until {minute(answer.valid_until)}" if is_dated(answer) else ""
    versions = f"Model {answer.model_version} · catalogue {answer.catalog_version} · {data}{until} · answer {answer.id}"
    assumed = (
        Group(heading("Assumptions"), bullets(map(sentence, answer.assumptions))) if answer.assumptions else Group()
    )
    return Group(assumed, Text(""), Prose(versions, "dim"))
