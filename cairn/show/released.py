"""How does a training run look once it is over?"""

from __future__ import annotations

from rich.console import Group, RenderableType

from cairn.show.comparison import comparison
from cairn.show.layout import bullets, heading, sentence
from cairn.show.metrics import metrics, paired
from cairn.show.numbers import counted
from cairn.show.prose import Prose
from training.run import Released


def released(found: Released) -> RenderableType:
    """Figures against the floor, the comparison behind the verdict, and which version is in service now."""
    assumed = found.card.assumptions
    rival = "popularity" if found.previous is None else "the champion's recipe"
    return Group(
        heading("Measured on what came later"),
        metrics(paired(found.card.metrics)),
        Prose(f"Verdict: {found.comparison.verdict.value}.", "bold"),
        comparison(found.comparison, rival),
        *([heading("Assumptions"), bullets(map(sentence, assumed))] if assumed else []),
        heading(in_service(found)),
        Prose(f"Run {found.run_id} in the tracker, {counted(round(found.seconds), 'second')}.", "dim"),
    )


def in_service(found: Released) -> str:
    """Which version is in service now, and whether anything changed."""
    if not found.changed:
        return f"Version {found.version} stays in service: the very same bundle came out."
    before = "" if found.previous is None else f" instead of {found.previous}"
    return f"Version {found.version} is in service now{before}."
