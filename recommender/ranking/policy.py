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
    may = language_fits(query.learner.language, catalog).copy()
    may[_closed(state, catalog)] = False
    may[columns_of(catalog, (duty.content_id for duty in query.duties))] = True
    may &= catalog.on_offer(now)
    may[columns_of(catalog, query.exclude)] = False
    if query.only:
        may &= marked(catalog, query.only)
    if query.minutes_now is not None:
        may &= contents.minutes <= query.minutes_now
    if query.offline:
        may &= contents.offline
    return may


def language_fits(language: str | None, catalog: Catalog) -> Bools:
    """Whether each content is in the learner's language; contents and learners that state none fit all.

    The same array for all who speak it: not to be written to.
    """
    main = None if language is None else main_language(language)
    return catalog.once(("language", main), lambda: _in_language(main, catalog))


def foreign(language: str | None, catalog: Catalog) -> Bools:
    """Which contents are in a language that the learner does not read; not to be written to."""
    main = None if language is None else main_language(language)
    return catalog.once(("foreign", main), lambda: ~language_fits(language, catalog))


def _in_language(language: str | None, catalog: Catalog) -> Bools:
    if language is None:
        return np.ones(len(catalog.contents), bool)
    spoken = catalog.contents.languages.column.get(language, len(catalog.contents.languages))
    return (catalog.contents.language < 0) | (catalog.contents.language == spoken)


def held(state: LearnerState, catalog: Catalog) -> Bools:
    """Which contents count as finished, themselves or through an equivalent."""
    own = np.zeros(len(catalog.contents), bool)
    finished = state.finished.table
    own[finished["column"]] = finished["number"] > state.as_of
    if len(catalog.contents.counts_for):
        finished, counts_for = catalog.contents.equivalents(state.as_of).T
        own[counts_for[own[finished]]] = True
    return own


def open_prerequisites(state: LearnerState, catalog: Catalog) -> Ints:
    """Pairs (content, content needed first) whose second is not yet held [r, 2]."""
    pairs = catalog.contents.requires
    if not len(pairs):
        return pairs
    return pairs[~held(state, catalog)[pairs[:, 1]]]


def ready(level: Floats, catalog: Catalog, columns: Ints) -> Bools:
    """Whether the learner's levels (one element a skill) reach all entry levels of each of some contents."""
    links = catalog.links
    rows, place = links.of_contents(columns)
    found = np.ones(len(columns), bool)
    found[place[level[links.skill[rows]] < links.entry[rows]]] = False
    return found


def _closed(state: LearnerState, catalog: Catalog) -> Bools:
    closed = held(state, catalog)
    if len(state.dismissed):
        closed[state.dismissed.table["column"]] = True
    return closed


def marked(catalog: Catalog, ids: Iterable[str]) -> Bools:
    """Which contents stand among some ids; ids that the catalogue lacks are passed over."""
    marked = np.zeros(len(catalog.contents), bool)
    marked[columns_of(catalog, ids)] = True
    return marked


def columns_of(catalog: Catalog, ids: Iterable[str]) -> list[int]:
    """The columns of some ids; ids that the catalogue lacks are passed over."""
    column = catalog.contents.column
    return [column[i] for i in ids if i in column]
