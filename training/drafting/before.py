"""Which contents seem to need another one first? Read from titles and from the order in histories."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import pandas as pd

from recommender.columns import TAKING_UP
from recommender.types import Floats, Ints

_NUMBERS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_PART: Final = r"\b(?:part|level|module|volume|step|stage) (\d{1,2}|one|two|three|four|five|iii|ii|iv|i|v)\b"
_STAGES: Final = (
    (1, r"\b(?:an? )?(?:introduction to|introductory|introduction|intro to|intro|fundamentals of|basics of)(?= |$)"),
    (1, r"\b(?:fundamentals?|basics?|foundations?|essentials?|for beginners|beginners?|101|getting started with)\b"),
    (2, r"\b(?:intermediate|beyond the basics)\b"),
    (3, r"\b(?:advanced|expert|mastering|master ?class)\b"),
)
_SURE: Final = {"drafted:parts": 0.8, "drafted:stages": 0.5}
_PRIOR_PAIRS: Final = 5.0
_FEWEST: Final = 10
_ALMOST: Final = 0.8
_SHARE: Final = 0.5
_TAIL: Final = 0.999
_BINS: Final = 5
_CELLS: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class _Place:
    """What a title is about, and where in a row of contents it puts itself; 0 where it does not say."""

    subject: str
    part: int
    stage: int


def place(title: str) -> tuple[str, int, int]:
    """Subject, number of the part and stage (1 begins, 3 is advanced) of a title; 0 where it does not say.

    >>> place("Excel, part 2"), place("Advanced Excel")
    (('excel', 2, 0), ('excel', 0, 3))
    """
    text = title.lower()
    found = re.search(_PART, text)
    part = 0 if found is None else _NUMBERS.get(found[1], 0) or int(found[1])
    text = re.sub(_PART, " ", text)
    stage = max((one for one, words in _STAGES if re.search(words, text)), default=0)
    for _, words in reversed(_STAGES):
        text = re.sub(words, " ", text)
    return " ".join(re.findall(r"\w[\w+#]*", text)), part, stage


def from_titles(contents: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Pairs told by titles: each part needs the one before it, each stage the nearest below it.

    `known` holds requirements that stand; where titles speak of contents with any, their share that is right moves
    the confidence. Columns: content_id, requires_content_id, source, confidence.
    """
    rows: dict[str, list[tuple[str, _Place]]] = defaultdict(list)
    for name, title in zip(contents["content_id"], contents["title"], strict=True):
        found = _Place(*place(title))
        if found.subject and (found.part or found.stage):
            rows[found.subject].append((name, found))
    pairs = [pair for _, row in sorted(rows.items()) for pair in _within(row)]
    frame = pd.DataFrame(pairs, columns=["content_id", "requires_content_id", "source"])
    return frame.assign(confidence=_weighed(frame, known))


def _within(row: list[tuple[str, _Place]]) -> list[tuple[str, str, str]]:
    pairs = []
    for name, at in sorted(row, key=lambda one: one[0]):
        parts = [other for other, of in row if at.part > 1 and of.part == at.part - 1 and of.stage == at.stage]
        below = [of.stage for _, of in row if 0 < of.stage < at.stage and of.part == at.part]
        stages = [other for other, of in row if below and of.stage == max(below) and of.part == at.part]
        pairs += [(name, other, "drafted:parts") for other in sorted(parts)]
        pairs += [(name, other, "drafted:stages") for other in sorted(stages)]
    return pairs


def _weighed(pairs: pd.DataFrame, known: pd.DataFrame) -> Floats:
    """The share of each source's pairs that stand, among contents whose requirements somebody wrote down."""
    judged = pairs["content_id"].isin(known["content_id"]).to_numpy()
    stands = pd.MultiIndex.from_frame(pairs.iloc[:, :2]).isin(pd.MultiIndex.from_frame(known.iloc[:, :2]))
    sure = np.zeros(len(pairs))
    for source, prior in _SURE.items():
        of = pairs["source"].eq(source).to_numpy()
        right, number = (stands & judged & of).sum(), (judged & of).sum()
        sure[of] = (right + prior * _PRIOR_PAIRS) / (number + _PRIOR_PAIRS)
    return sure


def from_order(events: pd.DataFrame, contents: pd.Series) -> pd.DataFrame:
    """Pairs told by histories: who takes the one up has nearly always taken the other up before.

    Of learners with both (at least 10), the share in this order must exceed, by the lower end of its interval (Wilson,
    one-sided 99.9 %, since many pairs are tried), both .8 and what would come of where in a history either usually
    stands, if they had nothing to do with each other; and at least half of those who took the one up must have had the
    other before. Confidence is that lower end times that half's share. Contents taken at the same moment count
    neither way.
    """
    first = _firsts(events, contents)
    if first.empty:
        return pd.DataFrame(columns=["content_id", "requires_content_id", "source", "confidence"])
    names = pd.Index(sorted(first["content_id"].unique()))
    histories = _histories(first.assign(column=names.get_indexer(first["content_id"])), len(names))
    later, earlier, before, both = _often_after(histories)
    low = wilson(before, both)
    chance = _by_chance(histories.spread, later, earlier)
    share = before / histories.spread.sum(axis=1)[later]
    keep = (low > np.maximum(chance, _ALMOST)) & (share >= _SHARE)
    found = {"content_id": names[later[keep]], "requires_content_id": names[earlier[keep]], "source": "drafted:order"}
    return pd.DataFrame(found | {"confidence": (low * share)[keep]}).reset_index(drop=True)


def wilson(right: Floats, number: Floats, tail: float = _TAIL) -> Floats:
    """The lower end of Wilson's score interval of a share (1927, doi:10.1080/01621459.1927.10502953)."""
    z = NormalDist().inv_cdf(tail)
    share, size = right / number, z * z / number
    middle, half = share + size / 2, z * np.sqrt((share * (1 - share) + size / 4) / number)
    return (middle - half) / (1 + size)


def _firsts(events: pd.DataFrame, contents: pd.Series) -> pd.DataFrame:
    """When each learner first took each content up, where their order can be told; voided events never happened."""
    kept = events[events["kind"].isin(TAKING_UP) & events["content_id"].isin(contents)]
    kept = kept[~kept["event_id"].isin(events["voids_event_id"].dropna())]
    first = kept.groupby(["learner_id", "content_id"], as_index=False, sort=True)["occurred_at"].min()
    return first.assign(rank=first.groupby("learner_id")["occurred_at"].rank(method="dense"))


@dataclass(frozen=True, slots=True)
class _Histories:
    """Rows by learner: which content, the how many-th moment; the rows of each row's learner; where contents stand."""

    columns: Ints
    ranks: Ints
    starts: Ints
    sizes: Ints
    spread: Floats


def _histories(first: pd.DataFrame, number: int) -> _Histories:
    rows = first.sort_values(["learner_id", "rank", "column"])
    columns, ranks = rows["column"].to_numpy(dtype=np.int64), rows["rank"].to_numpy(dtype=np.int64)
    sizes = rows.groupby("learner_id")["rank"].transform("size").to_numpy(dtype=np.int64)
    last = rows.groupby("learner_id")["rank"].transform("max").to_numpy(dtype=np.int64)
    starts = np.arange(len(rows)) - rows.groupby("learner_id").cumcount().to_numpy(dtype=np.int64)
    bins = np.minimum(((ranks - 1) / np.maximum(last - 1, 1) * _BINS).astype(np.int64), _BINS - 1)
    spread = np.bincount(columns * _BINS + bins, minlength=number * _BINS).reshape(number, _BINS)
    return _Histories(columns, ranks, starts, sizes, spread.astype(float))


def _often_after(told: _Histories) -> tuple[Ints, Ints, Floats, Floats]:
    """Pairs of contents (later, earlier) that enough learners have in this order nearly always: with how many learners
    have them so, and how many in any order. A few contents at a time, so that no pair is held that does not matter.
    """
    rows = np.argsort(told.columns, kind="stable")
    rows = rows[(told.spread.sum(axis=1) >= _FEWEST)[told.columns[rows]]]
    parts = [_after(told, rows[first:end]) for first, end in _blocks(told, rows)]
    none = np.zeros(0, dtype=np.int64)
    later, earlier, before, both = (np.concatenate([none, *(part[at] for part in parts)]) for at in range(4))
    return later, earlier, before.astype(float), both.astype(float)


def _after(told: _Histories, rows: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """What `_often_after` finds for the contents of some rows, which are all the rows of these contents."""
    number, least = len(told.spread), told.columns[rows[0]]
    sizes = told.sizes[rows]
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    others = np.repeat(told.starts[rows], sizes) + within
    ahead = np.repeat(told.ranks[rows], sizes) - told.ranks[others]
    cells = np.repeat((told.columns[rows] - least) * number, sizes) + told.columns[others]
    wide = (told.columns[rows[-1]] - least + 1) * number
    before = np.bincount(cells[ahead > 0], minlength=wide)
    both = np.bincount(cells[ahead != 0], minlength=wide)
    often = np.flatnonzero((both >= _FEWEST) & (before > _ALMOST * both))
    return often // number + least, often % number, before[often], both[often]


def _blocks(told: _Histories, rows: Ints) -> Iterator[tuple[int, int]]:
    """Cuts rows, which stand by content, between contents, so that one part stays within a few million cells."""
    ends = np.flatnonzero(np.diff(told.columns[rows], append=-1)) + 1
    pairs = np.cumsum(told.sizes[rows])
    first = done = 0
    for end, following in zip(ends, [*ends[1:], 0], strict=False):
        wide = (told.columns[rows[following - 1]] - told.columns[rows[first]] + 1) * len(told.spread)
        if not following or wide > _CELLS or pairs[following - 1] - done > _CELLS:
            yield first, int(end)
            first, done = int(end), int(pairs[end - 1])


def _by_chance(spread: Floats, later: Ints, earlier: Ints) -> Floats:
    """The chance that one comes after the other if each were where it usually is; within a part of histories, even."""
    share = (spread + 0.5) / (spread + 0.5).sum(axis=1, keepdims=True)
    above = np.cumsum(share, axis=1) - share
    return (share[later] * (above[earlier] + share[earlier] / 2)).sum(axis=1)
