"""Is everything that stands learned from, and does all that nobody mapped wait?"""

import numpy as np
import pandas as pd
import pytest

from tests.training.drafting.drafting_tables import a_content, a_link, pairs_of, some_tables
from training.drafting.examples import KINDS, drafted, examples, matrix, skills_of, standing, waiting

CONTENT, ROLE, BEHAVIOUR = KINDS


def contents(*names):
    return [a_content(name, f"About {name}") for name in names]


def linked(**more):
    """One content, with one link."""
    return some_tables(contents=contents("a"), content_skills=[a_link("a", "books", **more)])


def waits(tables, kind=CONTENT):
    return waiting(kind, tables)["owner"].tolist()


def stands(tables, kind=CONTENT):
    return pairs_of(standing(kind, tables[kind.links]), "owner", "skill_id")


@pytest.mark.parametrize(
    ("status", "source", "confidence", "still"),
    [
        ("validated", None, None, False),
        ("validated", "lms", None, False),
        ("validated", "drafted:words", "0.4", True),
        ("suggested", "lms", "0.4", True),
        ("suggested", "drafted:words", "0.4", True),
        ("rejected", "lms", "0.4", True),
        ("rejected", "drafted:words", "0.4", True),
    ],
)
def test_a_text_waits_until_a_source_has_mapped_it(status, source, confidence, still):
    tables = linked(status=status, source=source, confidence=confidence)
    assert waits(tables) == (["a"] if still else [])


@pytest.mark.parametrize("status", ["validated", "suggested", "rejected"])
def test_only_what_somebody_stands_behind_is_learned_from(status):
    tables = linked(status=status, source="drafted:words", confidence="0.4")
    assert stands(tables) == ({("a", "books")} if status == "validated" else set())


@pytest.mark.parametrize(("entry", "taught"), [("0.2", True), ("0.6", False), ("0.7", False)])
def test_what_a_content_needs_is_not_what_it_teaches(entry, taught):
    tables = linked(entry_level=entry)
    assert bool(stands(tables)) == taught
    assert waits(tables) == []


def test_retired_contents_teach_by_example_but_do_not_wait():
    old = [a_content("old", "Bookkeeping", status="retired"), a_content("older", "Ledgers", status="retired")]
    tables = some_tables(contents=[*contents("new"), *old], content_skills=[a_link("old", "books")])
    assert waits(tables) == ["new"]
    assert set(examples(CONTENT, [tables]).texts["owner"]) == {"new", "old", "older"}


def test_roles_and_behaviours_wait_too():
    tables = some_tables(
        roles=[{"role_id": "cook", "name": "Cook"}, {"role_id": "clerk", "name": "Clerk"}],
        role_skills=[{"role_id": "clerk", "skill_id": "books", "level": "0.5"}],
        outcomes=[{"outcome_id": "o", "name": "Calm", "direction": "up"}],
        behaviours=[{"behaviour_id": "greet", "name": "Guests are greeted", "outcome_id": "o"}],
    )
    assert (waits(tables, ROLE), waits(tables, BEHAVIOUR)) == (["cook"], ["greet"])
    assert stands(tables, ROLE) == {("clerk", "books")}
    assert waiting(BEHAVIOUR, tables)["title"].tolist() == ["Guests are greeted"]


def test_where_there_is_nothing_nothing_waits():
    tables = some_tables()
    assert waits(tables, ROLE) == waits(tables, BEHAVIOUR) == []
    for kind in KINDS:
        found = examples(kind, [tables])
        assert found.links.empty
        assert {"owner", "skill_id", "level"} <= set(found.links.columns)
        assert list(found.texts.columns) == ["owner", "title", "description", "minutes", "open"]


def test_texts_tell_words_and_minutes_and_miss_nothing_but_minutes():
    tables = some_tables(contents=[a_content("a", "Calls", minutes="30"), a_content("b", "Law", description="torts")])
    found = waiting(CONTENT, tables).set_index("owner")
    assert found["description"].to_dict() == {"a": "", "b": "torts"}
    assert found.loc["a", "minutes"] == 30
    assert np.isnan(found.loc["b", "minutes"])


def test_the_description_of_a_role_is_read_where_it_has_one():
    roles = [{"role_id": "clerk", "name": "Clerk", "description": "keeps books"}, {"role_id": "cook", "name": "Cook"}]
    found = waiting(ROLE, some_tables(roles=roles)).set_index("owner")
    assert found["description"].to_dict() == {"clerk": "keeps books", "cook": ""}


def test_levels_go_by_one_name_whatever_the_table_calls_them():
    assert standing(CONTENT, linked()["content_skills"])["level"].tolist() == [0.6]


def test_the_first_source_speaks_for_what_two_name():
    own = some_tables(
        skills=[{"skill_id": "books", "name": "Our books"}, {"skill_id": "talk", "name": "Talk"}],
        contents=[a_content("a", "Ours")],
        content_skills=[a_link("a", "books", "0.4")],
    )
    other = some_tables(
        skills=[{"skill_id": "books", "name": "Books", "description": "of others"}, {"skill_id": "x", "name": "X"}],
        contents=[a_content("a", "Theirs"), a_content("b", "Also theirs")],
        content_skills=[a_link("a", "books", "0.9"), a_link("b", "x", "0.9")],
    )
    found = examples(CONTENT, [own, other])
    assert found.texts["title"].tolist() == ["Ours", "Also theirs"]
    assert found.links["level"].tolist() == [0.4, 0.9]


def test_a_skill_keeps_its_own_description_whatever_the_order_of_sources():
    said = {"books": "of debts", "talk": None, "alarms": "of fire", "zest": "of lemons"}
    own, other, third = (
        some_tables(skills=[{"skill_id": one, "name": one.title(), "description": said[one]} for one in ids])
        for ids in (("books", "talk"), ("alarms", "books"), ("books", "zest"))
    )
    found = skills_of([own, other, third])
    assert found["skill_id"].tolist() == ["alarms", "books", "talk", "zest"]
    assert found["name"].tolist() == ["Alarms", "Books", "Talk", "Zest"]
    assert found["description"].tolist() == ["of fire", "of debts", "", "of lemons"]


def test_the_first_source_names_a_skill():
    own, other = (some_tables(skills=[{"skill_id": "books", "name": name}]) for name in ("Our books", "Books"))
    assert skills_of([own, other])["name"].tolist() == ["Our books"]
    assert skills_of([other, own])["name"].tolist() == ["Books"]


def test_other_sources_are_learned_from_but_do_not_wait():
    own, other = some_tables(contents=contents("a")), some_tables(contents=contents("b"))
    assert waits(own) == ["a"]
    assert examples(CONTENT, [own, other]).texts["owner"].tolist() == ["a", "b"]


def test_a_source_is_drafted_by_how_it_begins():
    links = pd.DataFrame({"source": ["drafted:words", "was drafted:words", "drafted", None, "lms"]}, dtype="str")
    assert drafted(links).tolist() == [True, False, False, False, False]


def test_links_become_cells_of_texts_and_skills():
    texts, skills = pd.DataFrame({"owner": ["b", "a"]}), pd.DataFrame({"skill_id": ["x", "y", "z"]})
    links = pd.DataFrame({"owner": ["a", "b", "gone", "a"], "skill_id": ["x", "z", "x", "gone"]})
    assert matrix(texts, links, skills).toarray().tolist() == [[0, 0, 1], [1, 0, 0]]
    assert matrix(texts, links.iloc[:0], skills).shape == (2, 3)
