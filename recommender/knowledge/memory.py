"""What is kept of a learner between two questions? Events folded onto a memory, and memories as bytes.

A memory is a value: folding never changes it. Folding a history in parts gives, bit by bit, what folding it whole
gives, so a stored memory can be checked against the events at any time. As bytes it is a head and its tables as they
are: reading them copies slices and parses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import accumulate, islice, pairwise
from struct import Struct
from typing import Any
from zlib import crc32

import numpy as np
import orjson

from recommender.columns import EVENT_KINDS, FINISHING
from recommender.knowledge.touched import touched
from recommender.knowledge.tracer import Tracer
from recommender.types import (
    Belief,
    Columns,
    Ends,
    Episodes,
    Finishes,
    History,
    Ints,
    Memory,
    Numbers,
    Standings,
    Starts,
)

_STARTING = np.isin(EVENT_KINDS, ("enrolled", "started", "progressed", "attended")).tolist()
_FINISHING = np.isin(EVENT_KINDS, FINISHING).tolist()
_EXPIRED = EVENT_KINDS.index("expired")
FOLD = 4
"""Raised whenever the same events and arrays would fold to another memory."""
_NOTHING = Episodes()
_FORM = b"mem4"
_PARTS = 11
_SEALED = Struct("<4sI")
_HEAD = Struct(f"<4sI dd qqq i {_PARTS}I")
"""Form, sum over all that follows it, the numbers of a memory, the length in bytes of each part behind them."""


def remembered(tracer: Tracer, memory: Memory, history: History, as_of: int) -> Memory:
    """A memory after the events of a history that had happened and were known at `as_of`.

    Raises QueryRefused for events out of order, or from before what the memory holds already.
    """
    seen = history.seen_at(as_of)
    return all_remembered(tracer, [memory], np.array([0, len(seen)]), seen)[0] if len(seen) else memory


def all_remembered(tracer: Tracer, memories: Sequence[Memory], starts: Ints, events: History) -> list[Memory]:
    """What `remembered` makes of each memory i and the events `starts[i]:starts[i + 1]`, bit by bit, all of them seen.

    One pass over the events of all learners: for one event each, ten times as fast as one learner after the other.
    """
    beliefs = tracer.fold_all([memory.belief for memory in memories], starts, events)
    happened, links, recorded = _happened(events), _links(events), iter(events.recorded_at.tolist())
    return [
        Memory(
            key=memory.key,
            belief=belief,
            episodes=_episodes_after(memory.episodes, islice(happened, count)),
            recorded=max(memory.recorded, *islice(recorded, count)),
            events=memory.events + count,
            mark=_chained(memory.mark, islice(links, count)),
        )
        if count
        else memory
        for memory, belief, count in zip(memories, beliefs, np.diff(starts).tolist(), strict=True)
    ]


def episodes_after(before: Episodes, history: History) -> Episodes:
    """Episodes after further events, in order."""
    return _episodes_after(before, _happened(history))


def _happened(events: History) -> Iterator[Any]:
    columns = (getattr(events, name) for name in ("kind", "content", "at", "recorded_at", "valid_until", "dated"))
    return zip(*(column.tolist() for column in columns), strict=True)


def _episodes_after(before: Episodes, happened: Iterable[Any]) -> Episodes:
    starts, ends, last = touched(before.starts), touched(before.ends), touched(before.last)
    for kind, content, at, recorded, until, dated in happened:
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
    return Episodes(before.starts.changed(starts), before.ends.changed(ends), before.last.changed(last))


def last_finishes(history: History) -> Finishes:
    """When each content was finished last, and until when that counts, by column."""
    return episodes_after(_NOTHING, history).last


def mark_after(mark: str, seen: History) -> str:
    """The mark of a memory after further events: a chain of digests, one link an event, however they were parted."""
    return _chained(mark, _links(seen))


def _links(seen: History) -> Iterator[bytes]:
    """The bytes of each event that its link is made of."""
    columns = [np.ascontiguousarray(getattr(seen, name)).astype(np.float64) for name in History.__slots__]
    rows = np.stack(columns, axis=1)
    data, width = rows.tobytes(), rows.itemsize * len(columns)
    return (data[start : start + width] for start in range(0, len(data), width))


def _chained(mark: str, links: Iterable[bytes]) -> str:
    link = bytes.fromhex(mark)
    for event in links:
        link = blake2b(link + event, digest_size=8).digest()
    return link.hex()


def dumped(memory: Memory) -> bytes:
    """A memory as bytes: the same memory always gives the same."""
    belief, episodes = memory.belief, memory.episodes
    parts = (
        memory.key.encode(),
        memory.mark.encode(),
        belief.standings.data,
        belief.finished.data,
        belief.started.data,
        belief.dismissed.data,
        belief.taken.data,
        belief.visits.data,
        episodes.starts.data,
        episodes.ends.data,
        episodes.last.data,
    )
    numbers = belief.ability, belief.doubt, memory.recorded, memory.events, belief.clock, belief.role
    told = b"".join((_HEAD.pack(b"", 0, *numbers, *map(len, parts))[_SEALED.size :], *parts))
    return _SEALED.pack(_FORM, crc32(told)) + told


def loaded(data: bytes) -> Memory:
    """The memory that `dumped` made bytes of. Raises ValueError for bytes that it did not make, or not all of them."""
    (recorded, events, clock, role, *lengths), (ability, doubt) = _opened(data)
    parts = [data[start:stop] for start, stop in pairwise(accumulate(lengths, initial=_HEAD.size))]
    key, mark, standings, finished, started, dismissed, taken, visits, starts, ends, last = parts
    belief = Belief(
        role=role,
        ability=ability,
        doubt=doubt,
        clock=clock,
        standings=Standings(standings),
        finished=Numbers(finished),
        started=Numbers(started),
        dismissed=Numbers(dismissed),
        taken=Columns(taken),
        visits=Numbers(visits),
    )
    episodes = Episodes(Starts(starts), Ends(ends), Finishes(last))
    return Memory(key.decode(), belief, episodes, recorded, events, mark.decode())


def began_with(data: bytes) -> int | None:
    """Column of the role that a memory began with, -1 for none; None where its bytes are damaged."""
    try:
        return loaded(data).role
    except ValueError:
        return None


def _opened(data: bytes) -> tuple[list[int], tuple[float, float]]:
    """The whole numbers and lengths in the head, and ability and doubt. Raises ValueError."""
    if len(data) < _HEAD.size or not data.startswith(_FORM):
        raise ValueError(f"no memory: {len(data)} bytes that begin with {data[:4]!r}; expected {_FORM!r} and more")
    _, seal, ability, doubt, *whole = _HEAD.unpack_from(data)
    if seal != crc32(memoryview(data)[_SEALED.size :]):
        raise ValueError(f"a damaged memory: the sum over its {len(data)} bytes is another one; fold the learner anew")
    return whole, (ability, doubt)


def memory_key(tracer: Tracer, *ids: tuple[object, ...]) -> str:
    """Names a tracer over the columns that some ids stand for: memories with the same key mean the same."""
    digest = blake2b(f"fold {FOLD} {sorted(tracer.get_params().items())}".encode(), digest_size=8)
    arrays: dict[str, Any] = dict(tracer.arrays())
    for name in sorted(arrays):
        digest.update(name.encode() + np.ascontiguousarray(arrays[name]).tobytes())
    for names in ids:
        digest.update(orjson.dumps(names))
    return digest.hexdigest()
