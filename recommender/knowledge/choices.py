"""Which contents did a learner take up, and which of their own will? Used by training and serving alike."""

from __future__ import annotations

import numpy as np

from recommender.columns import EVENT_KINDS, INITIATORS, TAKING_UP
from recommender.types import Bools, History, Ints

_OWN_WILL = ("self", "recommendation")

TAKING = np.isin(EVENT_KINDS, TAKING_UP)
"""Whether an event of a kind shows that the content was taken up."""

VOLUNTARY = np.isin(INITIATORS, _OWN_WILL)
"""Whether what an initiator set going was the learner's own choice."""


def taken(history: History) -> Ints:
    """Columns of all contents that were taken up, in the order of first doing so."""
    return _first(history.content, _takes_up(history))


def choices(history: History) -> Ints:
    """Columns of the contents that were first taken up voluntarily, in the order of doing so.

    What first came as a duty stays a duty, whoever takes it up again. An import counts where its rows say `self`.
    """
    rows = _first_rows(history.content, _takes_up(history))
    return history.content[rows[VOLUNTARY[history.initiated_by[rows]]]]


def _takes_up(history: History) -> Bools:
    return TAKING[history.kind] & (history.content >= 0)


def _first(content: Ints, chosen: Bools) -> Ints:
    return content[_first_rows(content, chosen)]


def _first_rows(content: Ints, chosen: Bools) -> Ints:
    rows = np.flatnonzero(chosen)
    return rows[np.sort(np.unique(content[rows], return_index=True)[1])]
