"""Are further tables learned from without doubling skills, and is nothing said of texts nobody understands?"""

from tests.training.drafting.drafting_tables import a_content, mapped, some_tables, the_skills
from training.drafting.drafts import draft
from training.drafting.examples import KINDS, examples, skills_of


def further():
    """The same catalogue elsewhere, its skills under other ids."""
    contents, links = mapped()
    there = [{**one, "skill_id": f"x-{one['skill_id']}", "name": one["name"].upper()} for one in the_skills()]
    renamed = [{**one, "skill_id": f"x-{one['skill_id']}"} for one in links]
    return some_tables(contents=contents, content_skills=renamed, skills=there)


def own():
    new = [a_content("n1", "Advanced bookkeeping"), a_content("n2", "Unser Verhaltenskodex auf Deutsch")]
    return some_tables(contents=new, skills=the_skills())


def test_a_skill_of_the_same_name_is_one_skill_and_keeps_its_links():
    sources = (own(), further())
    names = set(own()["skills"]["skill_id"])
    assert set(skills_of(sources)["skill_id"]) == names
    links = examples(KINDS[0], sources).links
    assert len(links) > 30
    assert set(links["skill_id"]) <= names


def test_own_skills_of_one_name_stay_two():
    twice = [*the_skills(), {**the_skills()[0], "skill_id": "again"}]
    assert "again" in set(
        skills_of((some_tables(contents=[a_content("n1", "x")], skills=twice), further()))["skill_id"]
    )


def test_of_a_text_in_another_language_nothing_is_said():
    rows = draft(own(), (further(),)).rows["content_skills"]
    assert set(rows["content_id"]) == {"n1"}
    assert "drafted:neighbours" in set(rows["source"])
