"""What does a certificate claim, in words?"""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Group, RenderableType

from cairn.show.layout import bullets, heading, sentence
from cairn.show.numbers import counted, level, level_between, percent
from recommender.types import Certificate


def certificate(proof: Certificate) -> RenderableType:
    """The certificate as a list of sentences."""
    return Group(heading("How good this plan is"), bullets(sentences(proof)))


def sentences(proof: Certificate) -> tuple[str, ...]:
    """What the plan closes, what no plan can exceed, what we expect with drop-outs, and what the claim rests on."""
    if proof.wanted <= 0:
        return ("No gap was to be closed, so there is nothing to prove.",)
    told = (
        closed(proof),
        f"With drop-outs we expect {level_between(proof.simulated)}.",
        sentence(proof.claim),
        work(proof.work),
    )
    return tuple(one for one in told if one)


def work(spent: Mapping[str, int]) -> str:
    """What was spent on the proof.

    >>> work({"pricing_rounds": 1, "nodes": 0}).replace(chr(160), " ")
    'Work: 1 pricing round, 0 nodes.'
    """
    parts = [counted(number, name.removesuffix("s"), name).replace("_", " ") for name, number in spent.items()]
    return f"Work: {', '.join(parts)}." if parts else ""


def closed(proof: Certificate) -> str:
    """Value, bound and gap in one sentence.

    >>> from recommender.types import Estimate
    >>> proof = Certificate(.21, .2165, .03, .38, Estimate(.15, .08, .21), "", {})
    >>> closed(proof).replace(chr(160), " ").split("; ")[0]
    'This plan closes .21 of .38 weighted levels wanted'
    """
    return (
        f"This plan closes {level(proof.value)} of {level(proof.wanted)} weighted levels wanted; no fixed plan under "
        f"the same demands can close more than {level(proof.bound)} (gap {percent(proof.gap)})."
    )
