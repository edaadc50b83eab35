from __future__ import annotations

import pandas as pd
import pytest

from recommender.errors import SourceRefused
from recommender.tables import read, write
from tests.training.sources.source_exports import an_onet, ratings
from training.sources.onet import import_onet


def needs(told):
    rows = told.tables["role_skills"][["role_id", "skill_id", "level", "weight", "confidence"]]
    return {(role, skill): tuple(numbers) for role, skill, *numbers in rows.itertuples(index=False)}


def test_level_is_a_share_of_seven_and_weight_of_the_way_from_one_to_five(tmp_path):
    found = needs(import_onet(an_onet(tmp_path)))
    assert {key: row[:2] for key, row in found.items()} == {
        ("35-1.00", "2.A.1.a"): (0.25, 0.25),
        ("35-1.00", "2.A.1.b"): (0.5, 0.5),
        ("35-1.00", "2.C.4"): (1.0, 1.0),
        ("43-1.00", "2.A.1.a"): (0.75, 0.75),
    }


def test_confidence_falls_with_the_wider_of_both_intervals_and_is_full_where_no_error_is_told(tmp_path):
    found = {key: row[2] for key, row in needs(import_onet(an_onet(tmp_path))).items()}
    assert found["43-1.00", "2.A.1.a"] == pytest.approx(1 - 1.96 * 0.05, abs=1e-4)
    assert found["35-1.00", "2.A.1.b"] == pytest.approx(1 - 1.96 / 7, abs=1e-4)
    assert (found["35-1.00", "2.A.1.a"], found["35-1.00", "2.C.4"]) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("scale", "column", "said"),
    [
        ("IM", "Recommend Suppress", "1 link that O*NET recommends to suppress left out; 0 not relevant"),
        ("LV", "Recommend Suppress", "1 link that O*NET recommends to suppress left out; 0 not relevant"),
        ("LV", "Not Relevant", "0 links that O*NET recommends to suppress left out; 1 not relevant"),
    ],
)
def test_what_is_flagged_on_either_scale_is_left_out_and_counted(tmp_path, scale, column, said):
    skills = pd.read_parquet(an_onet(tmp_path) / "skills.parquet")
    skills.loc[skills["O*NET-SOC Code"].eq("43-1.00") & skills["Scale ID"].eq(scale), column] = "Y"
    told = import_onet(an_onet(tmp_path, skills=skills))
    assert ("43-1.00", "2.A.1.a") not in needs(told)
    assert any(said in note for note in told.notes)


def test_what_is_of_no_importance_or_level_or_unrated_makes_no_link(tmp_path):
    rows = [
        ("43-1.00", f"2.A.1.{n}", "X", im, lv, 0.1, 0.1)
        for n, (im, lv) in enumerate([(1.0, 3.0), (3.0, 0.0), (None, 3.0)])
    ]
    told = import_onet(an_onet(tmp_path, skills=ratings(*rows), knowledge=None))
    assert needs(told) == {}
    assert any("1 without a rating; 2 of no importance or level" in note for note in told.notes)


def test_skills_and_knowledge_form_one_tree_whose_gaps_are_bridged(tmp_path):
    skills = import_onet(an_onet(tmp_path)).tables["skills"].set_index("skill_id")
    assert skills["parent_id"].fillna("").to_dict() == {
        "2": "",
        "2.A": "2",
        "2.A.1.a": "2.A",
        "2.A.1.b": "2.A",
        "2.C.4": "2",
    }
    assert skills.loc["2.A.1.a", ["name", "description"]].tolist() == ["Reading", "Reads"]


def test_occupations_become_roles_whether_they_are_rated_or_not(tmp_path):
    told = import_onet(an_onet(tmp_path))
    assert told.tables["roles"].to_dict("list") == {
        "role_id": ["35-1.00", "43-1.00", "99-1.00"],
        "name": ["Cooks", "Clerks", "Ghosts"],
        "description": ["Cook", "File", "Haunt"],
    }
    assert any("3 occupations became roles; 1 of them have no ratings" in note for note in told.notes)


def test_knowledge_may_be_missing_and_ratings_of_unlisted_occupations_are_counted(tmp_path):
    strange = ratings(
        ("43-1.00", "2.A.1.a", "Reading", 4.0, 5.0, 0.1, 0.1), ("1-1.00", "2.A.1.a", "Reading", 4.0, 5.0, 0.1, 0.1)
    )
    told = import_onet(an_onet(tmp_path, skills=strange, knowledge=None))
    assert list(needs(told)) == [("43-1.00", "2.A.1.a")]
    assert told.notes[0] == "2 ratings of occupations that are not listed left out."


def test_the_text_files_as_they_are_published_give_the_same(tmp_path):
    names = {
        "occupation_data": "Occupation Data.txt",
        "content_model_reference": "Content Model Reference.txt",
        "skills": "Skills.txt",
        "knowledge": "Knowledge.txt",
    }
    parquet, texts = an_onet(tmp_path / "parquet"), tmp_path / "texts"
    texts.mkdir()
    for stem, name in names.items():
        pd.read_parquet(parquet / f"{stem}.parquet").to_csv(texts / name, index=False, sep="\t", na_rep="n/a")
    for name, frame in import_onet(parquet).tables.items():
        pd.testing.assert_frame_equal(frame, import_onet(texts).tables[name], check_dtype=False)


def test_every_missing_file_is_named_with_the_name_it_is_published_under(tmp_path):
    with pytest.raises(SourceRefused) as refused:
        import_onet(an_onet(tmp_path, skills=None, occupation_data=None))
    assert [problem.split(", into")[0] for problem in refused.value.problems] == [
        "occupation_data.parquet is missing; put it, or Occupation Data.txt",
        "skills.parquet is missing; put it, or Skills.txt",
    ]


def test_a_rating_told_twice_is_refused_with_its_line(tmp_path):
    folder = an_onet(tmp_path, skills=None)
    twice = ratings(*[("43-1.00", "2.A.1.a", "Reading", 4.0, 5.0, 0.1, 0.1)] * 2)
    twice.to_csv(folder / "Skills.txt", index=False, sep="\t", na_rep="n/a")
    with pytest.raises(
        SourceRefused, match=r"Skills.txt: O\*NET-SOC Code and .* earlier row already \(lines 4 and 5\)"
    ):
        import_onet(folder)


def test_the_tables_can_be_read(tmp_path):
    write(import_onet(an_onet(tmp_path / "onet")).tables, tmp_path / "out", "csv")
    reading = read(tmp_path / "out")
    assert reading.report.errors == ()
    assert reading.report.quarantined == {}
    assert len(reading.tables["role_skills"]) == 4
