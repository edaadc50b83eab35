"""What happened to whom? Checked event tables as arrays, learner after learner."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import pandas as pd

from recommender.catalog import Catalog
from recommender.catalog.contents import seconds
from recommender.catalog.index import Index
from recommender.columns import EVENT_KINDS, INITIATORS
from recommender.errors import UnknownName
from recommender.tables import Tables
from recommender.types import Floats, History, Ints

FOREVER = int(np.iinfo(np.int64).max)
"""`valid_until` of what counts for ever."""


@dataclass(frozen=True, slots=True)
class EventLog:
    """The histories of all learners of a learners table, one after the other.

    `learners` holds their ids in order; learner i owns the events `starts[i]:starts[i + 1]`, which stand in order of
    (occurred_at, event_id). Raters are numbered by `rater_number`, so that a number means the same in every log.
    """

    learners: tuple[str, ...]
    starts: Ints
    events: History

    def __len__(self) -> int:
        return len(self.learners)

    @property
    def learner(self) -> Ints:
        """The number of the learner of each event."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.starts))

    def history(self, learner_id: str) -> History:
        """The history of one learner, as views. Raises UnknownName."""
        number = bisect_left(self.learners, learner_id)
        if number == len(self) or self.learners[number] != learner_id:
            raise UnknownName(f"learner {learner_id!r} is not among the {len(self)} learners of this log")
        return self.events[slice(int(self.starts[number]), int(self.starts[number + 1]))]

    @classmethod
    def of(cls, tables: Tables, catalog: Catalog) -> EventLog:
        """The log of checked tables.

        Voided events and what voids them are gone. Contents and skills that the catalogue does not know become -1.
        """
        frame, index = _standing(tables["events"]), Index.of(tables["learners"]["learner_id"])
        learner = index.columns(frame["learner_id"])
        events = _history(frame, tables["scales"], catalog)
        order = _order(learner, events.at, frame["event_id"])
        starts = np.searchsorted(learner[order], np.arange(len(index) + 1))
        return cls(index.ids, (starts - starts[0]).astype(np.int64), events[order[starts[0] :]])


def rater_number(rater_id: str) -> int:
    """The number of a rater: 62 bits of a hash of the id, the same in every log and every process.

    >>> rater_number("ada")
    390747263137579337
    """
    return int.from_bytes(blake2b(rater_id.encode(), digest_size=8).digest(), "big") >> 2


def marks_as_levels(value: pd.Series, scale_id: pd.Series, scales: pd.DataFrame) -> Floats:
    """Event values as floats: a mark of a scale becomes its level, anything else is read as a share from 0 to 1.

    NaN where the scale does not know the mark, where no number stands, and where the number lies outside [0, 1].
    """
    share = np.array(pd.to_numeric(value, errors="coerce").to_numpy(float, na_value=np.nan))
    marked = (scale_id.notna() & value.notna()).to_numpy()
    if marked.any():
        levels = scales.set_index(["scale_id", "mark"])["level"]
        asked = pd.MultiIndex.from_arrays([scale_id[marked], value[marked]])
        share[marked] = levels.reindex(asked).to_numpy(float)
    return np.where((share >= 0.0) & (share <= 1.0), share, np.nan)


def _standing(frame: pd.DataFrame) -> pd.DataFrame:
    """The events that were not voided, without those that void."""
    voids = frame["voids_event_id"].dropna()
    return frame if voids.empty else frame[frame["voids_event_id"].isna() & ~frame["event_id"].isin(voids)]


def _history(frame: pd.DataFrame, scales: pd.DataFrame, catalog: Catalog) -> History:
    at = seconds(frame["occurred_at"], missing=0)
    recorded = seconds(frame["recorded_at"], missing=-FOREVER)
    return History(
        kind=_codes(frame["kind"], EVENT_KINDS),
        at=at,
        recorded_at=np.where(recorded == -FOREVER, at, recorded),
        content=catalog.contents.index.columns(frame["content_id"]),
        skill=catalog.skills.index.columns(frame["skill_id"]),
        value=marks_as_levels(frame["value"], frame["scale_id"], scales),
        initiated_by=_codes(frame["initiated_by"], INITIATORS),
        valid_until=seconds(frame["valid_until"], missing=FOREVER),
        rater=_raters(frame["rater_id"]),
        dated=(frame["time_precision"] != "position").to_numpy(bool),
    )


def _codes(column: pd.Series, words: tuple[str, ...]) -> Ints:
    return pd.Index(words, dtype="str").get_indexer(pd.Index(column)).astype(np.int64)


def _raters(column: pd.Series) -> Ints:
    codes, names = pd.factorize(column)
    numbers = np.array([rater_number(name) for name in names] + [-1], np.int64)
    return numbers[codes]


def _order(learner: Ints, at: Ints, event_id: pd.Series) -> Ints:
    """Rows in order of (learner, occurred_at, event_id); checked tables stand so already, and are only looked at."""
    turn, step = np.diff(learner), np.diff(at)
    if ((turn > 0) | ((turn == 0) & (step >= 0))).all():
        return np.arange(len(learner), dtype=np.int64)
    return np.lexsort((np.argsort(np.argsort(event_id.to_numpy(object))), at, learner))
