"""Are links drafted where nobody decided, and nowhere else?"""

import pandas as pd
import pytest

from recommender.tables import check
from tests.training.drafting.drafting_tables import (
    NAMES,
    a_content,
    a_link,
    mapped,
    pairs_of,
    some_tables,
    the_skills,
)
from training.drafting.drafts import draft

KEY = ("content_id", "skill_id")
NEW = [a_content("new-1", "Advanced bookkeeping"), a_content("new-2", "Fault finding"), a_content("new-3", "Gardening")]
DECIDED = {"source": "drafted:neighbours", "confidence": "0.9"}


SKILLS = [*the_skills(), {"skill_id": "plants", "name": "Gardening"}]
"""The last one is linked nowhere."""


def an_organisation(*links):
    contents, stand = mapped()
    return some_tables(contents=[*contents, *NEW], content_skills=[*stand, *links], skills=SKILLS)


def unmapped(*links):
    """Too little to learn from: words alone speak."""
    return some_tables(contents=NEW, content_skills=[*links])


def suggested(tables, *more):
    return draft(tables, more).rows["content_skills"]


@pytest.fixture(scope="module")
def found():
    return draft(an_organisation())


def test_the_skill_that_a_title_names_is_the_surest(found):
    surest = found.rows["content_skills"].sort_values("confidence").groupby("content_id")["skill_id"].last()
    assert (surest["new-1"], surest["new-2"]) == ("books", "faults")


def test_what_stands_is_told_and_not_suggested(found):
    assert found.examples["content_skills"] == 45
    assert found.waited == {"content_skills": 3, "role_skills": 0, "behaviour_skills": 0}
    assert set(found.rows["content_skills"]["content_id"]) <= {"new-1", "new-2", "new-3"}


def test_every_draft_can_be_put_into_the_tables(found):
    tables = an_organisation()
    frames = {name: tables[name] for name in ("learners", "contents", "events", "skills", "content_skills")}
    rows = found.rows["content_skills"]
    frames["content_skills"] = pd.concat([frames["content_skills"], rows], ignore_index=True)
    assert not check(frames).report.errors


def test_drafts_wait_and_say_whence_they_come_and_how_sure_they_are(found):
    rows = found.rows["content_skills"]
    assert set(rows["status"]) == {"suggested"}
    assert rows["source"].eq("drafted:words").tolist() == rows["skill_id"].eq("plants").tolist()
    assert rows["confidence"].between(0.2, 1).all()
    assert rows["exit_level"].gt(rows["entry_level"]).all()
    assert rows["entry_level"].ge(0).all()
    assert rows["exit_level"].le(1).all()


def test_rows_stand_in_the_order_of_their_key(found):
    rows = found.rows["content_skills"][list(KEY)]
    assert rows.equals(rows.sort_values(list(KEY), ignore_index=True))
    assert not rows.duplicated().any()


@pytest.mark.parametrize("status", ["rejected", "validated"])
@pytest.mark.parametrize("source", ["drafted:words", "vendor"])
def test_what_a_person_decided_is_not_suggested_again(status, source):
    assert ("new-1", "books") in pairs_of(suggested(unmapped()), *KEY)
    decided = a_link("new-1", "books", status=status, source=source, confidence="0.9")
    links = suggested(unmapped(decided))
    assert ("new-1", "books") not in pairs_of(links, *KEY)
    assert ("new-2", "faults") in pairs_of(links, *KEY)


def test_what_another_source_suggested_is_left_to_it():
    theirs = a_link("new-1", "books", status="suggested", source="vendor", confidence="0.4")
    assert pairs_of(suggested(unmapped(theirs)), *KEY) == {("new-2", "faults")}


def test_drafts_that_nobody_answered_are_drafted_anew():
    old = a_link("new-1", "books", "0.2", status="suggested", source="drafted:words", confidence="0.21")
    pd.testing.assert_frame_equal(suggested(unmapped(old)), suggested(unmapped()))


def test_a_learned_draft_that_was_rejected_stays_away(found):
    assert ("new-1", "books") in pairs_of(found.rows["content_skills"], *KEY)
    no = draft(an_organisation(a_link("new-1", "books", status="rejected", **DECIDED)))
    assert ("new-1", "books") not in pairs_of(no.rows["content_skills"], *KEY)
    assert no.examples["content_skills"] == 45


def test_confirmed_drafts_are_learned_from_and_their_content_may_get_more():
    drafts = draft(unmapped(a_link("new-3", "talk", status="validated", **DECIDED)))
    assert drafts.examples["content_skills"] == 1
    assert drafts.waited["content_skills"] == 3


def test_the_same_rows_in_any_order_give_the_same_bytes(found):
    contents, stand = mapped()
    turned = some_tables(contents=[*NEW, *contents][::-1], content_skills=stand[::-1], skills=SKILLS[::-1])
    again = draft(turned)
    assert list(again.rows) == list(found.rows)
    for name, rows in found.rows.items():
        assert again.rows[name].to_csv() == rows.to_csv()


def test_a_text_gets_eight_skills_at_most_and_ids_break_ties():
    words = ["omega", "beta", "gamma", "delta", "eta", "theta", "iota", "kappa", "lambda", "alpha"]
    skills = [{"skill_id": word, "name": word.title()} for word in words]
    links = suggested(some_tables(skills=skills, contents=[a_content("all", " ".join(words))]))
    assert links["skill_id"].tolist() == sorted(words)[:8]


def test_what_is_hardly_likely_is_not_worth_a_look():
    faint = [{"skill_id": "plants", "name": "Botany", "description": "gardening"}]
    assert suggested(some_tables(skills=faint, contents=NEW)).empty


def test_every_content_may_teach_one_and_the_same_skill():
    contents, _ = mapped()
    links = [a_link(one["content_id"], "books") for one in contents]
    tables = some_tables(contents=[*contents, *NEW], content_skills=links, skills=the_skills()[:1])
    rows = suggested(tables)
    assert set(rows["skill_id"]) == {"books"}
    assert rows["confidence"].max() < 1


def test_without_skills_nothing_is_drafted_and_nothing_breaks():
    empty = some_tables(skills=[], contents=[*NEW])
    drafts = draft(empty)
    assert "content_skills" not in drafts.rows
    assert drafts.rows["content_requires"].empty
    assert drafts.waited["content_skills"] == 3


def test_where_nothing_waits_nothing_is_drafted():
    contents, links = mapped(6)
    drafts = draft(some_tables(contents=contents, content_skills=links))
    assert "content_skills" not in drafts.rows
    assert drafts.waited["content_skills"] == 0


def test_where_nothing_is_mapped_only_words_speak_and_softly():
    links = suggested(some_tables(contents=NEW))
    assert pairs_of(links, *KEY) == {("new-1", "books"), ("new-2", "faults")}
    assert set(links["source"]) == {"drafted:words"}
    assert links["confidence"].max() <= 0.6


def test_other_tables_lend_their_skills_and_examples():
    own = some_tables(skills=[], contents=NEW)
    contents, links = mapped()
    drafts = draft(own, [some_tables(contents=contents, content_skills=links)])
    assert drafts.examples["content_skills"] == 45
    assert set(drafts.rows["content_skills"]["content_id"]) <= {one["content_id"] for one in NEW}
    surest = drafts.rows["content_skills"].sort_values("confidence").groupby("content_id")["skill_id"].last()
    assert surest["new-2"] == "faults"


def test_another_organisations_contents_are_never_given_links():
    theirs = some_tables(contents=[a_content("theirs", "Bookkeeping")])
    assert "theirs" not in set(suggested(some_tables(contents=NEW), theirs)["content_id"])


def test_words_state_levels_where_few_links_stand():
    contents = [a_content("low", "Bookkeeping for beginners"), a_content("high", "Advanced bookkeeping")]
    rows = suggested(some_tables(contents=contents)).set_index("content_id")
    assert rows.loc["low", ["entry_level", "exit_level"]].tolist() == [0, 0.4]
    assert rows.loc["high", ["entry_level", "exit_level"]].tolist() == [0.4, 0.8]


def test_levels_are_learned_where_links_stand(found):
    assert found.rows["content_skills"]["exit_level"].between(0.85, 0.95).all()


def roles_and_links(number):
    skills = list(NAMES)
    roles = [{"role_id": f"r{at}", "name": f"{NAMES[skills[at % 3]]} lead {at}"} for at in range(number)]
    links = [
        {"role_id": f"r{at}", "skill_id": skills[at % 3], "level": "0.8", "weight": str(1 + at % 3)}
        for at in range(number)
    ]
    return roles, links


def test_roles_are_given_the_weights_that_skills_have_elsewhere():
    roles, links = roles_and_links(40)
    clerk = {"role_id": "clerk", "name": "Bookkeeping clerk"}
    rows = draft(some_tables(roles=[*roles, clerk], role_skills=links)).rows["role_skills"]
    row = rows.set_index(["role_id", "skill_id"]).loc[("clerk", "books")]
    assert (row["weight"], row["status"]) == (1, "suggested")
    assert row["level"] == pytest.approx(0.8, abs=0.05)


def test_a_skill_that_no_role_asks_for_weighs_as_skills_do():
    """Two links, too few to learn from, with other weights than the one that stands where nothing is known."""
    roles, links = roles_and_links(6)
    gardener = {"role_id": "gardener", "name": "Gardening"}
    garden = [*the_skills(), {"skill_id": "plants", "name": "Gardening"}]
    heavy = [link | {"weight": "3" if at % 2 else "4"} for at, link in enumerate(links)]
    rows = draft(some_tables(roles=[*roles, gardener], role_skills=heavy, skills=garden)).rows["role_skills"]
    assert rows.set_index(["role_id", "skill_id"]).loc[("gardener", "plants"), "weight"] == 3.5


def test_without_any_link_roles_and_behaviours_ask_for_usual_levels():
    tables = some_tables(
        roles=[{"role_id": "clerk", "name": "Bookkeeping"}],
        outcomes=[{"outcome_id": "o", "name": "Calm", "direction": "up"}],
        behaviours=[{"behaviour_id": "greet", "name": "Conversation", "outcome_id": "o"}],
    )
    rows = draft(tables).rows
    assert rows["role_skills"][["role_id", "skill_id", "level", "weight"]].to_numpy().tolist() == [
        ["clerk", "books", 0.6, 1.0]
    ]
    assert rows["behaviour_skills"][["behaviour_id", "level"]].to_numpy().tolist() == [["greet", 0.7]]


def test_too_few_roles_learn_from_contents_though_some_have_the_same_ids():
    contents, links = mapped()
    roles = [{"role_id": "clerk", "name": "Bookkeeping in practice"}, {"role_id": "m000", "name": "Conversation"}]
    stands = [{"role_id": "m000", "skill_id": "talk", "level": "0.5"}]
    drafts = draft(some_tables(contents=contents, content_skills=links, roles=roles, role_skills=stands))
    assert drafts.examples == {"content_skills": 45, "role_skills": 46, "behaviour_skills": 46}
    assert drafts.rows["role_skills"].sort_values("confidence")["skill_id"].iloc[-1] == "books"
