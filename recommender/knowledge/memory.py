"""What is kept of a learner between two questions? Events folded onto a memory, and memories as bytes.

A memory is a value: folding never changes it. Folding a history in parts gives, bit by bit, what folding it whole
gives, so a stored memory can be checked against the events at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import numpy as np
import orjson

from recommender.columns import EVENT_KINDS, FINISHING
from recommender.knowledge.tracer import Tracer
from recommender.types import Belief, Episodes, History, Memory, Standing

_STARTING = np.isin(EVENT_KINDS, ("enrolled", "started", "progressed", "attended")).tolist()
_FINISHING = np.isin(EVENT_KINDS, FINISHING).tolist()
_EXPIRED = EVENT_KINDS.index("expired")
FOLD = 2
"""Raised whenever the same events and arrays would fold to another memory."""
_NOTHING = Episodes()


def remembered(tracer: Tracer, memory: Memory, history: History, as_of: int) -> Memory:
    """A memory after the events of a history that had happened and were known at `as_of`.

    Raises QueryRefused for events out of order, or from before what the memory holds already.
    """
    seen = history.seen_at(as_of)
    if not len(seen):
        return memory
    return Memory(
        key=memory.key,
        belief=tracer.fold(memory.belief, seen, as_of),
        episodes=episodes_after(memory.episodes, seen),
        recorded=max(memory.recorded, int(seen.recorded_at.max())),
        events=memory.events + len(seen),
        mark=mark_after(memory.mark, seen),
    )


def episodes_after(before: Episodes, history: History) -> Episodes:
    """Episodes after further events, in order."""
    starts, ends, last = dict(before.starts), dict(before.ends), dict(before.last)
    columns = (getattr(history, name) for name in ("kind", "content", "at", "recorded_at", "valid_until", "dated"))
    for kind, content, at, recorded, until, dated in zip(*(column.tolist() for column in columns), strict=True):
        if content < 0:
            continue
        if _STARTING[kind] and dated:
            known = starts.get(content)
            if known is None or (recorded, at) < (known[1], known[0]):
                starts[content] = (at, recorded)
        if _FINISHING[kind]:
            last[content] = (at, until)
            if dated:
                ends[content] = (*ends.get(content, ()), (at, recorded))
        elif kind == _EXPIRED and content in last:
            last[content] = (last[content][0], min(last[content][1], at))
    return Episodes(starts, ends, last)


def last_finishes(history: History) -> Mapping[int, tuple[int, int]]:
    """When each content was finished last, and until when that counts, by column."""
    return episodes_after(_NOTHING, history).last


def mark_after(mark: str, seen: History) -> str:
    """The mark of a memory after further events: a chain of digests, one link an event, however they were parted."""
    if not len(seen):
        return mark
    columns = [np.ascontiguousarray(getattr(seen, name)).astype(np.float64) for name in History.__slots__]
    rows = np.stack(columns, axis=1)
    link = bytes.fromhex(mark)
    for row in rows:
        link = blake2b(link + row.tobytes(), digest_size=8).digest()
    return link.hex()


def dumped(memory: Memory) -> bytes:
    """A memory as bytes: the same memory always gives the same."""
    belief, episodes = memory.belief, memory.episodes
    body = [
        memory.key,
        [memory.recorded, memory.events, memory.mark],
        [belief.role, belief.ability, belief.doubt, belief.clock, belief.taken],
        [(skill, *standing) for skill, standing in sorted(belief.standings.items())],
        [sorted(getattr(belief, name).items()) for name in ("finished", "started", "dismissed")],
        [sorted(getattr(episodes, name).items()) for name in ("starts", "ends", "last")],
    ]
    return orjson.dumps(body)


def loaded(data: bytes) -> Memory:
    """The memory that `dumped` made bytes of."""
    key, (recorded, events, mark), (role, ability, doubt, clock, taken), standings, becoming, episodes = orjson.loads(
        data
    )
    finished, started, dismissed = map(dict, becoming)
    starts, ends, last = episodes
    belief = Belief(
        role=role,
        ability=ability,
        doubt=doubt,
        clock=clock,
        standings={row[0]: Standing(*row[1:]) for row in standings},
        finished=finished,
        started=started,
        dismissed=dismissed,
        taken=tuple(taken),
    )
    found = Episodes(
        starts={content: tuple(pair) for content, pair in starts},
        ends={content: tuple(map(tuple, pairs)) for content, pairs in ends},
        last={content: tuple(pair) for content, pair in last},
    )
    return Memory(key, belief, found, recorded, events, mark)


def memory_key(tracer: Tracer, *ids: tuple[object, ...]) -> str:
    """Names a tracer over the columns that some ids stand for: memories with the same key mean the same."""
    digest = blake2b(f"fold {FOLD} {sorted(tracer.get_params().items())}".encode(), digest_size=8)
    arrays: dict[str, Any] = dict(tracer.arrays())
    for name in sorted(arrays):
        digest.update(name.encode() + np.ascontiguousarray(arrays[name]).tobytes())
    for names in ids:
        digest.update(orjson.dumps(names))
    return digest.hexdigest()
