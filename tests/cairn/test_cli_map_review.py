"""`cairn map --review` and what `cairn check` says of drafts, as somebody at a prompt meets them."""

import io
import sys

import pandas as pd
import pytest

from cairn.links.review import Talk, review
from recommender.tables import checked, read
from tests.cairn.cairn_house import cairn, frames, tables_in
from tests.cairn.cairn_print import words

CONTENT = "Does “Faults, part 1” teach “Fault finding”?"
ROLE = "Does a “Clerk” need “Bookkeeping”?"


def drafts_in(folder, **changes):
    """The organisation with a content and a role whose links are only suggested."""
    links = frames()["content_skills"].assign(status="validated", confidence="1", source="")
    links.loc[links["content_id"] == "faults-1", ["status", "confidence", "source"]] = ["suggested", "0.6", "titles"]
    needs = frames()["role_skills"].assign(status=["validated", "validated", "suggested"], confidence="0.5")
    return tables_in(folder, **({"content_skills": links, "role_skills": needs} | changes))


def answers(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def link(folder, table, first):
    frame = read(folder).tables[table]
    return frame[frame.iloc[:, 0] == first].iloc[0]


def test_check_says_what_is_mapped_and_what_to_confirm_first(tmp_path):
    said = cairn("check", drafts_in(tmp_path))
    assert said.code == 0
    out = words(said.out)
    assert "contents on offer 6 83 % 17 % 0 %" in out
    assert "roles 3 33 % 33 % 33 %" in out
    assert "completions 1 100 % 0 % 0 %" in out
    assert "The 2 confirmations that would change most paths, of 2 that wait" in out
    assert f"{CONTENT} from level .00 to .50; suggested by titles; 60 % sure; concerns 1 person" in out


def test_check_of_tables_without_drafts_asks_nothing(tmp_path):
    assert "confirmation" not in cairn("check", tables_in(tmp_path)).out


def test_a_yes_and_a_no_stand_in_the_tables_and_the_next_review_has_nothing_left(tmp_path, monkeypatch):
    folder = drafts_in(tmp_path)
    answers(monkeypatch, "y\ny\n")
    said = cairn("map", folder, "--review")
    assert said.code == 0
    assert CONTENT in said.out
    assert ROLE in said.out
    assert "2 confirmed, 0 rejected, 0 skipped; 0 links still wait." in words(said.out)
    assert link(folder, "content_skills", "faults-1")[["status", "source"]].tolist() == ["validated", "reviewed"]
    assert link(folder, "role_skills", "clerk")["status"] == "validated"
    answers(monkeypatch, "n\n")
    assert "0 confirmed, 0 rejected" in words(cairn("map", folder, "--review").out)


def test_other_levels_can_be_typed_and_nonsense_is_asked_again(tmp_path, monkeypatch):
    folder = drafts_in(tmp_path, role_skills=frames()["role_skills"])
    answers(monkeypatch, "maybe\ny .9 .2\ny 2\ny .2 .55\n")
    said = cairn("map", folder, "--review")
    assert "found “maybe”, expected y, n, s or q" in words(said.out)
    assert "expected the level at the end above that at the beginning" in words(said.out)
    assert "expected 2 levels from 0 to 1" in words(said.out)
    assert link(folder, "content_skills", "faults-1")[["entry_level", "exit_level"]].tolist() == [0.2, 0.55]


@pytest.mark.parametrize("text", ["n\nq\n", "n\n"])
def test_quitting_or_the_end_of_input_keeps_what_was_said_and_leaves_the_rest(text, tmp_path, monkeypatch):
    folder = drafts_in(tmp_path)
    answers(monkeypatch, text)
    said = cairn("map", folder, "--review")
    assert "0 confirmed, 1 rejected, 0 skipped; 1 link still waits." in words(said.out)
    states = {link(folder, "content_skills", "faults-1")["status"], link(folder, "role_skills", "clerk")["status"]}
    assert states == {"rejected", "suggested"}


def test_what_is_skipped_stays_suggested_and_is_not_asked_twice(tmp_path, monkeypatch):
    folder = drafts_in(tmp_path)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    answers(monkeypatch, "s\nskip\nq\n")
    said = cairn("map", folder, "--review")
    assert "0 confirmed, 0 rejected, 2 skipped; 2 links still wait." in words(said.out)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_an_interrupt_loses_no_answer(tmp_path):
    folder, lines = drafts_in(tmp_path), iter(["y"])

    def read_one(_):
        try:
            return next(lines)
        except StopIteration:
            raise KeyboardInterrupt from None

    found = review(folder, checked(folder), Talk(read_one, lambda _: None))
    assert (found.confirmed, found.waiting) == (1, 1)
    assert (
        int((read(folder).tables["content_skills"]["status"] == "suggested").sum())
        + int((read(folder).tables["role_skills"]["status"] == "suggested").sum())
        == 1
    )


def test_more_than_twenty_are_asked_in_turns(tmp_path, monkeypatch):
    many = [f"c{n:02}" for n in range(25)]
    contents = pd.DataFrame({"content_id": [*many, "calls-1", "ledgers"], "title": "T", "minutes": "60"})
    links = pd.DataFrame({"content_id": many, "skill_id": "faults", "exit_level": "0.9", "status": "suggested"})
    folder = drafts_in(tmp_path, contents=contents, content_skills=links.assign(confidence="0.5"), role_skills=None)
    answers(monkeypatch, "y\n" * 25)
    assert "25 confirmed, 0 rejected, 0 skipped; 0 links still wait." in words(cairn("map", folder, "--review").out)
