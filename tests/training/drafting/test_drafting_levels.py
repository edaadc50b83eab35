"""Do levels follow words, durations and the levels that stand?"""

import numpy as np
import pandas as pd
import pytest

from training.drafting.levels import Levels, links_of, reach, stated


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Introduction to law", 0.4),
        ("Advanced Excel", 0.8),
        ("From basics to expert", 0.9),
        ("Excel, part 2", 0.65),
        ("Level 1 welding", 0.4),
    ],
)
def test_words_state_levels(title, level):
    assert stated(title) == level


@pytest.mark.parametrize("title", ["Excel", "Basically law", "Fundamentalism today", "Room 101b"])
def test_parts_of_words_state_nothing(title):
    assert np.isnan(stated(title))


def test_short_contents_lead_less_far_and_long_ones_farther():
    assert reach("Excel", 30) < reach("Excel", 300) < reach("Excel", 3000)
    assert reach("Excel", float("nan")) == reach("Excel", 300)


def links(rng, owners=40, skills=10):
    own, of = rng.normal(0, 0.2, owners), rng.normal(0, 0.05, skills)
    pairs = [(owner, skill) for owner in range(owners) for skill in range(skills) if rng.random() < 0.5]
    frame = pd.DataFrame(pairs, columns=["owner", "skill"])
    level = np.clip(0.5 + own[frame["owner"]] + of[frame["skill"]], 0.05, 0.95)
    return links_of(frame["owner"].astype(str), frame["skill"].astype(str), pd.Series(level))


def test_a_level_follows_the_other_links_of_its_owner():
    frame = links(np.random.default_rng(2))
    held = np.arange(len(frame)) % 5 == 0
    found = Levels().fit(frame[~held]).predict(frame[held].drop(columns="level"))
    true = frame["level"][held].to_numpy()
    assert np.abs(found - true).mean() < 0.5 * np.abs(frame["level"].mean() - true).mean()


def test_new_owners_and_skills_get_a_level_within_bounds():
    found = Levels().fit(links(np.random.default_rng(3)))
    new = links_of(pd.Series(["x"]), pd.Series(["y"]), pd.Series([0.0]))
    assert 0.3 < found.predict(new)[0] < 0.7
    assert len(found.predict(new.iloc[:0])) == 0


def test_few_links_teach_nothing():
    few = links(np.random.default_rng(4)).iloc[:10]
    asked = few.assign(reach=[0.1 * one for one in range(10)])
    assert Levels().fit(few).predict(asked).tolist() == asked["reach"].tolist()
    assert Levels(0.6).fit(few).predict(asked).tolist() == [0.6] * 10
