"""A bundle over another catalogue: what is known of an id stays with that id, and with no other."""

from dataclasses import replace

import numpy as np
import pytest

from recommender.bundle import fitted, strangeness
from recommender.bundle.aligned import parts_for
from recommender.catalog import Catalog
from recommender.knowledge import Tracer
from recommender.ranking.features import LEARNER, PairFacts
from tests.builders import Happened, a_content, a_history, a_link, days_ago, organisation, second, tables, trained
from tests.organisation import an_organisation

NOW = second(days_ago(0))
TABLES = an_organisation()
LOST = "host-2"
PAST = ("safe-1", "cook-1", "host-1")
"""Contents that the learner took up; every catalogue here knows them."""


def catalog_with(renamed=None, without=(), **more):
    """The organisation's catalogue with contents renamed (so that all columns move), left out or added."""
    renamed = renamed or {}

    def moved(row):
        return {k: renamed.get(v, v) if isinstance(v, str) else v for k, v in row.items()}

    rows = {name: [moved(r) for r in those] for name, those in TABLES.items() if name not in ("events", "learners")}
    for name, those in rows.items():
        rows[name] = [r for r in those if not set(without) & set(r.values())] + more.get(name, [])
    return Catalog.of(tables(**rows))


def numbers(catalog):
    """All that is said of each content id and skill id, for a learner with a past."""
    found, size = fitted(trained(), catalog), len(catalog.contents)
    history = a_history(catalog, *(Happened("completed", days_ago(99 - n), c) for n, c in enumerate(PAST)))
    state = found.tracer.trace(history, NOW)
    plain, liking = PairFacts(np.zeros(size, bool), np.zeros(size, bool)), found.liking(state)
    of_content = {
        "strength": liking.strength[found.voices.places],
        "floor": found.voices.floor,
        "chance": found.chances(np.zeros((1, len(LEARNER))), plain, np.arange(size)),
        "settled": parts_for(trained(), catalog).record.settled,
        "popular": found.popularity / found.popularity[catalog.contents.column[PAST[0]]],
    }
    ids, skills = catalog.contents.ids, catalog.skills.ids
    pairs = [(ids[c], skills[s]) for c, s in zip(catalog.links.content, catalog.links.skill, strict=True)]
    levels = zip(skills, zip(state.mean.tolist(), state.variance.tolist(), strict=True), strict=True)
    contents = {name: dict(zip(ids, values.tolist(), strict=True)) for name, values in of_content.items()}
    return {**contents, "effect": dict(zip(pairs, found.effect.tolist(), strict=True)), "level": dict(levels)}


def assert_kept(then, now, exact=1e-12):
    for what, values in then.items():
        for name, value in values.items():
            if name in now[what]:
                assert now[what][name] == pytest.approx(value, rel=exact), (what, name)


def test_over_its_own_catalogue_a_bundle_is_what_was_trained():
    there, parts = fitted(trained(), catalog_with()), trained().parts
    assert there.effect.tolist() == parts.tracer.effect_.tolist()
    assert there.popularity == pytest.approx(parts.popularity.share_)
    assert (parts_for(trained(), there.catalog).ranker.weights_ != parts.ranker.weights_).nnz == 0
    assert parts_for(trained(), there.catalog).record.settled.tolist() == parts.record.settled.tolist()


def test_contents_that_come_in_between_move_nothing_to_another_id():
    fresh = {"contents": [a_content("cook-0"), a_content("host-11"), a_content("zzz")]}
    now = numbers(catalog_with(**fresh))
    then = numbers(catalog_with())
    assert set(now["strength"]) - set(then["strength"]) == {"cook-0", "host-11", "zzz"}
    assert_kept(then, now)


def test_what_left_the_catalogue_takes_nothing_along():
    then, now = numbers(catalog_with()), numbers(catalog_with(without=[LOST]))
    assert LOST not in now["strength"]
    assert LOST in then["strength"]
    assert_kept(then, now)


def test_whatever_order_the_columns_come_in_each_id_keeps_its_own():
    """Renaming ids in tables and bundle alike permutes every column."""
    contents = trained().columns.contents
    names = {old: f"{len(contents) - n}-{old}" for n, old in enumerate(contents)}
    order = sorted(range(len(contents)), key=lambda c: names[contents[c]])
    catalog = catalog_with(names)
    assert [names[contents[c]] for c in order] == list(catalog.contents.ids)
    bundle = replace(trained(), columns=replace(trained().columns, contents=tuple(names[c] for c in contents)))
    served = fitted(bundle, catalog)
    assert parts_for(bundle, catalog).record.settled.tolist() == trained().parts.record.settled[order].tolist()
    assert served.popularity == pytest.approx(trained().parts.popularity.share_[order])
    expected = trained().parts.ranker.weights_[order][:, order]
    assert abs(parts_for(bundle, catalog).ranker.weights_ - expected).max() == 0
    pairs = {
        (contents[c], s): e
        for (c, s), e in zip(trained().columns.links.tolist(), trained().parts.tracer.effect_, strict=True)
    }
    back = {new: old for old, new in names.items()}
    for row, effect in enumerate(served.effect.tolist()):
        link = back[catalog.contents.ids[catalog.links.content[row]]], int(catalog.links.skill[row])
        assert effect == pairs[link]


def test_a_new_skill_moves_no_level_of_the_others():
    now = numbers(catalog_with(skills=[{"skill_id": "dancing", "name": "Dancing"}]))
    assert_kept(numbers(catalog_with()), now)
    assert "dancing" in now["level"]


def test_a_new_link_starts_at_the_usual_effect_times_how_sure_it_is():
    usual = float(trained().parts.tracer.learned_.effect_mean)
    sure = a_link("cook-1", "hosting", 0.0, 0.5)
    suggested = a_link("cook-2", "hosting", 0.0, 0.5, status="suggested", confidence=0.5)
    effect = numbers(catalog_with(content_skills=[sure, suggested]))["effect"]
    assert effect["cook-1", "hosting"] == pytest.approx(usual)
    assert effect["cook-2", "hosting"] == pytest.approx(usual / 2)


def test_a_link_that_is_gone_leaves_the_effects_of_the_others_in_place():
    catalog = catalog_with()
    fewer = Catalog.of(
        tables(
            **{k: v for k, v in TABLES.items() if k != "content_skills"}
            | {"content_skills": TABLES["content_skills"][1:]}
        )
    )
    assert_kept({"effect": numbers(catalog)["effect"]}, numbers(fewer))


def test_a_new_content_has_no_record_and_the_least_popularity_but_some():
    there = fitted(trained(), catalog_with(contents=[a_content("zzz")]))
    new = there.catalog.contents.column["zzz"]
    record = parts_for(trained(), there.catalog).record
    assert record.settled[new] == record.finished[new] == 0
    assert 0 < there.popularity[new] == there.popularity.min()
    assert there.popularity.sum() == pytest.approx(1.0)
    assert there.voices.places[new] == len(there.voices.known), "nothing speaks for it"


def test_shifts_of_a_role_stay_with_that_role_and_skill():
    more = {"roles": [{"role_id": "baker", "name": "Baker"}], "skills": [{"skill_id": "baking", "name": "Baking"}]}
    wider = catalog_with(**more)
    then, now = fitted(trained(), catalog_with()), fitted(trained(), wider)
    for role in ("cook", "waiter"):
        before = then.tracer.learned_.population.mean_of(then.catalog.roles.index.column[role])
        after = now.tracer.learned_.population.mean_of(wider.roles.index.column[role])
        for skill, column in then.catalog.skills.column.items():
            assert after[wider.skills.column[skill]] == pytest.approx(before[column])
    plain = now.tracer.learned_.population
    assert plain.mean_of(wider.roles.index.column["baker"]).tolist() == plain.mean_of(-1).tolist()


def test_contents_scored_before_their_lesson_are_still_the_same_ones():
    arrays = trained().parts.tracer.arrays() | {"opening": np.array([0, 2])}
    tracer = Tracer.from_arrays(arrays, trained().parts.tracer.get_params())
    bundle = replace(trained(), parts=replace(trained().parts, tracer=tracer))
    one, two = (bundle.columns.contents[column] for column in (0, 2))
    for catalog in (catalog_with(), catalog_with(without=(one,))):
        found = fitted(bundle, catalog).tracer.learned_.opening
        expected = [content for content in (one, two) if content in catalog.contents.column]
        assert [catalog.contents.ids[column] for column in found] == expected


def test_shifts_follow_their_role_where_the_order_of_roles_turns_round():
    columns = replace(trained().columns, roles=("zcook", "waiter"))
    turned = fitted(replace(trained(), columns=columns), catalog_with({"cook": "zcook"}))
    before, after = trained().parts.tracer.learned_.population, turned.tracer.learned_.population
    assert turned.catalog.roles.index.ids == ("waiter", "zcook")
    assert after.mean_of(1).tolist() == before.mean_of(0).tolist() != before.mean_of(1).tolist()
    assert after.mean_of(0).tolist() == before.mean_of(1).tolist()


def test_a_catalogue_with_nothing_in_common_is_served_all_the_same():
    catalog = Catalog.of(
        tables(
            contents=[a_content("new")],
            skills=[{"skill_id": "s", "name": "S"}],
            content_skills=[a_link("new", "s", 0, 1)],
        )
    )
    there = fitted(trained(), catalog)
    assert there.popularity.tolist() == [1.0]
    assert 0 < there.effect[0] < 1
    assert (there.tracer.trace(a_history(catalog), NOW).variance > 0).all()


def test_answers_say_when_the_model_was_trained_on_other_contents():
    here = Catalog.of(organisation())
    own = trained()
    assert strangeness(own, here) == ()
    [said] = strangeness(replace(own, columns=replace(own.columns, contents=("x1", "x2"))), here)
    assert "trained on other tables" in said


def with_safe_2(**link):
    """The organisation's catalogue with other words on the one link that is suggested, at .6, as it was trained."""
    rows = {name: list(those) for name, those in TABLES.items() if name not in ("events", "learners")}
    rows["content_skills"] = [r | (link if r["content_id"] == "safe-2" else {}) for r in rows["content_skills"]]
    return Catalog.of(tables(**rows))


def effects(catalog):
    return numbers(catalog)["effect"]


def test_a_confirmation_counts_at_once_and_only_for_the_link_that_was_confirmed():
    before, after = effects(with_safe_2()), effects(with_safe_2(status="validated"))
    mean = float(trained().parts.tracer.arrays()["effect_mean"][0])
    assert before["safe-2", "safety"] < after["safe-2", "safety"] <= before["safe-2", "safety"] + 0.4 * mean + 1e-12
    assert {key: value for key, value in after.items() if key[0] != "safe-2"} == {
        key: value for key, value in before.items() if key[0] != "safe-2"
    }


def test_a_link_that_was_rejected_has_no_effect_any_more():
    assert ("safe-2", "safety") not in effects(with_safe_2(status="rejected"))


def test_the_version_of_a_catalogue_changes_with_every_answer():
    answers = ({}, {"status": "validated"}, {"status": "rejected"}, {"status": "validated", "exit_level": 0.6})
    assert len({with_safe_2(**answer).version for answer in answers}) == len(answers)
