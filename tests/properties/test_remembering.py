"""However a history is cut, wherever a memory is kept meanwhile, it says the same to the last byte."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.knowledge.memory import (
    all_remembered,
    dumped,
    episodes_after,
    last_finishes,
    loaded,
    memory_key,
    remembered,
)
from recommender.ranking.episodes import episodes_of, outcomes_of, record_before, record_of, window_seconds
from recommender.types import Episodes, History, Memory
from tests.properties.test_tracing_order import CATALOG, TRACER, lives
from tests.recommender.knowledge.knowledge_builders import a_history, second

NOW = second(5000)
KEY = memory_key(TRACER, CATALOG.contents.ids, CATALOG.skills.ids)
NOTHING = Memory(KEY, TRACER.start())
delays = st.lists(st.integers(0, 400), min_size=25, max_size=25)


def history_of(life, late=()):
    found = a_history(CATALOG, *life)
    return replace(found, recorded_at=found.at + 86_400 * np.array(late[: len(life)], np.int64)) if late else found


@settings(max_examples=150, deadline=None)
@given(lives, delays, st.data())
def test_any_cut_with_memories_kept_as_bytes_between_gives_the_same_bytes(life, late, data):
    history = history_of(life, late)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(life)), max_size=3)))
    memory = NOTHING
    for start, stop in zip([0, *cuts], [*cuts, len(life)], strict=True):
        memory = loaded(dumped(remembered(TRACER, memory, history[start:stop], NOW)))
    whole = remembered(TRACER, NOTHING, history, NOW)
    assert memory == whole
    assert dumped(memory) == dumped(whole)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(lives, st.integers(0, 25)), min_size=1, max_size=5))
def test_many_learners_at_once_are_remembered_as_one_by_one_to_the_last_byte(told):
    histories = [history_of(life) for life, _ in told]
    before = [remembered(TRACER, NOTHING, whole[:cut], NOW) for whole, (_, cut) in zip(histories, told, strict=True)]
    after = [whole[cut:] for whole, (_, cut) in zip(histories, told, strict=True)]
    starts = np.cumsum([0, *map(len, after)])
    events = History(*(np.concatenate([getattr(one, name) for one in after]) for name in History.__slots__))
    found = all_remembered(TRACER, before, starts, events)
    alone = [remembered(TRACER, memory, new, NOW) for memory, new in zip(before, after, strict=True)]
    assert list(map(dumped, found)) == list(map(dumped, alone))


@settings(max_examples=200, deadline=None)
@given(lives, delays, st.floats(1.0, 300.0), st.integers(0, 2500))
def test_the_record_of_one_learner_is_the_one_that_training_counts(life, late, weekly, day):
    now, minutes = second(day), CATALOG.contents.minutes * 40.0
    history = history_of(life, late).seen_at(now)
    episodes = episodes_of(np.zeros(len(history), np.int64), history)
    ends = outcomes_of(episodes, window_seconds(minutes[episodes.content], weekly))
    counted = record_before(episodes.learner, ends, np.zeros(1, np.int64), np.array([now]))
    found = record_of(episodes_after(Episodes(), history), minutes, weekly, now)
    assert (found.settled.tolist(), found.finished.tolist()) == (counted.settled.tolist(), counted.finished.tolist())


@settings(max_examples=100, deadline=None)
@given(lives)
def test_the_last_finish_is_that_of_the_last_event_that_finishes_unless_it_expired_since(life):
    found, expected = last_finishes(a_history(CATALOG, *life)), {}
    for event in life:
        column = CATALOG.contents.column.get(event.content or "", -1)
        if column >= 0 and event.kind in ("completed", "passed", "certified"):
            expected[column] = second(event.day)
    assert {content: at for content, (at, _) in found.items()} == expected


def test_a_memory_holds_at_no_moment_before_its_last_event_was_known():
    memory = replace(NOTHING, belief=replace(NOTHING.belief, clock=100), recorded=200)
    assert [memory.holds_at(second) for second in (99, 150, 199, 200)] == [False, False, False, True]
    assert not replace(memory, belief=replace(memory.belief, clock=300)).holds_at(250)


def test_the_key_changes_with_what_was_learned_and_with_what_columns_stand_for():
    ids = (CATALOG.contents.ids, CATALOG.skills.ids)
    taught = TRACER.arrays()
    other = type(TRACER).from_arrays(taught | {"effect": taught["effect"] + 0.01}, TRACER.get_params())
    keys = {KEY, memory_key(other, *ids), memory_key(TRACER, ids[0][::-1], ids[1]), memory_key(TRACER, ids[0], ("z",))}
    assert len(keys) == 4
    assert memory_key(type(TRACER).from_arrays(taught, TRACER.get_params()), *ids) == KEY
