"""Where may a path go from where it is?"""

from __future__ import annotations

from itertools import product

import pytest

from api.conflicts import Conflict
from api.flows.path_states import NEXT, STATES, SUPERSEDED, changeable, moved, plans_again
from api.schemas import paths as schemas

ALLOWED = {
    ("proposed", "accepted"),
    ("accepted", "active"),
    ("active", "paused"),
    ("active", "done"),
    ("paused", "active"),
    ("paused", "done"),
}


@pytest.mark.parametrize(("old", "new"), list(product(STATES, STATES)))
def test_a_path_goes_along_its_way_and_nowhere_else(old: str, new: str) -> None:
    if old == new or (old, new) in ALLOWED:
        assert moved(old, new) == new
    else:
        with pytest.raises(Conflict):
            moved(old, new)


def test_a_move_that_is_not_allowed_names_what_is() -> None:
    with pytest.raises(Conflict) as refused:
        moved("active", "accepted")
    assert refused.value.problems == ("from active, allowed is: paused or done",)


def test_nothing_leads_out_of_what_has_ended() -> None:
    for state in ("done", SUPERSEDED):
        with pytest.raises(Conflict):
            changeable(state)
    for state in ("proposed", "accepted", "active", "paused"):
        changeable(state)


def test_the_contract_names_the_same_states() -> None:
    assert schemas.STATES == STATES
    assert set(NEXT) == {*STATES, SUPERSEDED}


def test_a_decision_plans_again_but_not_while_paused_and_not_at_the_end() -> None:
    assert plans_again("active", "active", asked=False, overruled=True)
    assert plans_again("active", "active", asked=True, overruled=False)
    assert not plans_again("proposed", "accepted", asked=False, overruled=False)
    assert not plans_again("paused", "paused", asked=False, overruled=True)
    assert not plans_again("active", "paused", asked=False, overruled=True)
    assert not plans_again("active", "done", asked=True, overruled=True)


def test_the_end_of_a_pause_plans_again() -> None:
    assert plans_again("paused", "active", asked=False, overruled=False)


def test_a_paused_path_is_not_planned_again_when_asked() -> None:
    with pytest.raises(Conflict, match="keeps its dates"):
        plans_again("paused", "paused", asked=True, overruled=False)
