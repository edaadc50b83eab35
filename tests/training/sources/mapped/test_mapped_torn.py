"""Files that are torn, odd or huge: every cell arrives as it stood there, or it is said why not."""

from __future__ import annotations

import io
import json
import re

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.training.sources.mapped.mapped_exports import TOP, aside, events, imported, learners, problems, roles, values

HEAD = "who,what,at\n"
DAY = "2024-01-05"


def keyed(**keys):
    """The mapping of a log, with further keys of its file."""
    told = "".join(f"{name} = {value}\n" for name, value in keys.items())
    return events().replace('path = "log.csv"', f'path = "log.csv"\n{told}')


def contents(made):
    return made.tables["events"].sort_values("learner_id")["content_id"].tolist()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(f'{HEAD}a,c,{DAY}\nb,"c,{DAY}\nd,c,{DAY}\n', 3, id="in the middle"),
        pytest.param(f'{HEAD}a,c,{DAY}\nb,c,"{DAY}\nd,c,{DAY}\n', 3, id="in the last column"),
        pytest.param(f'{HEAD}a,c,{DAY}\n"b,c,{DAY}', 3, id="in the last row, without a line end"),
        pytest.param(f'{HEAD}a,"c\nd",{DAY}\nb,c""",{DAY}\nc,"""c,{DAY}\n', 5, id="behind quotes that are closed"),
    ],
)
def test_a_quotation_mark_that_is_never_closed_is_told_with_the_line_on_which_its_row_begins(tmp_path, text, line):
    (problem,) = problems(tmp_path, events(), log=text)
    assert f"log.csv, line {line}: found a quotation mark that is never closed" in problem


def test_an_open_quotation_mark_is_told_in_a_file_of_one_column_and_below_a_title_too(tmp_path):
    assert "line 3: found a quot" in problems(tmp_path, learners(), log='who\na\n"b\nc\n')[0]
    above = keyed(header_line=3)
    assert "line 5: found a quot" in problems(tmp_path, above, log=f'A\n"\n{HEAD}a,c,{DAY}\nb,"c,{DAY}\n')[0]
    assert "correct delimiter, or the quotation marks" in problems(tmp_path, events(), log='"who,what,at\na,c,x\n')[0]


def test_quoted_cells_keep_what_they_hold_to_the_last_byte_of_the_file(tmp_path):
    made = imported(tmp_path, events(), log=f'{HEAD}a,"x, ""y""\r\n; z",{DAY}\r\nb,5" disk,{DAY}\n"c","p\nq","{DAY}"')
    assert contents(made) == ['x, "y"\r\n; z', '5" disk', "p\nq"]


def test_a_last_row_alone_in_its_column_is_not_taken_for_the_end(tmp_path):
    made = imported(tmp_path, learners(), log="who\na\n\nb")
    assert made.tables["learners"]["learner_id"].tolist() == ["a", "b"]


def test_lines_are_counted_right_below_a_torn_row_and_cells_with_line_breaks(tmp_path):
    log = f'{HEAD}a,"x\ny\nz",{DAY}\nb,c\n\n"torn\ncell",c\nd,c,soon\ne,c,{DAY}\nf,c,{DAY}\n'
    assert aside(imported(tmp_path, events(), log=log)) == [(5, "", "2 cells"), (7, "", "2 cells"), (9, "at", "soon")]


def test_zeros_stay_in_the_thousandth_column_and_beyond(tmp_path):
    many = [f"x{number}" for number in range(1_200)]
    head, row = ",".join(["who", *many, "2024"]), ",".join(["a", *[""] * 1_200, "0099"])
    made = imported(tmp_path, learners(columns='location = "2024"'), log=f"{head}\n{row}\n")
    assert made.tables["learners"]["location"].tolist() == ["0099"]


def test_line_ends_of_old_computers_are_counted_above_the_header_too(tmp_path):
    made = imported(tmp_path, keyed(header_line=2), log=f"Report\n{HEAD}a,c,{DAY}\n,d,{DAY}\n".replace("\n", "\r"))
    assert contents(made) == ["c"]
    assert aside(made) == [(4, "who", "an empty cell")]


def test_titles_that_differ_by_blanks_are_the_same_and_by_capitals_are_not(tmp_path):
    assert "found who more than once" in problems(tmp_path, events(), log="who,what,at, who \n")[0]
    made = imported(tmp_path, events(), log=f"who,Who,what,at\na,z,c,{DAY}\n")
    assert made.tables["events"]["learner_id"].tolist() == ["a"]


def test_each_of_several_files_may_begin_with_a_byte_order_mark(tmp_path):
    mapping = events().replace("log.csv", "log*.csv")
    one, two = (f"\ufeff{HEAD}{who},c,{DAY}\n" for who in "ab")
    assert len(imported(tmp_path, mapping, log1=one, log2=two).tables["events"]) == 2


def test_files_of_one_kind_may_be_text_and_parquet_but_not_apart_by_other_signs(tmp_path):
    mapping = events().replace("log.csv", "log*")
    frame = pd.DataFrame({"who": ["b"], "what": ["d"], "at": [DAY]})
    made = imported(tmp_path, mapping, log1=f"{HEAD}a,c,{DAY}\n", log2__parquet=frame.to_parquet())
    assert contents(made) == ["c", "d"]
    (problem,) = problems(tmp_path, mapping, log3=f"{HEAD}a,c,{DAY}\n".replace(",", ";"))
    assert "log3.csv, line 1: found cells apart by ';'" in problem


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_the_delimiter_that_is_proposed_can_be_copied_into_the_mapping(tmp_path, mark):
    log = f"{HEAD}a,c,{DAY}\n".replace(",", mark)
    mend = re.search(r'write (delimiter = ".*")', problems(tmp_path, events(), log=log)[0])
    assert contents(imported(tmp_path, keyed().replace('.csv"\n', f'.csv"\n{mend[1]}\n', 1), log=log)) == ["c"]


def parquet(table):
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


def test_no_number_in_a_parquet_file_is_nobody_and_nothing(tmp_path):
    table = pa.table({"who": [1.0, float("nan"), None], "what": ["c"] * 3, "at": [DAY] * 3})
    mapping = f"set_aside_at_most = 1\n{events()}".replace("log.csv", "log.parquet")
    made = imported(tmp_path, mapping, log__parquet=parquet(table))
    assert made.tables["events"]["learner_id"].tolist() == ["1"]
    assert aside(made) == [(2, "who", "an empty cell"), (3, "who", "an empty cell")]


@pytest.mark.parametrize(
    "column", [pa.array([[1]]), pa.array([b"\xff"]), pa.array([{"a": 1}])], ids=["list", "bytes", "struct"]
)
def test_a_parquet_file_with_cells_that_are_no_text_is_refused_by_name(tmp_path, column):
    table = pa.table({"who": ["a"], "what": ["c"], "at": [DAY], "odd": column})
    mapping = events().replace("log.csv", "log.parquet")
    assert "log.parquet: it cannot be read" in problems(tmp_path, mapping, log__parquet=parquet(table))[0]
    assert "log.parquet: it cannot be read" in problems(tmp_path, mapping, log__parquet=b"PAR1, or so it says")[0]


@pytest.mark.parametrize("pattern", ["**log.csv", ".", "./", "a/**b/log.csv"])
def test_a_pattern_that_fits_no_file_at_all_is_told_with_the_mapping(tmp_path, pattern):
    told = problems(tmp_path, f"colour = 1\n{events()}".replace('"log.csv"', f'"{pattern}"'), log=HEAD)
    assert any(f"path: found '{pattern}', expected a pattern" in problem for problem in told)
    assert any("no key 'colour'" in problem for problem in told)


def test_files_in_folders_below_are_found_and_named_by_their_folders_where_their_names_are_alike(tmp_path):
    for month, row in (("01", f"a,c,{DAY}"), ("02", ",c,2024-02-05")):
        (tmp_path / "src" / "2024" / month).mkdir(parents=True)
        (tmp_path / "src" / "2024" / month / "log.csv").write_text(f"{HEAD}{row}\n")
    made = imported(tmp_path, events().replace('"log.csv"', '"**/log.csv"'))
    assert contents(made) == ["c"]
    assert made.aside["lms"][["file", "line"]].to_numpy().tolist() == [["02/log.csv", 2]]
    (tmp_path / "src" / "2024" / "01" / "log.csv").write_text("who,what\na,c\n")
    told = problems(tmp_path, events().replace('"log.csv"', '"**/log.csv"'))
    assert "[files.log]: 01/log.csv: found no column at" in told[0]


def test_a_file_that_is_not_there_and_columns_that_are_not_are_told_together(tmp_path):
    more = roles().replace("more", "third") + roles("delimiter = ';'")
    told = problems(tmp_path, events() + more, log="whom,what,at\n", more="a,b\n")
    assert [next(word for word in ("third", "delimiter", "'who'") if word in problem) for problem in told] == [
        "third",
        "delimiter",
        "'who'",
    ]


def test_a_file_of_which_most_rows_are_torn_is_no_file_for_this_mapping(tmp_path):
    whole, torn = f"a,c,{DAY}\n", "b,c\n"
    told = problems(tmp_path, events(), log=HEAD + whole + torn * 3)
    assert "found 3 of 4 rows set aside, expected 50% at most (set_aside_at_most)" in told[0]
    assert told[0].startswith("log.csv, line 3; log.csv, line 4; log.csv, line 5: ")
    assert "[files.log]: 3 rows set aside: found 2 cells (log.csv, line 3)" in told[1]
    allowed = imported(tmp_path, f"set_aside_at_most = 0.75\n{events()}", log=HEAD + whole + torn * 3)
    assert len(allowed.aside["lms"]) == 3
    assert "2 of 3 rows" in problems(tmp_path, events(), log=f"{HEAD}{whole}{torn}d,c,soon\n")[0]


@pytest.mark.parametrize(("most", "refused"), [("0.25", False), ("0.24", True), ("0", True)])
def test_as_many_rows_may_be_set_aside_as_is_said_and_not_one_more(tmp_path, most, refused):
    mapping = f"set_aside_at_most = {most}\n{events()}"
    log = HEAD + "".join(f"{who},c,{DAY}\n" for who in "abc") + "d,c,soon\n"
    if refused:
        assert "1 of 4 rows set aside" in problems(tmp_path, mapping, log=log)[0]
    else:
        assert len(imported(tmp_path, mapping, log=log).tables["events"]) == 3


def test_a_cell_of_20_megabytes_is_kept_whole_wherever_it_goes(tmp_path):
    huge = "é" * 10_000_000
    mapping = learners(columns='display_name = "n"\nweekly_minutes = "m"')
    made = imported(tmp_path, mapping, log=f"who,n,m\na,{huge},1\nb,,{huge[:99_999]}\n")
    assert made.tables["learners"]["display_name"].tolist() == [huge]
    (row,) = made.aside["lms"].to_dict("records")
    assert json.loads(row["row"])["m"] == huge[:99_999]
    assert max(map(len, made.notes)) < 400


def test_prose_loses_its_tags_and_not_what_it_says_of_less_and_more():
    told = {"kind": "text", "tags": "drop"}
    cells = ["5 < 7 and 9 > 8", "<p class='x'>a<br/>b</p><!-- c -->", "if x<3 <b>stop</b>", "<DIV>a</DIV >", "a <> b"]
    assert values(cells, "contents.description", **told) == [
        "5 < 7 and 9 > 8", "a b", "if x<3 stop", "a", "a <> b",
    ]  # fmt: skip


@pytest.mark.parametrize("cells", ["a,\nb,", "a,\nb, ; ;", "a,;\nb,;;"])
def test_a_list_of_ids_that_is_empty_in_every_row_makes_no_row(tmp_path, cells):
    mapping = f"""{TOP}[files.log]
path = "log.csv"
[[tables]]
to = "skills"
from = "log"
columns = {{ skill_id = {{ from = "what", split = ";" }}, name = {{ from = "what", split = ";" }} }}
"""
    made = imported(tmp_path, mapping, log=f"who,what\n{cells}\n")
    assert made.tables["skills"].empty
    assert any("2 rows with nothing to split left out" in note for note in made.notes)
