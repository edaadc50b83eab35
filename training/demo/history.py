"""Which histories does a world put its people through? The defaults change nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class History:
    """What happens to people and tables beside learning itself; docs/worlds.md tells what each is meant to break."""

    assigning: float = 1.0
    """How many times as much managers assign as in the friendly world."""
    rush: float = 0.0
    """How many times more is taken up in the weeks before the year ends."""
    hurry: float = 0.0
    """Share of what would end in the first weeks of a year that is finished before the holidays instead."""
    lapsing: float = 0.0
    """Share of renewals that are asked for too late, so that the certificate expires."""
    leaving_a_year: float = 0.145
    """Rate at which those leave who lead no team; leads stay longer, so that some 12 % of all leave in a year."""
    reorganised: bool = False
    """Whether units are merged, renamed and put under others on one day."""
    bulk: bool = False
    """Whether a block of completions of one unit was loaded later, all stamped with one wrong day."""
    unmapped: float = 0.0
    """Share of contents of which no table says what they teach."""
    twins: int = 0
    """Contents that are there twice, under another title and from another provider."""
    edited: float = 0.0
    """Share of contents that got new versions; events then name the version taken."""
    first_editions: int = 14
    """Contents that replaced an older one within the history."""
    gems: int = 8
    """Contents that are excellent and hardly known."""
    sticking: bool = False
    """Whether one popular content has a step at which people get stuck."""
    causes: bool = False
    """Whether programmes, invitations, bad spells and trends are there to be found or refused."""

    @property
    def plain(self) -> bool:
        """Whether nothing happens beyond what happens in the friendly world."""
        return self == History()


CALM = History()
JUDGED = History(causes=True)
"""Tables as clean as the friendly ones, with causes to be found or refused."""
TURBULENT = History(
    assigning=1.2,
    rush=2.0,
    hurry=0.5,
    lapsing=0.35,
    leaving_a_year=0.185,
    reorganised=True,
    bulk=True,
    unmapped=0.3,
    twins=24,
    edited=0.25,
    first_editions=24,
    gems=16,
    sticking=True,
    causes=True,
)
