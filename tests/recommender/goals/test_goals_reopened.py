"""Does expiry reopen what is known? From the tables to the list and the path of the engine."""

from datetime import UTC, datetime

import pytest

from recommender.catalog import Catalog
from recommender.people import People
from recommender.types import PathWishes
from tests.builders import a_content, a_link, an_engine, an_event, named, tables

YEARLY = {"requirement_id": "safe", "name": "Safety", "due_days": 30, "valid_days": 365, "renew_from_days": 60}
FINISHED = an_event("completed", "2025-04-01T09:00:00Z", "drill")


def answers(*events, on="2026-03-02", **rows):
    """The contents offered to ada, and those of her path with whether they must be there."""
    made = tables(
        **{
            "learners": [{"learner_id": "ada", "hired_on": "2024-01-01", "weekly_minutes": 120.0}],
            "contents": [a_content(c) for c in ("drill", "loops", "tables")],
            "skills": named("skill", "safety", "code"),
            "content_skills": [a_link("loops", "code", 0.0, 0.7), a_link("drill", "safety", 0.0, 0.7)],
            "goals": [{"learner_id": "ada", "skill_id": "code", "level": 0.8}],
            "requirements": [YEARLY],
            "requirement_contents": [{"requirement_id": "safe", "content_id": "drill"}],
            "requirement_audiences": [{"requirement_id": "safe", "kind": "learner", "value": "ada"}],
            "events": list(events),
        }
        | rows
    )
    query = People.of(made, Catalog.of(made)).query("ada", datetime.fromisoformat(on).replace(tzinfo=UTC))
    engine = an_engine(made)
    path = engine.path(query, PathWishes(weeks=10))
    offered = {item.content_id for item in engine.recommend(query).items}
    return offered, {step.suggestion.content_id: step.mandatory for step in path.steps}


def test_what_was_finished_and_still_counts_is_neither_offered_nor_planned():
    offered, path = answers(FINISHED, on="2026-01-30")
    assert "drill" not in offered | path.keys()


@pytest.mark.parametrize("on", ["2026-01-31", "2026-04-01", "2027-01-01"])
def test_once_it_may_be_renewed_it_is_offered_again_and_must_be_in_the_path(on):
    offered, path = answers(FINISHED, on=on)
    assert "drill" in offered
    assert path["drill"] is True


def test_a_certificate_that_ran_out_reopens_and_so_does_an_expiry_that_was_reported():
    ended = an_event("certified", "2025-10-01T09:00:00Z", "drill", valid_until="2026-02-01T00:00:00Z")
    assert answers(ended)[1]["drill"] is True
    reported = an_event("expired", "2026-02-01T09:00:00Z", "drill")
    assert answers(an_event("completed", "2025-10-01T09:00:00Z", "drill"), reported)[1]["drill"] is True


def test_without_a_requirement_only_an_expiry_reopens_and_nothing_must_be():
    free = {"requirements": [], "requirement_contents": [], "requirement_audiences": [], "goals": []}
    assert "drill" not in answers(FINISHED, on="2027-01-01", **free)[0]
    offered, path = answers(FINISHED, an_event("expired", "2026-02-01T09:00:00Z", "drill"), **free)
    assert "drill" in offered
    assert path.get("drill", False) is False


def test_a_dismissal_does_not_close_what_must_be_done_again():
    dismissed = an_event("dismissed", "2025-12-01T09:00:00Z", "drill")
    assert answers(FINISHED, dismissed)[1]["drill"] is True


def test_the_option_that_was_taken_last_time_is_not_forced_again():
    groups = [{"requirement_id": "safe", "content_id": c, "option_group": "g"} for c in ("drill", "tables")]
    shelf = [a_content("drill"), a_content("loops"), a_content("tables", minutes=20.0)]
    path = answers(FINISHED, requirement_contents=groups, contents=shelf)[1]
    assert path["tables"] is True
    assert not path.get("drill", False)
