"""What can be taken: the contents as arrays, one element a content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from recommender.catalog.index import Index
from recommender.catalog.trust import binding
from recommender.columns import CONTENT_STATUS, MODALITIES
from recommender.tables import Tables
from recommender.types import Bools, Floats, Ints

ALWAYS = np.iinfo(np.int64).max
TYPICAL_MINUTES = 60.0
"""Assumed length of a content where no content of the catalogue states one."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of a catalogue, ordered by id.

    `language` is the place of the main language in `languages`, -1 where a content fits every learner.
    `minutes_assumed` marks contents that state no length: they get the median of their modality. `opens` and `closes`
    bound the days on offer, `closes` exclusive. `requires` and `counts_for` are pairs of columns [r, 2]: (content,
    content needed first) and (finished, what it counts for); the latter hold from `counts_from` until `counts_until`,
    exclusive. `session_content` and `session_start` go by time.
    """

    index: Index
    titles: tuple[str, ...]
    urls: tuple[str | None, ...]
    language: Ints
    languages: Index
    minutes: Floats
    minutes_assumed: Bools
    cost: Floats
    modality: Ints
    provider: Ints
    active: Bools
    offline: Bools
    replaced_by: Ints
    opens: Ints
    closes: Ints
    requires: Ints
    counts_for: Ints
    counts_from: Ints
    counts_until: Ints
    session_content: Ints
    session_start: Ints

    @property
    def ids(self) -> tuple[str, ...]:
        return self.index.ids

    @property
    def column(self) -> Mapping[str, int]:
        return self.index.column

    def __len__(self) -> int:
        return len(self.index)

    def sessions_after(self, content: int, second: int) -> tuple[datetime, ...]:
        """Starts of the sessions of a content that lie after a second, in order."""
        rows = (self.session_content == content) & (self.session_start > second)
        return tuple(datetime.fromtimestamp(start, UTC) for start in self.session_start[rows].tolist())

    def on_offer(self, second: int) -> Bools:
        """Which contents can be started then: active, within their days, with a session to come if they have any."""
        dated, ahead = np.zeros((2, len(self)), bool)
        dated[self.session_content] = True
        ahead[self.session_content[self.session_start > second]] = True
        return self.active & (self.opens <= second) & (second < self.closes) & (ahead | ~dated)

    @property
    def turns(self) -> Ints:
        """The seconds at which what is on offer changes, in order."""
        return np.unique(np.concatenate([self.opens, self.closes, self.session_start]))

    def equivalents(self, second: int) -> Ints:
        """Pairs (finished, what it counts for) that hold at a second [r, 2]."""
        return self.counts_for[(self.counts_from <= second) & (second < self.counts_until)]

    @classmethod
    def of(cls, tables: Tables) -> Contents:
        """The contents of checked tables."""
        frame = tables["contents"]
        index = Index.of(frame["content_id"])
        modality = Index(MODALITIES, {m: i for i, m in enumerate(MODALITIES)}).columns(frame["modality"])
        spoken = frame["language"].map(main_language, na_action="ignore")
        languages = Index.of(spoken.dropna())
        sessions = tables["sessions"].sort_values(["starts_at", "session_id"])
        counting = tables["content_equivalents"]
        return cls(
            index=index,
            titles=tuple(frame["title"].tolist()),
            urls=texts(frame["url"]),
            language=languages.columns(spoken),
            languages=languages,
            minutes=_minutes(frame["minutes"], modality),
            minutes_assumed=frame["minutes"].isna().to_numpy(),
            cost=frame["cost"].to_numpy(float),
            modality=modality,
            provider=Index.of(frame["provider"].dropna()).columns(frame["provider"]),
            active=(frame["status"] == CONTENT_STATUS[0]).to_numpy(bool),
            offline=frame["offline"].fillna(False).to_numpy(bool),
            replaced_by=index.columns(frame["replaced_by"]),
            opens=seconds(frame["available_from"], missing=-ALWAYS),
            closes=seconds(frame["available_to"] + pd.Timedelta(days=1), missing=ALWAYS),
            requires=pairs(index, binding(tables["content_requires"]), "content_id", "requires_content_id"),
            counts_for=pairs(index, counting, "content_id", "counts_for"),
            counts_from=seconds(counting["from_on"], missing=-ALWAYS),
            counts_until=seconds(counting["until_on"] + pd.Timedelta(days=1), missing=ALWAYS),
            session_content=index.columns(sessions["content_id"]),
            session_start=seconds(sessions["starts_at"], missing=-ALWAYS),
        )


def main_language(tag: str) -> str:
    """The primary subtag of a BCP 47 tag.

    >>> main_language("pt-BR")
    'pt'
    """
    return tag.split("-")[0].lower()


def texts(column: pd.Series) -> tuple[str | None, ...]:
    """A text column as strings, None where it is empty."""
    return tuple(column.astype(object).where(column.notna(), None).tolist())


def seconds(column: pd.Series, missing: int) -> Ints:
    """A column of times or dates as whole seconds since 1970 in UTC."""
    clock = column.dt.tz_convert("UTC").dt.tz_localize(None) if isinstance(column.dtype, pd.DatetimeTZDtype) else column
    whole = clock.to_numpy("datetime64[s]")
    return np.where(np.isnat(whole), missing, whole.astype(np.int64))


def pairs(index: Index, frame: pd.DataFrame, left: str, right: str) -> Ints:
    """Two id columns as pairs of columns [r, 2], in the order of the rows: by the first, then the second."""
    return np.column_stack([index.columns(frame[left]), index.columns(frame[right])]).reshape(-1, 2)


def _minutes(minutes: pd.Series, modality: Ints) -> Floats:
    overall = minutes.median()
    typical = minutes.groupby(modality).transform("median").fillna(TYPICAL_MINUTES if np.isnan(overall) else overall)
    return minutes.fillna(typical).to_numpy(float)
