"""CSV files as people really save them."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.errors import TablesRefused
from recommender.tables import checked, read
from tests.recommender.tables.tables_builders import a_folder, found, only


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "windows").mkdir()
    skills = "skill_id,name\ns,Rope\nt,Knots\n"
    plain = read(a_folder(tmp_path / "plain", skills=skills))
    windows = read(a_folder(tmp_path / "windows", skills=b"\xef\xbb\xbf" + skills.replace("\n", "\r\n").encode()))
    assert windows.report.problems == ()
    assert windows.tables.fingerprint == plain.tables.fingerprint


def test_a_file_of_old_line_ends_is_read(tmp_path: Path) -> None:
    reading = read(a_folder(tmp_path, skills="skill_id,name\rs,Rope\rt,\r"))
    assert only(reading).row == 3
    assert list(reading.tables["skills"]["skill_id"]) == ["s"]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("skill_id,name,half_life_days\ns,Rope,\nt,Knots,long\n", 3),
        ("skill_id,name,half_life_days\ns,Rope,\nt,Knots,long", 3),
        ("\n\nskill_id,name,half_life_days\n\ns,Rope,\n,,\nt,Knots,long\n", 7),
        ('skill_id,name,half_life_days\ns,"Ro\npe\n",\nt,Knots,long\n', 5),
        ('skill_id,name,half_life_days\r\ns,"Ro\r\npe",\r\nt,Knots,long\r\n', 4),
        ('skill_id,"na\nme",name,half_life_days\ns,,"Rope, long",\nt,,Knots,long\n', 4),
    ],
)
def test_a_problem_names_the_line_on_which_its_row_begins(text: str, row: int, tmp_path: Path) -> None:
    problems = {problem.code: problem for problem in read(a_folder(tmp_path, skills=text)).report.problems}
    assert problems["unreadable_optional"].row == row


def test_lines_are_right_after_rows_that_were_skipped(tmp_path: Path) -> None:
    text = 'skill_id,name,half_life_days\ns,Rope\nt,"Kn\nots",,,\nu,Sails,long\n,Masts,\n'
    reading = read(a_folder(tmp_path, skills=text))
    assert {(problem.code, problem.row) for problem in reading.report.problems} == {
        ("ragged_row", 2),
        ("ragged_row", 3),
        ("unreadable_optional", 5),
        ("empty_required", 6),
    }
    assert reading.report.quarantined == {"skills": 3}
    assert reading.report.rows["skills"] == 1


def test_lines_are_right_beyond_the_first_block_of_a_long_file(tmp_path: Path) -> None:
    rows = [f"s{n:06d},{'x' * 400},\n" for n in range(60_000)]
    rows[50_000] = "ragged\n"
    rows[59_999] = "last,Last,long\n"
    reading = read(a_folder(tmp_path, skills="skill_id,name,half_life_days\n" + "".join(rows)))
    assert [(problem.code, problem.row) for problem in reading.report.problems] == [
        ("ragged_row", 50_002),
        ("unreadable_optional", 60_001),
    ]


def test_a_cell_of_twenty_million_characters_is_read(tmp_path: Path) -> None:
    reading = read(a_folder(tmp_path, skills=f'skill_id,name\ns,"{"x" * 20_000_000}"\n'))
    assert reading.report.problems == ()
    assert len(reading.tables["skills"]["name"][0]) == 20_000_000


def test_text_that_is_not_utf_8_names_the_byte_and_its_line(tmp_path: Path) -> None:
    problem = only(read(a_folder(tmp_path, skills="skill_id,name\ns,Rope\nt,Töpfern\n".encode("latin-1"))))
    assert (problem.code, problem.row, problem.found) == ("encoding", 3, "byte 0xf6")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_in_words(encoding: str, tmp_path: Path) -> None:
    problem = only(read(a_folder(tmp_path, skills="skill_id,name\ns,Rope\n".encode(encoding))))
    assert problem.code in {"encoding", "nul_byte"}
    assert "UTF-16" in problem.text


def test_a_quotation_mark_that_never_closes_is_found_where_it_opens(tmp_path: Path) -> None:
    reading = read(a_folder(tmp_path, skills='skill_id,name\ns,Rope\nt,"Knots\nu,Sails\nv,Masts\n'))
    assert (only(reading).code, only(reading).row) == ("unclosed_quote", 3)
    assert not reading.tables.has("skills"), "half a table is not used"


def test_inches_are_no_unclosed_quote(tmp_path: Path) -> None:
    reading = read(a_folder(tmp_path, skills='skill_id,name\ns,5" rope\n'))
    assert reading.report.problems == ()


def test_cells_that_look_like_formulas_stay_text(tmp_path: Path) -> None:
    formula = '=HYPERLINK(""http://x"",A1)'
    reading = read(a_folder(tmp_path, skills=f'skill_id,name\n=1+1,"{formula}"\n+1,@SUM\n007,NaN\n1e5,NULL\n'))
    assert reading.report.problems == ()
    assert list(reading.tables["skills"]["skill_id"]) == ["+1", "007", "1e5", "=1+1"]
    assert list(reading.tables["skills"]["name"]) == ["@SUM", "NaN", "NULL", formula.replace('""', '"')]


def test_unnamed_columns_are_told_by_their_place(tmp_path: Path) -> None:
    assert only(read(a_folder(tmp_path, skills="skill_id,name,\ns,Rope,\n"))).column == "(column 3)"


def test_a_file_of_too_many_columns_is_refused(tmp_path: Path) -> None:
    names = ",".join(f"c{n}" for n in range(2000))
    assert only(read(a_folder(tmp_path, skills=f"{names}\n"))).code == "unreadable_file"


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_no_table(text: str, tmp_path: Path) -> None:
    assert only(read(a_folder(tmp_path, skills=text))).code == "unreadable_file"


def test_a_required_table_that_is_unreadable_is_not_held_against_the_others(tmp_path: Path) -> None:
    reading = read(a_folder(tmp_path, contents=b"content_id,title\nloops,\xff\n"))
    assert found(reading) == {"encoding"}
    assert reading.report.rows == {"learners": 1, "events": 1}


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TablesRefused, match="cannot be read as a folder"):
        read(tmp_path / "nowhere")


def test_every_required_file_that_is_missing_is_told(tmp_path: Path) -> None:
    (tmp_path / "contents.csv").mkdir()
    (tmp_path / "learners.csv").write_text("learner_id\nada\n")
    with pytest.raises(TablesRefused) as refused:
        read(tmp_path)
    assert [problem.split()[0] for problem in refused.value.problems] == ["contents.csv", "events.csv"]


def test_checked_tables_are_refused_with_every_error(tmp_path: Path) -> None:
    skills = "skill_id,name,parent_id\ns,Rope,s\n"
    folder = a_folder(tmp_path, skills=skills, units="unit_id\nu\n", roles=b"\xff")
    with pytest.raises(TablesRefused, match="holds 3 errors") as refused:
        checked(folder)
    assert len(refused.value.problems) == 3


def test_warnings_and_quarantine_do_not_keep_tables_from_being_used(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, contents="content_id,title,colour\nloops,Loops,red\n,None,red\n")
    assert list(checked(folder)["contents"]["content_id"]) == ["loops"]


def test_other_files_of_a_folder_are_none_of_our_business(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "manifest.json").write_text("{}")
    (folder / "skills.csv.bak").write_text("?")
    assert read(folder).report.problems == ()


def test_a_capital_letter_in_a_file_name_is_told(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "Skills.CSV").write_text("skill_id,name\n")
    assert "skills.csv" in only(read(folder)).expected
