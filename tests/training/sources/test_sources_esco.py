from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.errors import SourceRefused
from recommender.tables import read, write
from tests.training.sources.source_exports import ESCO, an_esco, broader, concepts, needs, pairs
from training.sources.cycles import without_cycles
from training.sources.esco import ESSENTIAL, OPTIONAL, import_esco


def parents(told):
    skills = told.tables["skills"].dropna(subset=["parent_id"])
    return {row.skill_id[-1]: row.parent_id[-1] for row in skills.itertuples()}


def test_skills_and_groups_form_one_tree_with_names_and_descriptions(tmp_path):
    skills = import_esco(an_esco(tmp_path)).tables["skills"].set_index("skill_id")
    assert [uri[-1] for uri in skills.index] == ["a", "b", "c", "d", "g", "h"]
    assert skills.loc[ESCO + "a", "name"] == "analysis"
    assert skills.loc[ESCO + "g", "description"] == "About g"


def test_the_parent_is_a_skill_before_a_group_then_the_smallest_uri(tmp_path):
    told = import_esco(an_esco(tmp_path))
    assert parents(told) == {"a": "g", "b": "a", "c": "g", "d": "h"}
    assert any(note.startswith("2 further broader relations left out") for note in told.notes)


def test_a_skill_goes_before_a_group_even_with_a_greater_uri(tmp_path):
    files = {"skills_en": concepts(x="x", z="z"), "broaderRelationsSkillPillar": broader("x z", "x g")}
    none = {"occupationSkillRelations": needs(("o", "essential", "x")), "skillSkillRelations": pairs(("x", "o", "z"))}
    assert parents(import_esco(an_esco(tmp_path, **files, **none))) == {"x": "z"}


def test_a_circle_of_parents_is_cut_and_counted(tmp_path):
    told = import_esco(an_esco(tmp_path, broaderRelationsSkillPillar=broader("a b", "b c", "c a", "d d")))
    assert parents(told) == {"c": "a"}
    assert any("3 relations dropped because they closed a circle" in note for note in told.notes)


def test_essential_and_optional_skills_differ_in_level_and_weight(tmp_path):
    role_skills = import_esco(an_esco(tmp_path)).tables["role_skills"]
    assert [(row.role_id, row.skill_id[-1], row.level, row.weight) for row in role_skills.itertuples(index=False)] == [
        ("o", "a", *ESSENTIAL),
        ("o", "b", *OPTIONAL),
        ("p", "c", *ESSENTIAL),
    ]
    assert set(role_skills["status"]) == {"validated"}
    assert set(role_skills["source"]) == {"esco"}
    assert ESSENTIAL > OPTIONAL


def test_a_skill_named_as_both_is_essential_whatever_the_order(tmp_path):
    both = needs(("o", "optional", "a"), ("o", "essential", "a"), ("p", "nice", "b"))
    told = import_esco(an_esco(tmp_path, occupationSkillRelations=both))
    assert told.tables["role_skills"]["level"].tolist() == [ESSENTIAL[0]]
    assert "1 occupation skill neither essential nor optional left out." in told.notes


def test_occupations_become_roles(tmp_path):
    roles = import_esco(an_esco(tmp_path)).tables["roles"]
    assert roles.to_dict("list") == {
        "role_id": ["o", "p"],
        "name": ["analyst", "cook"],
        "description": ["counts", "cooks"],
    }


def test_an_essential_skill_of_a_skill_is_needed_first_and_optional_ones_are_not(tmp_path):
    requires = import_esco(an_esco(tmp_path)).tables["skill_requires"]
    assert requires.to_dict("records") == [
        {"skill_id": ESCO + "b", "requires_skill_id": ESCO + "a", "level": 0.5},
    ]


def test_skills_that_need_each_other_in_a_circle_lose_the_edges_upwards(tmp_path):
    circle = pairs(*((one, "essential", other) for one, other in ("ab", "bc", "ca", "dc")))
    told = import_esco(an_esco(tmp_path, skillSkillRelations=circle))
    requires = told.tables["skill_requires"]
    assert [(a[-1], b[-1]) for a, b in zip(requires["skill_id"], requires["requires_skill_id"], strict=True)] == [
        ("c", "a"),
        ("d", "c"),
    ]
    assert any("2 relations dropped because they closed a circle" in note for note in told.notes)


def test_the_tables_can_be_read_although_there_are_no_learners_contents_and_events(tmp_path):
    write(import_esco(an_esco(tmp_path / "esco")).tables, tmp_path / "out", "csv")
    reading = read(tmp_path / "out")
    assert reading.report.errors == ()
    assert reading.tables["role_skills"]["skill_id"].tolist() == [ESCO + letter for letter in "abc"]


def test_relations_with_something_unlisted_are_left_out_and_counted(tmp_path):
    strange = needs(("o", "essential", "a"), ("q", "essential", "a"), ("o", "essential", "zzz"))
    told = import_esco(an_esco(tmp_path, occupationSkillRelations=strange))
    assert len(told.tables["role_skills"]) == 1
    assert "2 of 3 occupation skills name something that is not listed: left out." in told.notes


def test_files_of_comma_separated_text_do_as_well(tmp_path):
    parquet = an_esco(tmp_path / "parquet")
    texts = tmp_path / "texts"
    texts.mkdir()
    for path in parquet.iterdir():
        pd.read_parquet(path).to_csv(texts / f"{path.stem.removesuffix('_en')}_en.csv", index=False)
    for name, frame in import_esco(parquet).tables.items():
        pd.testing.assert_frame_equal(frame, import_esco(texts).tables[name])


def test_every_missing_file_is_named(tmp_path):
    with pytest.raises(SourceRefused) as refused:
        import_esco(an_esco(tmp_path, skills_en=None, skillSkillRelations=None))
    assert [problem.split()[0] for problem in refused.value.problems] == [
        "skills.parquet",
        "skillSkillRelations.parquet",
    ]


def test_a_concept_told_twice_is_refused(tmp_path):
    twice = pd.concat([concepts(a="one"), concepts(a="two")])
    with pytest.raises(SourceRefused, match=r"skills_en.parquet: conceptUri stand in an earlier row already \(row 2\)"):
        import_esco(an_esco(tmp_path, skills_en=twice))


NODES = st.integers(0, 5)


@given(st.lists(st.tuples(NODES, NODES), unique=True))
def test_no_circle_remains_and_an_edge_outside_circles_is_never_lost(pairs_of_nodes):
    edges = pd.DataFrame(pairs_of_nodes, columns=["a", "b"], dtype="int64")
    kept = {*without_cycles(edges, "a", "b").itertuples(index=False, name=None)}
    assert not any(start in reach(kept, start) for start in range(6))
    everything = {*pairs_of_nodes}
    assert kept >= {(start, end) for start, end in everything if start not in reach(everything, end) | {end}}


def reach(edges, start):
    """Every node that some path of at least one edge leads to."""
    found, ahead = set(), {end for begin, end in edges if begin == start}
    while ahead:
        found |= ahead
        ahead = {end for begin, end in edges if begin in ahead} - found
    return found
