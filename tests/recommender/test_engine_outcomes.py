"""If an outcome matters more, do its skills? Asked of the whole engine, for any weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.catalog import Catalog
from recommender.engine import Engine
from recommender.types import UnitId
from tests.builders import QUICK, a_learner, a_query, tables, trained
from tests.organisation import an_organisation

ROWS = {name: rows for name, rows in an_organisation().items() if name not in ("events", "goals", "learners")}


def looked(guests, accidents):
    """A learner of the kitchen: guests lean on hosting, accidents on safety and a little on cooking."""
    more = {
        "outcomes": [
            {"outcome_id": "guests", "name": "Happy guests", "direction": "up", "weight": guests},
            {"outcome_id": "accidents", "name": "Accidents", "direction": "down", "weight": accidents},
        ],
        "outcome_units": [{"outcome_id": name, "unit_id": "house"} for name in ("guests", "accidents")],
        "behaviours": [
            {"behaviour_id": "greet", "name": "Greet", "outcome_id": "guests"},
            {"behaviour_id": "care", "name": "Care", "outcome_id": "accidents"},
        ],
        "behaviour_skills": [
            {"behaviour_id": "greet", "skill_id": "hosting", "level": 0.8},
            {"behaviour_id": "care", "skill_id": "safety", "level": 0.7},
            {"behaviour_id": "care", "skill_id": "cooking", "level": 0.6, "weight": 0.3},
        ],
    }
    engine = Engine(trained(), Catalog.of(tables(**ROWS | more)), QUICK)
    return engine, engine.look(a_query(engine.catalog, learner=a_learner(unit_id=UnitId("kitchen"))))


def share_of_guests(guests, accidents):
    """Share of all value that lies in contents of hosting."""
    engine, scene = looked(guests, accidents)
    hosting = [c for name, c in engine.catalog.contents.column.items() if name.startswith("host")]
    return float(scene.values(np.array(hosting)).sum() / scene.worth.sum())


weight = st.integers(1, 50).map(lambda n: n / 10)


@settings(max_examples=8, deadline=None)
@given(weight, weight, weight)
def test_raising_the_weight_of_an_outcome_never_lowers_the_share_of_its_skills(guests, more, accidents):
    before, after = share_of_guests(guests, accidents), share_of_guests(guests + more, accidents)
    assert after >= before - 1e-12
    assert after > before or before == 1.0


def test_an_outcome_that_weighs_nothing_wants_nothing():
    assert share_of_guests(1.0, 0.0) == pytest.approx(1.0)


def test_weights_that_all_double_change_nothing():
    assert share_of_guests(1.0, 0.5) == pytest.approx(share_of_guests(2.0, 1.0))


def test_each_skill_names_the_outcome_behind_it_and_no_other():
    _, scene = looked(1.0, 1.0)
    behind = {
        skill: {c.outcome for c in chains}
        for skill, chains in zip(scene.goal.skill_ids, scene.goal.chains, strict=True)
    }
    assert behind == {"hosting": {"Happy guests"}, "safety": {"Accidents"}, "cooking": {"Accidents"}}
