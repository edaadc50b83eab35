"""What is said of coverage and of suggested links, as a terminal shows it."""

import re
from pathlib import Path

import pytest

from cairn.links.drafts import Drafts, Reviewed
from cairn.show.drafts import drafts, known, reviewed
from recommender.confirmations import Confirmation, Cover, Question
from recommender.confirmations.questions import SOURCES
from tests.cairn.cairn_print import printed, words


def a_question(table="content_skills", levels=None, confidence=0.6, source="titles"):
    found = {"entry_level": 0.0, "exit_level": 0.5} if levels is None else levels
    return Question(table, ("one", "two"), ("One", "Two"), found, confidence, source)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (
            Confirmation(a_question(), 1, 0.9),
            "from level .00 to .50; suggested by titles; 60 % sure; concerns 1 person, would change about 1 path",
        ),
        (
            Confirmation(a_question("role_skills", {"level": 0.7}, source=None), 1200, 310.4),
            "at level .70; no source is named; 60 % sure; concerns 1,200 people, would change about 310 paths",
        ),
        (
            Confirmation(a_question("content_requires", {}, 0.004), 0, 0.0),
            "suggested by titles; < 1 % sure; concerns 0 people, would change no path",
        ),
    ],
)
def test_what_is_known_of_a_link_is_one_sentence(one, said):
    assert words(known(one).replace("\u00a0", " ")) == said


def test_shares_and_questions_stand_one_under_the_other_and_fit():
    covers = (Cover("contents", 6, 3, 1), Cover("completions", 0, 0, 5))
    found = Drafts(covers, (Confirmation(a_question(), 7, 2.0),), 12)
    text = printed(drafts(found), width=60)
    assert max(map(len, text.splitlines())) <= 60
    said = words(printed(drafts(found)).replace("\u00a0", " "))
    assert "contents on offer 10 60 % 30 % 10 %" in said
    assert "completions 5 0 % 0 % 100 %" in said
    assert "The 1 confirmation that would change most paths, of 12 that wait" in said
    assert "1 Does “One” teach “Two”?" in said


def test_without_drafts_nothing_is_asked():
    assert "confirmation" not in printed(drafts(Drafts((Cover("roles", 1, 0, 0),), (), 0)))


def test_a_review_says_what_became_of_it():
    assert words(printed(reviewed(Reviewed(1, 2, 0, 1)))) == "1 confirmed, 2 rejected, 0 skipped; 1 link still waits."


def test_the_sources_of_drafts_are_told_in_words_and_others_by_their_names():
    assert "suggested by the words of both" in known(Confirmation(a_question(source="drafted:words"), 3, 1.0))
    assert "suggested by titles" in known(Confirmation(a_question(), 3, 1.0))


def test_every_source_that_drafting_names_has_words():
    text = "".join(
        file.read_text(encoding="utf-8")
        for file in sorted((Path(__file__).parents[2] / "training" / "drafting").glob("*.py"))
    )
    stated = set(re.findall(r'"(drafted:[a-z]+)"', text)) | {"drafted:neighbours", "drafted:words"}
    assert stated == set(SOURCES)
