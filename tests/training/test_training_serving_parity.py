"""Does a learner served at a moment look as one of that moment did in training? To the last bit of every feature."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from recommender.bundle import fitted
from recommender.bundle.aligned import parts_for
from recommender.bundle.serving import contents_seen
from recommender.knowledge.memory import episodes_after
from recommender.ranking.episodes import episodes_of, outcomes_of, record_before
from recommender.ranking.features import PairFacts, pair_features
from recommender.ranking.policy import language_fits
from recommender.types import Episodes
from tests.builders import a_bundle, a_content, an_event, organisation, tables, trained
from training.dataset import Dataset
from training.fit import chance_rows, windows_of

MOMENTS = 40
NEVER = np.iinfo(np.int64).max


def episodes_and_outcomes(data):
    episodes = episodes_of(data.log.learner, data.log.events)
    return episodes, outcomes_of(episodes, windows_of(data, episodes))


def trained_on(data, overall):
    """The row that training would make of every episode once its window is long closed."""
    return chance_rows(replace(data, as_of=NEVER), *episodes_and_outcomes(data), overall)


def served(bundle, data, learner, content, now, mandatory):
    """Features and chance of one content as served at a moment, by a bundle that knows the records until then."""
    past = data.before(now)
    episodes, outcomes = episodes_and_outcomes(past)
    every = np.arange(len(data.catalog.contents))
    record = record_before(episodes.content, outcomes, every, np.full(len(every), now))
    then = replace(bundle, parts=replace(bundle.parts, record=record))
    there, contents = fitted(then, data.catalog), contents_seen(parts_for(then, data.catalog), data.catalog)
    query = data.people.query(data.log.learners[learner], datetime.fromtimestamp(now, UTC))
    pair = PairFacts((every == content) & mandatory, ~language_fits(query.learner.language, data.catalog))
    mine = there.learner_features(query.learner, episodes_after(Episodes(), query.history), now)
    X = np.column_stack([contents, np.repeat(mine, len(every), axis=0), pair_features(pair)])
    return X[content].tolist(), there.chances(mine, pair, np.array([content]))[0]


def differences(data, bundle, chosen):
    """Episodes among the chosen ones that look otherwise in training than when served."""
    rows, (episodes, _) = trained_on(data, bundle.parts.chance.overall_), episodes_and_outcomes(data)
    found = []
    for row in chosen.tolist():
        about = (episodes.learner[row], episodes.content[row], int(episodes.start[row]), episodes.mandatory[row])
        X, chance = served(bundle, data, *about)
        same_chance = chance == pytest.approx(bundle.parts.chance.chance(rows.X[[row]])[0], rel=1e-12)
        found += [] if rows.X[row].tolist() == X and same_chance else [about]
    return found


def test_what_is_served_is_what_was_trained_on():
    data = Dataset.of(organisation())
    episodes, _ = episodes_and_outcomes(data)
    chosen = np.random.default_rng(1).permutation(len(episodes))[:MOMENTS]
    assert differences(data, trained(), chosen) == []


def test_late_records_bulk_loads_languages_and_finishes_of_that_very_second_are_no_exception():
    of = tables(
        learners=[{"learner_id": "ada", "language": "de-CH", "weekly_minutes": 30.0}],
        contents=[a_content(c, language=g) for c, g in zip("abcde", ("de", "en", None, "DE", "fr"), strict=True)],
        events=[
            an_event("started", "2025-01-01T00:00:00Z", "a"),
            an_event("completed", "2025-01-05T00:00:00Z", "a", recorded_at="2025-06-01T00:00:00Z"),
            an_event("started", "2025-01-10T00:00:00Z", "b", recorded_at="2025-05-01T00:00:00Z"),
            an_event("completed", "2025-01-11T00:00:00Z", "b", recorded_at="2025-05-01T00:00:00Z"),
            an_event("started", "2025-03-01T00:00:00Z", "c", initiated_by="manager"),
            an_event("started", "2025-05-15T00:00:00Z", "d"),
            an_event("completed", "2025-07-01T00:00:00Z", "d"),
            an_event("started", "2025-07-01T00:00:00Z", "e"),
        ],
    )
    assert differences(Dataset.of(of), a_bundle(of), np.arange(5)) == []


def test_the_organisation_varies_enough_for_this_to_mean_something():
    data = Dataset.of(organisation())
    assert (trained_on(data, 0.5).X.std(axis=0) > 0).sum() >= 6
    assert not trained().parts.chance.assumed_
