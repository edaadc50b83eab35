"""What does every answer say of itself, above and below?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from cairn.show.layout import bullets, heading
from cairn.show.numbers import minute
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


def opening(title: str, answer: Answer) -> RenderableType:
    """What this is, for whom, as of when, and what it rests on."""
    when = f"As of {minute(answer.as_of)}, from {RESTS_ON[answer.basis]} (basis: {answer.basis.value})."
    return Group(Prose(f"{title} for {answer.learner_id}", "bold"), Prose(when))


def chains(suggestions: Iterable[Suggestion]) -> RenderableType:
    """Outcome ← behaviour ← skill, with the contents that teach it; nothing where no outcome stands behind."""
    taught: dict[Chain, list[str]] = {}
    for suggestion in suggestions:
        for chain in suggestion.because:
            taught.setdefault(chain, []).append(suggestion.title)
    if not taught:
        return Group()
    told = (
        f"{chain.outcome} ← {chain.behaviour} ← {chain.skill} ← {', '.join(dict.fromkeys(titles))}"
        for chain, titles in taught.items()
    )
    return Group(heading("Which outcomes this serves"), bullets(told))


def closing(answer: Answer) -> RenderableType:
    """Assumptions and versions."""
    data = "no dated events" if answer.data_as_of is None else minute(answer.data_as_of)
    versions = (
        f"Model {answer.model_version} · catalogue {answer.catalog_version} · data as of {data} · "
        f"valid until {minute(answer.valid_until)} · answer {answer.id}"
    )
    assumed = Group(heading("Assumptions"), bullets(answer.assumptions)) if answer.assumptions else Group()
    return Group(assumed, Text(""), Prose(versions, "dim"))
