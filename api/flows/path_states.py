"""Where may a path go from where it is? proposed → accepted → active → paused → done, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.conflicts import Conflict

PROPOSED, ACCEPTED, ACTIVE, PAUSED, DONE = STATES = ("proposed", "accepted", "active", "paused", "done")
SUPERSEDED: Final = "superseded"
"""The state of a path in whose place a newer one stands; nobody asks for it, and nothing leads out of it."""
NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    PROPOSED: (ACCEPTED,),
    ACCEPTED: (ACTIVE,),
    ACTIVE: (PAUSED, DONE),
    PAUSED: (ACTIVE, DONE),
    DONE: (),
    SUPERSEDED: (),
}
PLANNED: Final = frozenset((PROPOSED, ACCEPTED, ACTIVE))
"""States in which a path follows what happens; a paused one keeps its dates until it is resumed."""


def moved(state: str, wanted: str) -> str:
    """The state after a move; a path that is there already stays. Raises Conflict, which names what is allowed.

    >>> moved("proposed", "accepted")
    'accepted'
    """
    if wanted == state or wanted in NEXT[state]:
        return wanted
    allowed = " or ".join(NEXT[state]) or "nothing more"
    raise Conflict(f"a path that is {state} cannot become {wanted}", [f"from {state}, allowed is: {allowed}"])


def changeable(state: str) -> None:
    """Raises Conflict where a path has ended and takes no overrules any more."""
    if not NEXT[state]:
        raise Conflict(f"this path is {state} and changes no more", ["assemble a new one: POST /v1/paths"])


def plans_again(old: str, new: str, asked: bool, overruled: bool) -> bool:
    """Whether a change plans again: a decision, a word of the caller, or the end of a pause; never into a pause.

    Raises Conflict where a paused path is to be planned again.
    """
    if old == new == PAUSED and asked:
        raise Conflict("a paused path keeps its dates", ['resume it first: {"state": "active"}'])
    return new in PLANNED and (asked or overruled or old == PAUSED)
