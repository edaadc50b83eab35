"""What is expected to change is what changes: against lists worked out one by one, with no line in common."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from recommender.catalog import Catalog
from recommender.confirmations import confirmations
from tests.builders import a_content, a_link, named, tables

ON = date(2026, 3, 2)
NOTHING = pd.DataFrame({"learner_id": [], "content_id": []}, dtype="str")
BEGIN, EFFECT, K = 0.3, 0.5, 10


def found(rows, finished=NOTHING, limit=100):
    """What is asked, by the ids of the link."""
    made = tables(**rows)
    return {one.question.ids: one for one in confirmations(made, Catalog.of(made), finished, ON, limit)}


def a_school(seed):
    """Two roles, three skills, thirty contents, some links suggested; learners hold a role each."""
    rng = np.random.default_rng(seed)
    contents, skills = [f"c{n:02}" for n in range(30)], ["s0", "s1", "s2"]
    links = []
    for content in contents:
        for skill in rng.choice(skills, int(rng.integers(1, 3)), replace=False).tolist():
            draft = {"status": "suggested", "confidence": round(float(rng.uniform(0.1, 0.9)), 2)}
            low, high = sorted(rng.uniform(0, 1, 2).round(2).tolist())
            links.append(a_link(content, skill, low, max(high, low + 0.01), **(draft if rng.random() < 0.4 else {})))
    learners = [f"l{n}" for n in range(12)]
    return {
        "learners": [{"learner_id": one} for one in learners],
        "employments": [
            {"learner_id": one, "valid_from": "2024-01-01", "role_id": ("r0", "r1")[n % 2]}
            for n, one in enumerate(learners)
        ],
        "skills": named("skill", *skills),
        "roles": named("role", "r0", "r1"),
        "role_skills": [
            {"role_id": role, "skill_id": skill, "level": 0.9, "weight": float(rng.uniform(0.5, 2.0))}
            for role in ("r0", "r1")
            for skill in skills
        ],
        "contents": [a_content(one, minutes=float(rng.uniform(20, 300))) for one in contents],
        "content_skills": links,
    }, pd.DataFrame({"learner_id": rng.choice(learners, 40), "content_id": rng.choice(contents, 40)}, dtype="str")


def first_ten(rows, finished, now, sure):
    """The list of each learner, one by one, with levels as of `now`; `sure` says how much each link counts then."""
    needs = {}
    for need in rows["role_skills"]:
        needs.setdefault(need["role_id"], {})[need["skill_id"]] = need
    lists = {}
    for job in rows["employments"]:
        mine = needs[job["role_id"]]
        whole = sum(need["weight"] for need in mine.values())
        done = set(finished.loc[finished["learner_id"] == job["learner_id"], "content_id"])
        level = dict.fromkeys(mine, BEGIN)
        for link in rows["content_skills"]:
            if link["content_id"] in done:
                brought = EFFECT * now[link["content_id"], link["skill_id"]] * max(link["exit_level"] - BEGIN, 0.0)
                level[link["skill_id"]] = max(level[link["skill_id"]], BEGIN + brought)
        worth = {}
        for link in rows["content_skills"]:
            key, skill = (link["content_id"], link["skill_id"]), link["skill_id"]
            top = min(link["exit_level"], mine[skill]["level"])
            gain = max(top - max(level[skill], link["entry_level"]), 0.0) * EFFECT * mine[skill]["weight"] / whole
            if link["content_id"] not in done and gain > 0:
                minutes = next(c["minutes"] for c in rows["contents"] if c["content_id"] == link["content_id"])
                worth[key[0]] = worth.get(key[0], 0.0) + sure[key] * gain / ((minutes + 10) / 60)
        ranked = sorted((one for one in worth if worth[one] > 1e-12), key=lambda one: -worth[one])
        lists[job["learner_id"]] = frozenset(ranked[:K])
    return lists


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_paths_expected_to_change_are_those_that_change_when_it_is_answered_either_way(seed):
    rows, finished = a_school(seed)
    now = {(k["content_id"], k["skill_id"]): k.get("confidence", 1.0) for k in rows["content_skills"]}
    before = first_ten(rows, finished, now, now)
    asked = found(rows, finished)
    drafts = [key for key, sure in now.items() if sure < 1.0]
    assert set(asked) == set(drafts)
    for key in drafts:
        yes, no = (first_ten(rows, finished, now, now | {key: sure}) for sure in (1.0, 0.0))
        changed = [now[key] * (yes[who] != before[who]) + (1 - now[key]) * (no[who] != before[who]) for who in before]
        assert asked[key].paths == pytest.approx(sum(changed)), key


def plain(**changes):
    """One cook who needs knives and soup; a suggested link each way round."""
    rows = {
        "learners": [{"learner_id": "ada"}],
        "employments": [{"learner_id": "ada", "valid_from": "2024-01-01", "role_id": "cook", "unit_id": "shop"}],
        "units": [{"unit_id": "house", "name": "House"}, {"unit_id": "shop", "name": "Shop", "parent_id": "house"}],
        "skills": named("skill", "knives", "soup"),
        "roles": named("role", "cook"),
        "role_skills": [{"role_id": "cook", "skill_id": "knives", "level": 0.8}],
        "contents": [a_content("cut"), a_content("boil")],
        "content_skills": [a_link("cut", "knives", 0, 0.8), a_link("boil", "soup", 0, 0.8)],
    }
    return rows | changes


DRAFT = {"status": "suggested", "confidence": 0.4}


def test_a_suggested_need_brings_its_contents_in_or_takes_them_away():
    needs = [{"role_id": "cook", "skill_id": "knives", "level": 0.8}, {"role_id": "cook", "skill_id": "soup"} | DRAFT]
    asked = found(plain(role_skills=[needs[0], needs[1] | {"level": 0.8}]))["cook", "soup"]
    assert (asked.people, asked.paths) == (1, pytest.approx(0.6))


def test_a_need_of_a_role_that_nobody_holds_or_aims_at_concerns_nobody():
    roles = named("role", "cook", "smith")
    needs = [{"role_id": "cook", "skill_id": "knives", "level": 0.8}]
    for who, people in ((None, 0), ("smith", 1)):
        smith = {"role_id": "smith", "skill_id": "soup", "level": 0.8} | DRAFT
        learner = {"learner_id": "ada"} | ({"target_role_id": who} if who else {})
        asked = found(plain(roles=roles, role_skills=[*needs, smith], learners=[learner]))["smith", "soup"]
        assert asked.people == people


def test_a_behaviour_of_an_outcome_of_a_unit_above_concerns_those_below():
    outcome = {
        "outcomes": [{"outcome_id": "joy", "name": "Joy", "direction": "up"}],
        "outcome_units": [{"outcome_id": "joy", "unit_id": "house"}],
        "behaviours": [{"behaviour_id": "stir", "name": "Stir", "outcome_id": "joy"}],
        "behaviour_skills": [{"behaviour_id": "stir", "skill_id": "soup", "level": 0.7} | DRAFT],
    }
    asked = found(plain(**outcome))["stir", "soup"]
    assert (asked.people, asked.paths) == (1, pytest.approx(0.6))
    tool = [outcome["behaviours"][0] | {"cause": "tool"}]
    assert found(plain(**outcome | {"behaviours": tool}))["stir", "soup"].people == 0


def test_a_suggested_prerequisite_changes_only_by_a_yes_and_only_who_has_not_finished_it():
    first = [{"content_id": "cut", "requires_content_id": "boil"} | DRAFT]
    asked = found(plain(content_requires=first))["cut", "boil"]
    assert (asked.people, asked.paths) == (1, pytest.approx(0.4))
    done = pd.DataFrame({"learner_id": ["ada"], "content_id": ["boil"]}, dtype="str")
    assert found(plain(content_requires=first), done)["cut", "boil"].people == 0


def test_a_link_beyond_the_level_wanted_or_in_a_language_nobody_reads_or_retired_concerns_nobody():
    links = [a_link("cut", "knives", 0, 0.8), a_link("boil", "knives", 0.8, 0.9, **DRAFT)]
    assert found(plain(content_skills=links))["boil", "knives"].people == 0
    links[1] = a_link("boil", "knives", 0, 0.8, **DRAFT)
    assert found(plain(content_skills=links))["boil", "knives"].people == 1
    for change in ({"language": "de"}, {"status": "retired"}):
        rows = plain(content_skills=links, contents=[a_content("cut"), a_content("boil", **change)])
        rows["learners"] = [{"learner_id": "ada", "language": "en"}]
        assert found(rows)["boil", "knives"].people == 0


def test_who_left_is_not_counted_and_who_has_no_job_with_a_wish_of_their_own_is():
    links = [a_link("cut", "knives", 0, 0.8, **DRAFT)]
    gone = [{"learner_id": "ada", "valid_from": "2024-01-01", "valid_to": "2026-03-01", "role_id": "cook"}]
    wish = [{"learner_id": "bob", "skill_id": "knives", "level": 0.6}]
    both = [{"learner_id": "ada"}, {"learner_id": "bob"}]
    assert found(plain(content_skills=links, employments=gone))["cut", "knives"].people == 0
    rows = plain(content_skills=links, employments=gone, goals=wish, learners=both)
    assert found(rows)["cut", "knives"].people == 1


def test_of_many_learners_some_stand_for_all():
    rows = plain(content_skills=[a_link("cut", "knives", 0, 0.8, **DRAFT)])
    rows["learners"] = [{"learner_id": f"l{n:05}"} for n in range(4_500)]
    rows["employments"] = [rows["employments"][0] | row for row in rows["learners"]]
    asked = found(rows)["cut", "knives"]
    assert asked.people == 4_500
    assert asked.paths == pytest.approx(0.6 * 4_500)
