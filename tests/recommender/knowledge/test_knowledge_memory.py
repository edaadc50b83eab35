"""Memories as bytes: the same there and back, nothing read out of what was not written."""

from dataclasses import replace

import numpy as np
import pytest

from recommender.knowledge.memory import began_with, dumped, loaded
from recommender.types import (
    NO_TIME,
    Belief,
    Columns,
    Ends,
    Episodes,
    Finishes,
    Memory,
    Numbers,
    Standing,
    Standings,
    Starts,
)

FOREVER = int(np.iinfo(np.int64).max)
EMPTY = Memory("0123456789abcdef", Belief(-1, 0.0, 0.5))
FULL = Memory(
    key="another model, ünder a longer key",
    belief=Belief(
        role=3,
        ability=-0.1,
        doubt=5e-324,
        clock=1_700_000_000,
        standings=Standings.of({0: Standing(-1.5, 0.25, 1e-9, NO_TIME, 1), 400: Standing(0.1, 1.0, 2.0, 7, 2**31 - 1)}),
        finished=Numbers.of({5: FOREVER, 9: -FOREVER}),
        started=Numbers.of({5: 7, 2**31 - 1: NO_TIME}),
        dismissed=Numbers.of({1: 0}),
        taken=Columns.of([9, 5, 2**31 - 1]),
        visits=Numbers.of({5: 2}),
    ),
    episodes=Episodes(
        starts=Starts.of({5: (1, 2), 9: (NO_TIME, FOREVER)}),
        ends=Ends.of({5: ((3, 4), (3, 4), (1, 9))}),
        last=Finishes.of({5: (1, FOREVER)}),
    ),
    recorded=FOREVER,
    events=2**40,
    mark="0011223344556677",
)
BOTH = pytest.mark.parametrize("memory", [EMPTY, FULL], ids=["empty", "full"])


@BOTH
def test_a_memory_comes_back_as_it_was(memory):
    found = loaded(dumped(memory))
    assert found == memory
    assert repr(found) == repr(memory)
    assert dumped(found) == dumped(memory)


def test_a_number_that_is_none_and_one_below_zero_come_back_bit_by_bit():
    odd = replace(EMPTY, belief=replace(EMPTY.belief, ability=-0.0, doubt=float("nan")))
    found = loaded(dumped(odd)).belief
    assert np.signbit(found.ability)
    assert np.isnan(found.doubt)


@pytest.mark.parametrize("change", ["key", "recorded", "events", "mark", "belief", "episodes"])
def test_another_memory_is_other_bytes(change):
    assert dumped(replace(FULL, **{change: getattr(EMPTY, change)})) != dumped(FULL)


@BOTH
def test_bytes_that_are_cut_anywhere_or_longer_are_refused(memory):
    data = dumped(memory)
    for cut in range(len(data)):
        with pytest.raises(ValueError, match="memory"):
            loaded(data[:cut])
    with pytest.raises(ValueError, match="damaged"):
        loaded(data + b"\0")


@BOTH
def test_one_wrong_bit_anywhere_is_refused(memory):
    data = dumped(memory)
    for place in range(len(data)):
        wrong = bytearray(data)
        wrong[place] ^= 1 << place % 8
        with pytest.raises(ValueError, match="memory"):
            loaded(bytes(wrong))


def test_damaged_bytes_do_not_say_which_role_they_began_with():
    assert (began_with(dumped(FULL)), began_with(dumped(EMPTY)), began_with(dumped(FULL)[:-1])) == (3, -1, None)


def test_what_was_kept_in_an_earlier_form_is_refused_and_named():
    with pytest.raises(ValueError, match=r"no memory: .* begin with b'\[\"ke'"):
        loaded(b'["key",[1,2,"mark"],[-1,0.0,0.5,7,[]],[],[[],[],[],[]],[[],[],[]]]' * 4)
