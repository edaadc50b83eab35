"""Ids of contents and skills carry evidence: they are never used for anything else."""

from __future__ import annotations

from tests.api.tables.tables_house import causes, counts


def without_links(house):
    house.put("content_skills", [{"content_id": "filing", "skill_id": "books", "deleted": True}])
    house.put("contents", [{"content_id": "filing", "deleted": True}])


def test_the_id_of_a_deleted_content_is_not_given_to_another(house):
    without_links(house)
    told = causes(house.put("contents", [{"content_id": "filing", "title": "Firefighting"}]))["#/0/title"]
    assert "was deleted as 'Filing'" in told
    assert "never used again" in told


def test_a_deleted_content_may_come_back_as_what_it_was(house):
    without_links(house)
    assert counts(house.put("contents", [{"content_id": "filing", "title": " filing"}])) == (1, 0, 0, 0)


def test_the_id_of_a_deleted_skill_is_not_given_to_another(house):
    house.put("skills", [{"skill_id": "soil", "name": "Soil"}])
    house.put("skills", [{"skill_id": "soil", "deleted": True}])
    assert "#/0/name" in causes(house.put("skills", [{"skill_id": "soil", "name": "Spoil"}]))


def test_a_content_that_became_another_is_taken_with_a_warning(house):
    house.put("contents", [{"content_id": "filing", "title": "Firefighting", "minutes": 5}])
    links = [
        {"content_id": "filing", "skill_id": "books", "deleted": True},
        {"content_id": "filing", "skill_id": "safety", "exit_level": 0.5},
    ]
    answer = house.put("content_skills", links)
    assert counts(answer) == (1, 0, 0, 1)
    [warning] = answer.json()["warnings"]
    assert "another title and other skills" in warning["detail"]
    assert warning["pointer"] == "#/0/content_id"


def test_a_rename_alone_or_other_skills_alone_warn_of_nothing(house):
    renamed = house.put("contents", [{"content_id": "filing", "title": "Keeping files", "minutes": 5}])
    links = [
        {"content_id": "digging", "skill_id": "plants", "deleted": True},
        {"content_id": "digging", "skill_id": "safety", "exit_level": 0.5},
    ]
    assert renamed.json()["warnings"] == house.put("content_skills", links).json()["warnings"] == []


def test_a_new_version_and_a_new_title_leave_events_where_they_are(house):
    house.put("contents", [{"content_id": "digging", "title": "Digging deep", "version": "2", "minutes": 5}])
    with house.store.reading() as session:
        assert [event.content_id for event in session.events.of("ada")] == ["digging", None]
