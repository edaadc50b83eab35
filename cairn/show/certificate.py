"""What does a certificate claim, in words?"""

from __future__ import annotations

from rich.console import Group, RenderableType

from cairn.show.layout import bullets, heading
from cairn.show.numbers import counted, level, level_between, percent
from recommender.types import Certificate


def certificate(proof: Certificate) -> RenderableType:
    """The certificate as a list of sentences."""
    return Group(heading("How good this plan is"), bullets(sentences(proof)))


def sentences(proof: Certificate) -> tuple[str, ...]:
    """What the plan closes, what no plan can exceed, what we expect with drop-outs, and what the claim rests on."""
    work = ", ".join(
        counted(number, name.replace("_", " "), name.replace("_", " ")) for name, number in proof.work.items()
    )
    told = (
        closed(proof),
        f"With drop-outs we expect {level_between(proof.simulated)}.",
        proof.claim,
        f"Work: {work}." if work else "",
    )
    return tuple(sentence for sentence in told if sentence)


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
