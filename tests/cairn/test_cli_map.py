"""Does `cairn map` draft into tables, all or nothing, without touching what people said?"""

import numpy as np
import pandas as pd
import pytest

from recommender.tables import read
from tests.cairn.cairn_house import cairn, tables_in

TOPICS = {"books": "Bookkeeping", "faults": "Fault finding", "talk": "Conversation"}
NO_EVENTS = {name: pd.Series([], dtype="str") for name in ("event_id", "learner_id", "kind", "occurred_at")}
_FILLERS = ("for managers", "in practice", "at work", "today", "step by step", "made easy", "for teams")


def mapped(number=45):
    """Contents that say what they teach, with their links; and three of which nobody has said anything."""
    rng = np.random.default_rng(1)
    rows = [(f"m{at:02}", *list(TOPICS.items())[at % 3], _FILLERS[rng.integers(7)]) for at in range(number)]
    ids = [row[0] for row in rows]
    titles = [f"{name} {filler}" for _, _, name, filler in rows]
    contents = {
        "content_id": ["calls-1", "ledgers", *ids, "new-1", "new-2", "part-2", "part-1"],
        "title": [
            "Calls",
            "Ledgers",
            *titles,
            "Advanced bookkeeping",
            "Fault finding",
            "Locks, part 2",
            "Locks, part 1",
        ],
    }
    links = {"content_id": ids, "skill_id": [row[1] for row in rows], "exit_level": ["0.6"] * number}
    return {"contents": pd.DataFrame(contents), "content_skills": pd.DataFrame(links)}


def bare(folder, **changes):
    """Tables in which nothing is mapped."""
    hollow = dict.fromkeys(("content_skills", "role_skills", "behaviour_skills"))
    return tables_in(folder, **{**hollow, **changes})


def bytes_in(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def links_in(folder, table="content_skills"):
    return read(folder).tables[table]


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    folder = tables_in(tmp_path_factory.mktemp("drafted"), **mapped())
    said = cairn("map", folder)
    assert said.code == 0, said.err
    return folder, said


def test_what_nobody_mapped_is_given_suggested_links(drafted):
    links = links_in(drafted[0])
    new = links[links["source"].str.startswith("drafted:").fillna(False)]
    surest = new.sort_values("confidence").groupby("content_id")["skill_id"].last()
    assert surest["new-1"] == "books"
    assert surest["new-2"] == "faults"
    assert set(new["status"]) == {"suggested"}
    assert new["exit_level"].gt(new["entry_level"]).all()
    assert new["confidence"].between(0.2, 1).all()
    assert "Changed: " in drafted[1].out


def test_parts_of_a_row_wait_as_prerequisites(drafted):
    found = links_in(drafted[0], "content_requires").iloc[0]
    assert (found["content_id"], found["requires_content_id"]) == ("part-2", "part-1")
    assert (found["status"], found["source"]) == ("suggested", "drafted:parts")


def test_links_that_stand_stay_as_they_are(drafted):
    links = links_in(drafted[0])
    old = links[links["content_id"].str.startswith("m")]
    assert (len(old), set(old["status"]), set(old["exit_level"])) == (45, {"validated"}, {0.6})
    assert not read(drafted[0]).report.errors


def test_drafting_again_changes_no_byte(drafted):
    before = bytes_in(drafted[0])
    said = cairn("map", drafted[0])
    assert said.code == 0
    assert bytes_in(drafted[0]) == before
    assert "No file changed." in said.out


def test_what_a_person_decided_is_never_suggested_again(tmp_path):
    links = pd.DataFrame(
        {
            "content_id": ["ledgers", "calls-1"],
            "skill_id": ["books", "talk"],
            "exit_level": ["0.5", "0.45"],
            "status": ["rejected", "validated"],
            "source": ["drafted:words", "drafted:words"],
            "confidence": ["0.4", "0.3"],
            "our_note": ["no", "yes"],
        }
    )
    contents = pd.DataFrame({"content_id": ["calls-1", "ledgers"], "title": ["Conversation", "Bookkeeping"]})
    folder = bare(tmp_path, contents=contents, content_skills=links, events=pd.DataFrame(NO_EVENTS))
    (folder / "content_skills.csv").write_text(links.to_csv(index=False))
    assert cairn("map", folder).code == 0
    there = pd.read_csv(folder / "content_skills.csv", dtype=str)
    assert there.iloc[:2][list(links.columns)].equals(links.astype(there.dtypes["status"]))
    assert not there.iloc[2:].duplicated(["content_id", "skill_id"]).any()
    assert not (there.iloc[2:]["content_id"].eq("ledgers") & there.iloc[2:]["skill_id"].eq("books")).any()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_where_nothing_is_mapped_names_are_matched_with_less_confidence(form, tmp_path):
    contents = pd.DataFrame({"content_id": ["calls-1", "ledgers"], "title": ["Conversation", "Ledgers"]})
    folder = bare(tmp_path, contents=contents)
    if form == "parquet":
        for file in sorted(folder.glob("*.csv")):
            pd.read_csv(file, dtype=str).to_parquet(file.with_suffix(".parquet"), index=False)
            file.unlink()
    assert cairn("map", folder).code == 0
    found = links_in(folder)
    assert found[["content_id", "skill_id"]].to_numpy().tolist() == [["calls-1", "talk"]]
    assert found["confidence"].max() <= 0.6
    before = bytes_in(folder)
    assert cairn("map", folder).code == 0
    assert bytes_in(folder) == before


def test_skills_of_other_tables_come_along_where_links_lead_to_them(tmp_path):
    skills = pd.DataFrame(
        {"skill_id": ["esco:1", "esco:2"], "name": ["Ledgers", "Welding"], "parent_id": ["esco:2", ""]}
    )
    other = tables_in(tmp_path / "other", skills=skills, role_skills=None, behaviour_skills=None, content_skills=None)
    folder = bare(tmp_path / "own")
    said = cairn("map", folder, "--skills", other)
    assert said.code == 0, said.err
    assert set(read(folder).tables["skills"]["skill_id"]) == {"books", "faults", "talk", "esco:1"}
    assert "1 skill came along" in said.out
    before = bytes_in(folder)
    assert cairn("map", folder, "--skills", other).code == 0
    assert bytes_in(folder) == before


def test_without_any_skill_there_is_nothing_to_link_to(tmp_path):
    said = cairn("map", bare(tmp_path, skills=None, events=pd.DataFrame(NO_EVENTS)))
    assert said.code == 1
    assert "--skills DIR" in said.err


def test_tables_with_errors_are_left_alone(tmp_path):
    folder = bare(tmp_path, contents=pd.DataFrame({"content_id": ["a"], "minutes": ["ten"]}))
    before = bytes_in(folder)
    said = cairn("map", folder)
    assert said.code == 1
    assert bytes_in(folder) == before


def test_a_review_takes_no_further_skills(tmp_path):
    said = cairn("map", tables_in(tmp_path), "--review", "--skills", tmp_path)
    assert said.code == 1
    assert "--review takes no --skills" in said.err
