"""What does a certificate claim, in words?"""

from __future__ import annotations

from rich.console import Group, RenderableType

from cairn.show.layout import bullets, heading, sentence
from cairn.show.numbers import percent_said
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
        dropped(proof),
        sentence(proof.claim),
    )
    return tuple(one for one in told if one)


def closed(proof: Certificate) -> str:
    """Value, bound and gap in one sentence.

    >>> from recommender.types import Estimate
    >>> proof = Certificate(.21, .2165, .03, .38, Estimate(.15, .08, .21), "", {})
    >>> closed(proof).replace(chr(160), " ").split("; ")[0]
    'This plan closes 55 % of what is missing'
    """
    return (
        f"This plan closes {_share(proof.value, proof)} of what is missing; the bound for plans under the same "
        f"demands is {_share(proof.bound, proof)} (gap {percent_said(proof.gap)})."
    )


def dropped(proof: Certificate) -> str:
    """What is left of it when steps drop out.

    >>> from recommender.types import Estimate
    >>> proof = Certificate(.21, .2165, .03, .38, Estimate(.152, .076, .209), "", {})
    >>> dropped(proof).replace(chr(160), " ")
    'With drop-outs we expect 40 % (20 % to 55 %).'
    """
    low, middle, high = (
        _share(end, proof) for end in (proof.simulated.low, proof.simulated.value, proof.simulated.high)
    )
    return f"With drop-outs we expect {middle} ({low} to {high})."


def _share(value: float, proof: Certificate) -> str:
    """A value as a share of the weighted levels that are missing."""
    return percent_said(max(value, 0.0) / proof.wanted)
