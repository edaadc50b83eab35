from __future__ import annotations

import json

import pandas as pd
import pytest

from recommender.tables import read
from tests.cairn.cairn_house import cairn, frames, tables_in
from tests.cairn.cairn_print import words


def enrolments(path, **columns):
    plain = {
        "learner_id": ["ada", "bob"],
        "content_id": ["c1", "c2"],
        "occurred_at": ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"],
        "title": ["One", "Two"],
    }
    pd.DataFrame(plain | columns).to_csv(path, index=False)
    return path


def test_good_tables_pass_and_say_what_they_can_answer(tmp_path):
    said = cairn("check", tables_in(tmp_path))
    assert said.code == 0
    assert "These tables can be used: 0 errors, 0 rows set aside, 0 warnings." in words(said.out)
    assert "career no paths to the role aimed at learners.target_role_id" in words(said.out)
    assert "learners 3 –" in words(said.out)


def test_what_is_missing_for_an_answer_is_named(tmp_path):
    said = cairn(
        "check", tables_in(tmp_path, skills=None, role_skills=None, content_skills=None, behaviour_skills=None)
    )
    assert "role no paths to the role held skills, content_skills" in words(said.out)


def test_an_error_is_shown_with_its_place_and_exits_1(tmp_path):
    said = cairn("check", tables_in(tmp_path, learners=pd.DataFrame({"learner_id": ["ada"], "weekly_minutes": ["-1"]})))
    [problem] = read(tmp_path).report.errors
    assert said.code == 1
    assert "These tables cannot be used: 1 error," in words(said.out)
    assert "learners.csv" in said.out
    assert "line 2" in said.out
    assert problem.found in said.out
    assert "to mend it: correct it" in words(said.out)
    assert "Once the errors are mended, these tables can answer" in words(said.out)


def test_warnings_alone_do_not_fail(tmp_path):
    tables_in(tmp_path)
    (tmp_path / "lerners.csv").write_text("learner_id\nada\n")
    said = cairn("check", tmp_path)
    assert said.code == 0
    assert "1 warning" in words(said.out)
    assert "lerners.csv" in said.out


def test_rows_that_were_set_aside_are_counted(tmp_path):
    goals = pd.DataFrame({"learner_id": ["ada", "ada"], "skill_id": ["talk", "juggling"], "level": ["0.9", "0.9"]})
    said = cairn("check", tables_in(tmp_path, goals=goals))
    assert said.code == 0
    assert "goals 1 1" in words(said.out)
    assert "0 errors, 1 row set aside, 0 warnings" in words(said.out)


def test_problems_beyond_the_listed_ones_are_counted(tmp_path):
    many = pd.DataFrame({"learner_id": [f"l{n:03d}" for n in range(50)], "weekly_minutes": ["many"] * 50})
    events = frames()["events"].assign(learner_id="l000")
    out = words(cairn("check", tables_in(tmp_path, learners=many, employments=None, events=events)).out)
    assert "learners.weekly_minutes: unreadable optional, 50 times in all, 20 listed." in out.replace(
        "listed", "listed."
    )


def test_tables_without_rows_can_be_checked(tmp_path):
    for name in ("learners", "contents", "events"):
        frames()[name].head(0).to_csv(tmp_path / f"{name}.csv", index=False)
    said = cairn("check", tmp_path)
    assert said.code == 0
    assert "popular no" in words(said.out)


@pytest.mark.parametrize("command", [["check"], ["train"], ["load"]])
def test_a_folder_that_is_not_there_is_named_without_a_traceback(command, tmp_path, empty_home):
    said = cairn(*command, tmp_path / "nowhere")
    assert said.code == 1
    assert said.out == ""
    assert "nowhere" in said.err
    assert "Traceback" not in said.err


def test_a_made_up_organisation_has_tables_without_errors_and_its_truth_beside_them(tmp_path):
    said = cairn("make-demo", tmp_path / "org", "--learners", 200, "--seed", 3)
    assert said.code == 0
    assert "learners 200" in words(said.out)
    assert cairn("check", tmp_path / "org").code == 0
    note = json.loads((tmp_path / "org/truth/made.json").read_text())
    assert note == {"format": "csv", "learners": 200, "seed": 3, "world": "friendly"}
    assert (tmp_path / "org/truth/levels.csv").is_file()


@pytest.mark.parametrize("other", [("--seed", 8), ("--world", "hostile"), ("--format", "parquet")])
def test_another_organisation_that_was_made_up_is_not_overwritten_unasked(other, tmp_path):
    assert cairn("make-demo", tmp_path, "--learners", 200).code == 0
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.*")}
    said = cairn("make-demo", tmp_path, "--learners", 200, *other)
    assert said.code == 1
    assert "it holds an organisation of 200 learners (friendly world, seed 7, csv)" in words(said.err)
    assert "name an empty folder, or add --replace" in words(said.err)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.*")} == before


def test_the_same_organisation_is_made_again_and_an_interrupted_one_made_whole(tmp_path):
    assert cairn("make-demo", tmp_path, "--learners", 200).code == 0
    (tmp_path / "events.csv").unlink()
    assert cairn("make-demo", tmp_path, "--learners", 200).code == 0
    (tmp_path / "truth" / "made.json").unlink()
    assert cairn("make-demo", tmp_path, "--learners", 210).code == 0
    assert len(read(tmp_path).tables["learners"]) == 210


def test_a_made_up_organisation_replaces_an_earlier_one_whatever_its_format(tmp_path):
    assert cairn("make-demo", tmp_path, "--learners", 200).code == 0
    assert cairn("make-demo", tmp_path, "--learners", 210, "--format", "parquet", "--replace").code == 0
    assert not list(tmp_path.glob("*.csv"))
    assert len(read(tmp_path).tables["learners"]) == 210


def test_no_truth_of_an_earlier_organisation_stays_behind(tmp_path):
    assert cairn("make-demo", tmp_path, "--learners", 200, "--world", "hostile").code == 0
    assert cairn("make-demo", tmp_path, "--learners", 200, "--format", "parquet", "--replace").code == 0
    assert json.loads((tmp_path / "truth/made.json").read_text())["world"] == "friendly"
    assert not list((tmp_path / "truth").glob("*.csv"))


def test_an_organisation_of_another_world_is_told_as_such_and_clean(tmp_path):
    said = cairn("make-demo", tmp_path / "org", "--learners", 200, "--world", "misspecified")
    assert "(misspecified world, seed 7)" in words(said.out)
    assert cairn("check", tmp_path / "org").code == 0
    assert cairn("make-demo", tmp_path / "org", "--world", "sunny").code == 2


def test_tables_that_were_not_made_up_are_never_overwritten(tmp_path):
    before = (tables_in(tmp_path) / "learners.csv").read_bytes()
    said = cairn("make-demo", tmp_path, "--learners", 200)
    assert said.code == 1
    assert "is not overwritten" in words(said.err)
    assert (tmp_path / "learners.csv").read_bytes() == before


def test_too_few_learners_are_refused_in_words(tmp_path):
    said = cairn("make-demo", tmp_path / "org", "--learners", 3)
    assert said.code == 1
    assert "found 3" in said.err


@pytest.mark.parametrize("command", ["make-demo", "import"])
def test_a_place_that_cannot_be_written_is_named(command, tmp_path):
    (tmp_path / "file").write_text("in the way")
    export = enrolments(tmp_path / "export.csv")
    arguments = [tmp_path / "file"] if command == "make-demo" else ["enrolments", export, tmp_path / "file" / "deeper"]
    said = cairn(command, *arguments)
    assert said.code == 1
    assert "cannot be written" in words(said.err)
    assert "Traceback" not in said.err
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_export_becomes_tables_with_notes_and_counts(form, tmp_path):
    said = cairn("import", "enrolments", enrolments(tmp_path / "export.csv"), tmp_path / "out", "--format", form)
    assert said.code == 0
    assert "2 rows gave 2 events." in words(said.out)
    assert "events 2" in words(said.out)
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        f"{name}.{form}" for name in ("contents", "events", "learners")
    ]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_second_export_completes_the_tables_and_changes_nothing_that_was_said(form, tmp_path):
    first = enrolments(tmp_path / "first.csv")
    second = enrolments(
        tmp_path / "second.csv",
        occurred_at=["2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z"],
        content_id=["c1", "c3"],
        title=["Another one", "Three"],
        minutes=["30", "40"],
    )
    cairn("import", "enrolments", first, tmp_path / "out", "--format", form)
    said = cairn("import", "enrolments", second, tmp_path / "out", "--format", form)
    contents = read(tmp_path / "out").tables["contents"].set_index("content_id")
    assert contents["title"].to_dict() == {"c1": "One", "c2": "Two", "c3": "Three"}
    assert contents.loc["c1", "minutes"] == 30.0
    assert len(read(tmp_path / "out").tables["events"]) == 4
    assert "contents.title: 1 cell of 1 shared row differ" in words(said.out)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_importing_the_same_export_twice_changes_no_byte(form, tmp_path):
    export, out = enrolments(tmp_path / "export.csv"), tmp_path / "out"
    cairn("import", "enrolments", export, out, "--format", form)
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    cairn("import", "enrolments", export, out, "--format", form)
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_a_default_of_the_schema_does_not_count_as_said_when_tables_are_completed(tmp_path):
    export, out = enrolments(tmp_path / "export.csv"), tmp_path / "out"
    cairn("import", "enrolments", export, out, "--format", "csv")
    cairn("import", "enrolments", export, out, "--format", "csv")
    assert "modality" not in (out / "contents.csv").read_text()


@pytest.mark.parametrize("command", ["make-demo", "import"])
def test_tables_are_not_scattered_among_other_files(command, tmp_path):
    export, out = enrolments(tmp_path / "export.csv"), tmp_path / "docs"
    out.mkdir()
    (out / "letter.txt").write_text("Dear Ada")
    said = cairn(command, *([out] if command == "make-demo" else ["enrolments", export, out]))
    assert said.code == 1
    assert "holds other files, such as letter.txt; name an empty or new folder" in words(said.err)
    assert [path.name for path in out.iterdir()] == ["letter.txt"]


def test_tables_of_another_format_are_not_mixed(tmp_path):
    export, out = enrolments(tmp_path / "export.csv"), tmp_path / "out"
    cairn("import", "enrolments", export, out, "--format", "csv")
    said = cairn("import", "enrolments", export, out, "--format", "parquet")
    assert said.code == 1
    assert "events.csv: import with --format csv" in words(said.err)
    assert not list(out.glob("*.parquet"))


def test_tables_with_rows_that_cannot_be_kept_are_not_touched(tmp_path):
    out = tables_in(tmp_path / "out", events=frames()["events"].assign(occurred_at="yesterday"))
    before = (out / "events.csv").read_bytes()
    said = cairn("import", "enrolments", enrolments(tmp_path / "export.csv"), out, "--format", "csv")
    assert said.code == 1
    assert "mend them first" in words(said.err)
    assert "line 2" in said.err
    assert (out / "events.csv").read_bytes() == before


def test_an_export_that_is_not_there_is_named(tmp_path):
    said = cairn("import", "enrolments", tmp_path / "nowhere.csv", tmp_path / "out")
    assert said.code == 1
    assert "nowhere.csv" in said.err
    assert not (tmp_path / "out").exists()


def test_every_problem_of_an_export_is_told(tmp_path):
    export = enrolments(tmp_path / "export.csv", occurred_at=["yesterday", "2026-01-02T00:00:00"])
    said = cairn("import", "enrolments", export, tmp_path / "out")
    assert said.code == 1
    assert said.err.count("•") >= 2


def test_an_unknown_source_is_a_command_not_understood(tmp_path):
    assert cairn("import", "carrier-pigeons", tmp_path, tmp_path).code == 2


def test_a_seed_below_zero_is_refused_in_words(tmp_path):
    said = cairn("make-demo", tmp_path / "org", "--learners", 200, "--seed", -1)
    assert said.code == 1
    assert "seed: found -1" in said.err
