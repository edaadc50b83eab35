from __future__ import annotations

import pandas as pd
import pytest

from recommender.errors import SourceRefused
from tests.training.sources.mapped.mapped_exports import LOG, TOP, aside, events, imported, learners, problems, roles
from training.sources.mapped import import_mapped

ROWS = "who,what,at\nZoë,a,2024-01-01T10:00Z\nbo,b,2024-01-02T10:00Z\n"
NAMES = ["Zoë", "bo"]


def log_with(**keys):
    """The mapping with further keys of its file."""
    told = "".join(f"{name} = {value}\n" for name, value in keys.items())
    return events().replace('path = "log.csv"', f'path = "log.csv"\n{told}')


def names(made):
    return made.tables["events"].sort_values("occurred_at")["learner_id"].tolist()


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("windows-1252", "cp1252"),
        ("iso-8859-15", "iso-8859-15"),
    ],
)
def test_text_of_any_encoding_is_read_as_it_was_written(tmp_path, encoding, codec):
    made = imported(tmp_path, log_with(encoding=f'"{encoding}"'), log=ROWS.encode(codec))
    assert names(made) == NAMES


def test_text_of_another_encoding_is_refused_with_its_line_and_the_key_that_mends_it(tmp_path):
    (problem,) = problems(tmp_path, events(), log=ROWS.encode("cp1252"))
    assert "log.csv, line 2: found byte 0xeb, expected text in utf-8" in problem
    assert "encoding = …" in problem
    (wide,) = problems(tmp_path, log_with(encoding='"utf-16"'), log=ROWS[:-1].encode())
    assert "log.csv, line " in wide


def test_text_with_nul_characters_is_refused_as_what_it_probably_is(tmp_path):
    (problem,) = problems(tmp_path, events(), log=ROWS.replace("ë", "e").encode("utf-16-le"))
    assert "log.csv, line 1: found a NUL character" in problem
    assert "encoding = 'utf-16'" in problem


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_cells_may_stand_apart_by_any_sign(tmp_path, mark):
    assert (
        names(imported(tmp_path, log_with(delimiter=f'"{mark}"'.replace("\t", "\\t")), log=ROWS.replace(",", mark)))
        == NAMES
    )


def test_another_delimiter_than_said_is_told_with_the_one_that_it_looks_like(tmp_path):
    (problem,) = problems(tmp_path, events(), log=ROWS.replace(",", ";"))
    assert "log.csv, line 1: found cells apart by ';'" in problem
    assert 'write delimiter = ";"' in problem


def test_lines_above_the_header_are_passed_over_and_counted(tmp_path):
    made = imported(tmp_path, log_with(header_line=3), log="Report of July\n\n" + ROWS + ",c,2024-01-03T10:00Z\n")
    assert names(made) == NAMES
    assert aside(made) == [(6, "who", "an empty cell")]
    assert "fewer than 9 lines" in problems(tmp_path, log_with(header_line=9), log=ROWS)[0]


def test_windows_line_ends_blanks_and_empty_lines_change_nothing(tmp_path):
    assert names(imported(tmp_path, events(), log=ROWS.replace("bo", "  bo ").replace("\n", "\r\n\r\n"))) == NAMES


def test_a_cell_with_line_breaks_moves_the_lines_that_are_told(tmp_path):
    made = imported(tmp_path, events(), log=ROWS + '"x\ny",c,2024-01-03T10:00Z\n,d,2024-01-04T10:00Z\n')
    assert aside(made) == [(6, "who", "an empty cell")]
    assert len(made.tables["events"]) == 3


def test_rows_that_do_not_fit_the_header_are_set_aside_whole_and_told(tmp_path):
    made = imported(tmp_path, events(), log=ROWS + "cy,c,2024-01-03T10:00Z,extra\ndi\n")
    assert names(made) == NAMES
    assert aside(made) == [(4, "", "4 cells"), (5, "", "1 cells")]
    assert "extra" in made.aside["lms"]["row"][0]
    assert any("2 rows set aside: found 4 cells (log.csv, line 4)" in note for note in made.notes)


def test_several_files_of_one_kind_are_one_sheet_and_each_problem_names_its_own(tmp_path):
    mapping = events().replace("log.csv", "log*.csv")
    made = imported(tmp_path, mapping, log_1=ROWS, log_2="what,who,at\nc,,2024-01-03T10:00Z\nc,cy,2024-01-03T10:00Z\n")
    assert names(made) == [*NAMES, "cy"]
    assert made.aside["lms"][["file", "line"]].to_numpy().tolist() == [["log_2.csv", 2]]


def test_files_of_one_kind_with_other_columns_are_refused(tmp_path):
    mapping = events().replace("log.csv", "log*.csv")
    told = problems(tmp_path, mapping, log_1=ROWS, log_2="who,when\nx,y\n")
    assert "log_1.csv: found no column when" in told[0]
    assert "log_2.csv: found no column what, at" in told[1]


def test_a_parquet_file_is_read_by_rows(tmp_path):
    (tmp_path / "src").mkdir()
    frame = pd.DataFrame({"who": [7, None], "what": ["a", "b"], "at": pd.to_datetime(["2024-01-01T10:00Z"] * 2)})
    frame.astype({"who": "Int64"}).to_parquet(tmp_path / "src" / "log.parquet")
    made = imported(tmp_path, events().replace("log.csv", "log.parquet"))
    assert names(made) == ["7"]
    assert made.tables["events"]["occurred_at"][0] == pd.Timestamp("2024-01-01T10:00Z")
    assert aside(made) == [(2, "who", "an empty cell")]


def test_a_single_file_is_an_export_where_the_mapping_speaks_of_one(tmp_path):
    imported(tmp_path, events(), log=ROWS)
    elsewhere = tmp_path / "other name.csv"
    elsewhere.write_text(ROWS)
    assert names(import_mapped(elsewhere, tmp_path / "mapping.toml")) == NAMES
    (tmp_path / "two.toml").write_text(events() + roles())
    with pytest.raises(SourceRefused, match="name the folder"):
        import_mapped(elsewhere, tmp_path / "two.toml")


def test_every_file_that_is_not_there_is_told_with_what_is(tmp_path):
    told = problems(tmp_path, events() + roles(), lag=ROWS)
    assert len(told) == 2
    assert "found no file log.csv, expected at least one" in told[0]
    assert "did you mean lag.csv?" in told[0]
    assert "[files.more]" in told[1]


def test_an_optional_file_that_is_not_there_makes_no_rows(tmp_path):
    assert "roles" not in imported(tmp_path, events() + roles("optional = true"), log=ROWS).tables


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_file_is_refused(tmp_path, text):
    assert "expected a header" in problems(tmp_path, events(), log=text)[0]


def test_a_file_with_a_header_alone_gives_tables_without_rows(tmp_path):
    made = imported(tmp_path, events(), log="who,what,at\n")
    assert {name: len(frame) for name, frame in made.tables.items()} == {"learners": 0, "contents": 0, "events": 0}


def test_columns_named_twice_are_refused(tmp_path):
    assert "found who more than once" in problems(tmp_path, events(), log="who,what,at,who\n")[0]


def test_every_column_that_is_not_there_is_told_at_once_with_the_nearest(tmp_path):
    told = problems(tmp_path, events(columns='initiated_by = "self"'), log="whom,what,on\na,b,c\n")
    assert len(told) == 3
    assert "[[tables]] 1 (to events), columns: found no column 'who' in log.csv; write whom" in told[0]
    assert "{ value = 'self' }" in told[2]


def test_cells_that_say_nothing_are_empty_everywhere(tmp_path):
    made = imported(
        tmp_path,
        learners(above="", columns='location = "l"').replace("[files", 'empty = ["-", "NULL"]\n[files'),
        log="who,l\na,-\nb,Köln\nNULL,Bern\n",
    )
    assert made.tables["learners"]["location"].isna().tolist() == [True, False]
    assert aside(made) == [(4, "who", "an empty cell")]


def test_columns_that_nothing_reads_are_told(tmp_path):
    assert any("nothing reads mood." in note for note in imported(tmp_path, learners(), log="who,mood\na,x\n").notes)


def test_the_same_export_gives_the_same_tables(tmp_path):
    one, two = (imported(tmp_path, events(), log=ROWS) for _ in range(2))
    assert all(one.tables[name].equals(two.tables[name]) for name in one.tables)
    assert one.notes == two.notes
    turned = imported(tmp_path, events(), log="\n".join([ROWS.splitlines()[0], *ROWS.splitlines()[:0:-1]]) + "\n")
    assert turned.tables["events"].equals(one.tables["events"])


def test_the_mapping_may_begin_with_a_byte_order_mark(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "log.csv").write_text(ROWS)
    (tmp_path / "m.toml").write_text("\ufeff" + TOP + LOG + events().split(LOG)[1], encoding="utf-8")
    assert names(import_mapped(tmp_path / "src", tmp_path / "m.toml")) == NAMES
