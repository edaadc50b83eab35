from __future__ import annotations

import pandas as pd
import pytest

from recommender.tables import read, write
from recommender.tables.schema import TABLES
from tests.training.sources.source_exports import ESCO, a_jcrec, a_mooccubex, an_esco
from training.sources.esco import import_esco
from training.sources.jcrec import import_jcrec
from training.sources.merge import disagreements, merge
from training.sources.mooccubex import import_mooccubex


def skills(*rows: tuple[str, str | None, str | None]) -> dict[str, pd.DataFrame]:
    return {"skills": pd.DataFrame(rows, columns=["skill_id", "name", "description"]).astype("str")}


def test_rows_of_both_sides_are_kept_once_in_the_order_of_their_ids():
    merged = merge(skills(("c", "C", None), ("a", "A", None)), skills(("b", "B", None), ("a", "A", None)))
    assert merged["skills"]["skill_id"].tolist() == ["a", "b", "c"]


def test_existing_cells_win_and_missing_ones_are_filled():
    merged = merge(skills(("a", "old", None)), skills(("a", "new", "meaning")))
    assert merged["skills"].to_dict("records") == [{"skill_id": "a", "name": "old", "description": "meaning"}]


def test_cells_that_differ_are_counted_and_missing_ones_are_not():
    notes = disagreements(
        skills(("a", "old", None), ("b", "same", "x"), ("c", "only", "here")),
        skills(("a", "new", "meaning"), ("b", "same", None)),
    )
    assert notes == ("skills.name: 1 cell of 2 shared rows differ; what was there before stays.",)


def test_a_table_or_column_of_one_side_only_comes_along():
    existing = {"learners": pd.DataFrame({"learner_id": ["x"], "audit_gender": ["1"]})}
    new = {"learners": pd.DataFrame({"learner_id": ["x", "y"], "language": ["en", "de"]})} | skills(("a", "A", None))
    merged = merge(existing, new)
    assert [*merged] == ["learners", "skills"]
    assert merged["learners"].set_index("learner_id")["audit_gender"].fillna("-").to_dict() == {"x": "1", "y": "-"}
    assert merged["learners"]["language"].tolist() == ["en", "de"]


def test_rows_with_keys_of_several_columns_meet_only_where_all_agree():
    existing = {"role_skills": pd.DataFrame({"role_id": ["r"], "skill_id": ["a"], "level": [0.6]})}
    new = {"role_skills": pd.DataFrame({"role_id": ["r", "r"], "skill_id": ["a", "b"], "level": [0.9, 0.3]})}
    assert merge(existing, new)["role_skills"]["level"].tolist() == [0.6, 0.3]


def test_an_empty_key_cell_equals_an_empty_key_cell():
    values = pd.DataFrame(
        {"outcome_id": ["o"], "unit_id": ["u"], "learner_id": [None], "period": ["2026"], "value": [1.0]}
    ).astype({"learner_id": "str"})
    merged = merge({"outcome_values": values}, {"outcome_values": values.assign(value=2.0)})
    assert merged["outcome_values"]["value"].tolist() == [1.0]


def test_a_flag_that_one_side_does_not_state_gets_its_default():
    existing = {"roles": pd.DataFrame({"role_id": ["a"], "name": ["A"], "critical": [True]})}
    merged = merge(existing, {"roles": pd.DataFrame({"role_id": ["b"], "name": ["B"]})})["roles"]
    assert merged["critical"].tolist() == [True, False]
    assert merged["critical"].dtype == bool


def test_empty_tables_change_nothing():
    empty = {"skills": skills(("a", "A", None))["skills"][:0]}
    told = skills(("a", "A", "x"))
    for merged in (merge(empty, told), merge(told, empty), merge(told, {}), merge({}, told)):
        pd.testing.assert_frame_equal(merged["skills"], told["skills"])
    assert merge(empty, empty)["skills"].empty
    assert disagreements(empty, told) == ()


def test_merging_what_is_already_there_changes_nothing(tmp_path):
    tables = import_mooccubex(a_mooccubex(tmp_path)).tables
    once = merge({}, tables)
    for name, frame in merge(once, tables).items():
        pd.testing.assert_frame_equal(frame, once[name])


@pytest.mark.parametrize("turned", [False, True])
def test_contents_of_one_source_meet_roles_of_another_by_the_uri_of_the_skill(tmp_path, turned):
    one, other = import_jcrec(a_jcrec(tmp_path / "jcrec")).tables, import_esco(an_esco(tmp_path / "esco")).tables
    merged = merge(other, one) if turned else merge(one, other)
    taught = merged["content_skills"].query("exit_level > entry_level")
    wanted = merged["role_skills"].query("role_id == 'o'")
    assert {*wanted["skill_id"]} <= {*taught["skill_id"]}
    skill = merged["skills"].set_index("skill_id").loc[ESCO + "b"]
    assert (skill["name"], skill["parent_id"]) == ("databases", ESCO + "a")
    assert skill["description"] == ("About b" if turned else "All about databases")
    assert {*merged["events"]["skill_id"]} <= {*merged["skills"]["skill_id"]}


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_second_import_into_a_written_folder_gives_tables_without_errors(tmp_path, kind):
    write(import_esco(an_esco(tmp_path / "esco")).tables, tmp_path / "out", kind)
    existing = read(tmp_path / "out").tables
    new = import_jcrec(a_jcrec(tmp_path / "jcrec")).tables
    merged = merge({name: existing[name] for name in TABLES if existing.has(name)}, new)
    write(merged, tmp_path / "out", kind)
    reading = read(tmp_path / "out")
    assert reading.report.errors == ()
    assert reading.report.quarantined == {}
    assert {name for name in TABLES if reading.tables.has(name)} == {
        *("learners", "contents", "events", "skills", "content_skills", "scales"),
        *("roles", "role_skills", "skill_requires"),
    }


def test_an_optional_part_of_a_key_that_no_row_fills_may_be_missing_as_a_column():
    first = {"assignments": pd.DataFrame({"learner_id": ["a"], "requirement_id": ["r"], "assigned_on": ["2026-01-01"]})}
    again = {"assignments": first["assignments"].assign(content_id=None, mandatory=True)}
    assert len(merge(first, again)["assignments"]) == 1
    assert disagreements(first, again) == ()
