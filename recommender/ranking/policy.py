"""What may be offered to this learner at all? Hard rules, applied before anything is scored."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from recommender.catalog import Catalog
from recommender.catalog.contents import main_language
from recommender.types import Bools, Floats, Ints, LearnerState, Query


def allowed(query: Query, state: LearnerState, catalog: Catalog) -> Bools:
    """Which contents may be offered, one element a content.

    Out: retired or not on offer today, in a language the learner does not read, finished or held through an equivalent
    while that counts, dismissed, excluded, beside `only`, longer than the time at hand, live without a session to come.
    A duty that is due again reopens a content that was finished or dismissed.
    """
    contents, now = catalog.contents, int(query.as_of.timestamp())
    duties = marked(catalog, (duty.content_id for duty in query.duties))
    may = contents.on_offer(now)
    may &= (language_fits(query.learner.language, catalog) & ~_closed(state, catalog)) | duties
    may &= ~marked(catalog, query.exclude)
    if query.only:
        may &= marked(catalog, query.only)
    if query.minutes_now is not None:
        may &= contents.minutes <= query.minutes_now
    return may


def language_fits(language: str | None, catalog: Catalog) -> Bools:
    """Whether each content is in the learner's language; contents and learners that state none fit all."""
    if language is None:
        return np.ones(len(catalog.contents), bool)
    spoken = catalog.contents.languages.column.get(main_language(language), len(catalog.contents.languages))
    return (catalog.contents.language < 0) | (catalog.contents.language == spoken)


def held(state: LearnerState, catalog: Catalog) -> Bools:
    """Which contents count as finished, themselves or through an equivalent."""
    own = np.zeros(len(catalog.contents), bool)
    own[[content for content, until in state.finished.items() if until > state.as_of]] = True
    finished, counts_for = catalog.contents.equivalents(state.as_of).T
    through = own.copy()
    through[counts_for[own[finished]]] = True
    return through


def open_prerequisites(state: LearnerState, catalog: Catalog) -> Ints:
    """Pairs (content, content needed first) whose second is not yet held [r, 2]."""
    pairs = catalog.contents.requires
    return pairs[~held(state, catalog)[pairs[:, 1]]]


def readiness(level: Floats, catalog: Catalog) -> Floats:
    """The smallest margin of the learner's levels over the entry levels of each content; at least 0 means ready."""
    links = catalog.links
    margin = np.full(len(catalog.contents), 1.0)
    np.minimum.at(margin, links.content, level[links.skill] - links.entry)
    return margin


def _closed(state: LearnerState, catalog: Catalog) -> Bools:
    closed = held(state, catalog)
    closed[list(state.dismissed)] = True
    return closed


def marked(catalog: Catalog, ids: Iterable[str]) -> Bools:
    """Which contents stand among some ids; ids that the catalogue lacks are passed over."""
    marked = np.zeros(len(catalog.contents), bool)
    marked[[catalog.contents.column[i] for i in ids if i in catalog.contents.column]] = True
    return marked
