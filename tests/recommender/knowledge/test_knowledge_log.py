import numpy as np
import pandas as pd
import pytest

from recommender.catalog import Catalog
from recommender.columns import EVENT_KINDS, INITIATORS
from recommender.errors import UnknownName
from recommender.knowledge import EventLog, rater_number
from recommender.knowledge.log import FOREVER, marks_as_levels
from recommender.tables import Tables
from tests.recommender.knowledge.knowledge_builders import tables_of

LEARNERS = [{"learner_id": learner} for learner in ("cy", "ada", "bob")]
STARS = [{"scale_id": "stars", "mark": str(mark), "level": (mark - 1) / 4} for mark in range(1, 6)]


def an_event(event_id, learner_id="ada", **more):
    return {
        "event_id": event_id,
        "learner_id": learner_id,
        "kind": "completed",
        "occurred_at": "2026-03-01T09:00:00Z",
        "content_id": "loops",
    } | more


def tables_with(*events, **more):
    skills = [{"skill_id": "python", "name": "Python"}]
    return tables_of(**({"learners": LEARNERS, "skills": skills, "scales": STARS, "events": list(events)} | more))


def log_of(*events, **more):
    tables = tables_with(*events, **more)
    return EventLog.of(tables, Catalog.of(tables))


def test_every_learner_stands_in_the_log_in_order_of_id_even_without_events():
    log = log_of(an_event("e1", "cy"))
    assert log.learners == ("ada", "bob", "cy")
    assert [len(log.history(learner)) for learner in log.learners] == [0, 0, 1]
    assert log.learner.tolist() == [2]


def test_a_learner_who_is_not_in_the_table_is_unknown():
    log = log_of(an_event("e1"))
    for stranger in ("aaa", "bea", "zoe"):
        with pytest.raises(UnknownName, match=stranger):
            log.history(stranger)


def test_a_history_shares_the_memory_of_the_log():
    log = log_of(an_event("e1", "bob"), an_event("e2", "cy"))
    assert np.shares_memory(log.history("cy").at, log.events.at)


def test_events_are_ordered_by_time_and_then_by_id():
    log = log_of(
        an_event("e2", kind="completed"),
        an_event("e1", kind="started"),
        an_event("e0", kind="passed", occurred_at="2026-03-02T00:00:00Z"),
    )
    assert [EVENT_KINDS[kind] for kind in log.history("ada").kind] == ["started", "completed", "passed"]


def test_frames_that_do_not_stand_in_order_are_ordered_too():
    tables = tables_with(*(an_event(f"e{n}", "ada" if n % 2 else "bob", attempt=n) for n in range(1, 7)))
    shuffled = Tables(dict(tables.frames) | {"events": tables["events"].iloc[[3, 0, 5, 2, 4, 1]]})
    catalog = Catalog.of(tables)
    straight, again = EventLog.of(tables, catalog), EventLog.of(shuffled, catalog)
    assert straight.starts.tolist() == again.starts.tolist()
    assert all(np.array_equal(getattr(straight.events, n), getattr(again.events, n)) for n in ("at", "kind", "rater"))


def test_a_voided_event_is_gone_and_so_is_what_voids_it():
    log = log_of(an_event("e1"), an_event("e2", kind="passed"), an_event("e3", kind="withdrawn", voids_event_id="e1"))
    assert [EVENT_KINDS[kind] for kind in log.history("ada").kind] == ["passed"]


def test_times_are_whole_seconds_since_1970_in_utc():
    assert log_of(an_event("e1", occurred_at="1970-01-01T03:00:00+01:00")).events.at.tolist() == [7200]


def test_when_an_event_became_known_defaults_to_when_it_happened():
    events = log_of(
        an_event("e1", occurred_at="1970-01-02T00:00:00Z"),
        an_event("e2", occurred_at="1970-01-03T00:00:00Z", recorded_at="1970-01-05T00:00:00Z"),
    ).events
    assert events.recorded_at.tolist() == [86_400, 4 * 86_400]


def test_what_has_no_end_counts_for_ever():
    events = log_of(an_event("e1"), an_event("e2", kind="passed", valid_until="1970-01-04T00:00:00Z")).events
    assert events.valid_until.tolist() == [FOREVER, 3 * 86_400]


def test_contents_and_skills_that_the_catalogue_does_not_know_have_no_column():
    tables = tables_with(
        an_event("e1"), an_event("e2", kind="self_rated", content_id=None, skill_id="python", value="0.5")
    )
    other = tables_of(contents=[{"content_id": "sets", "title": "Sets", "minutes": 5.0}])
    events = EventLog.of(tables, Catalog.of(other)).events
    assert events.content.tolist() == events.skill.tolist() == [-1, -1]


def test_words_become_their_position_in_the_vocabulary():
    events = log_of(an_event("e1", initiated_by="manager"), an_event("e2", kind="scored", value="0.25")).events
    assert events.kind.tolist() == [EVENT_KINDS.index("completed"), EVENT_KINDS.index("scored")]
    assert events.initiated_by.tolist() == [INITIATORS.index("manager"), INITIATORS.index("unknown")]
    assert np.isnan(events.value[0])
    assert events.value[1] == 0.25


def test_positions_are_no_dates():
    events = log_of(an_event("e1", time_precision="position", occurred_at="1970-01-01T00:00:07Z")).events
    assert (events.at.tolist(), events.dated.tolist()) == ([7], [False])
    assert log_of(an_event("e1", time_precision="day")).events.dated.tolist() == [True]


def test_raters_have_the_same_number_in_every_log():
    rated = {"kind": "manager_rated", "content_id": None, "skill_id": "python", "value": "0.5"}
    first = log_of(an_event("e1", rater_id="bob", **rated), an_event("e2"))
    second = log_of(an_event("e1", "cy", rater_id="bob", **rated), an_event("e0", rater_id="ada", **rated))
    assert first.events.rater.tolist() == [rater_number("bob"), -1]
    assert second.history("cy").rater.tolist() == [rater_number("bob")]
    assert rater_number("ada") != rater_number("bob")
    assert rater_number("bob") >= 0


def test_a_mark_of_a_scale_becomes_its_level():
    scales = pd.DataFrame(STARS)
    value, scale = pd.Series(["5", "2", "0.3"], dtype="str"), pd.Series(["stars", "stars", None], dtype="str")
    assert marks_as_levels(value, scale, scales).tolist() == [1.0, 0.25, 0.3]


def test_a_value_that_is_neither_a_known_mark_nor_a_share_is_no_value():
    scales = pd.DataFrame(STARS)
    value = pd.Series(["9", "85", "good", None, "-0.1"], dtype="str")
    scale = pd.Series(["stars", None, None, "stars", None], dtype="str")
    assert np.isnan(marks_as_levels(value, scale, scales)).all()


def test_no_events_are_a_log_of_empty_histories():
    log = log_of()
    assert (len(log), len(log.events), log.starts.tolist()) == (3, 0, [0, 0, 0, 0])
