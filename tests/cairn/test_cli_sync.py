from __future__ import annotations

import pytest

from recommender.tables import write
from tests.cairn.cairn_house import cairn, frames, tables_in
from tests.cairn.cairn_print import words


@pytest.fixture
def stocked(empty_home):
    cairn("load", tables_in(empty_home / "in"))
    return empty_home


def only(folder, **tables):
    """A folder of some tables and no others."""
    write(tables, folder)
    return folder


def fewer(table, number=1):
    return frames()[table].iloc[number:]


def test_a_snapshot_tells_what_is_new_changed_the_same_and_ended(stocked):
    folder = only(
        stocked / "hr", role_skills=fewer("role_skills"), units=frames()["units"].assign(name=["Desk", "Office"])
    )
    said = cairn("sync", folder, "--snapshot", "--allow-loss", "40")
    assert (said.code, "up to date" in said.out) == (0, True)
    assert "table new changed the same ended" in words(said.out)
    assert "units 0 1 1 0" in words(said.out)
    assert "role_skills 0 0 2 1" in words(said.out)
    again = cairn("sync", folder, "--snapshot")
    assert "units 0 0 2 0" in words(again.out)
    assert "role_skills 0 0 2 0" in words(again.out)


def test_what_would_lose_too_much_is_refused_with_counts(stocked):
    folder = only(stocked / "hr", contents=fewer("contents"), role_skills=fewer("role_skills"))
    said = cairn("sync", folder, "--snapshot")
    assert said.code == 1
    assert "nothing was written" in words(said.err)
    assert "contents: 1 of 6 rows would vanish (16.7 %), allowed are 5 %" in words(said.err)
    assert "role_skills: 1 of 3 rows" in words(said.err)


def test_a_dry_run_tells_and_writes_nothing(stocked):
    folder = only(stocked / "hr", contents=fewer("contents"))
    said = cairn("sync", folder, "--snapshot", "--dry-run")
    assert (said.code, "nothing was written" in words(said.out)) == (1, True)
    assert "contents 0 0 5 1" in words(said.out)
    assert "refused: contents: 1 of 6 rows" in words(said.out)
    first = cairn("sync", folder, "--snapshot", "--dry-run", "--allow-loss", "100")
    assert (first.code, "refused" in first.out) == (0, False)
    assert cairn("sync", folder, "--snapshot", "--dry-run", "--allow-loss", "100").out == first.out


def test_without_a_snapshot_nothing_ends_and_a_loss_makes_no_sense(stocked):
    folder = only(stocked / "hr", contents=fewer("contents"))
    assert "contents 0 0 5 0" in words(cairn("sync", folder).out)
    said = cairn("sync", folder, "--allow-loss", "10")
    assert (said.code, "without --snapshot" in words(said.err)) == (2, True)


def test_errors_are_told_with_file_and_line_and_nothing_is_written(stocked):
    folder = only(stocked / "hr", units=frames()["units"])
    (folder / "roles.csv").write_text("role_id,name\nagent,Agent\nagent,Other\n")
    said = cairn("sync", folder, "--snapshot")
    assert said.code == 1
    assert "roles.csv" in said.out
    assert "cannot be used" in said.out


def test_what_stays_because_others_name_it_is_told(stocked):
    said = cairn("sync", only(stocked / "hr", units=fewer("units")), "--snapshot")
    assert said.code == 0
    assert "units: 1 row left out, but others name what stands there: kept" in words(said.out)


def test_a_table_of_which_rows_were_set_aside_is_told(stocked):
    folder = only(stocked / "hr", units=frames()["units"])
    (folder / "goals.csv").write_text("learner_id,skill_id,level\nada,talk,.5\nada,,.5\n")
    said = cairn("sync", folder, "--snapshot")
    assert "goals: rows were set aside, so nothing ended there" in words(said.out)
    assert "goals 1 0 0 0" in words(said.out)


def test_what_is_no_folder_is_refused(empty_home):
    said = cairn("sync", empty_home / "nowhere")
    assert (said.code, "cannot be read as a folder" in words(said.err)) == (1, True)


@pytest.mark.parametrize("name", [None, "notes.txt", "Learners.CSV", "learners.csv.part"])
def test_a_folder_without_tables_is_no_success_since_the_export_was_not_written(stocked, name):
    folder = stocked / "hr"
    folder.mkdir()
    if name is not None:
        (folder / name).write_text("learner_id\nada\n")
    for options in ((), ("--snapshot",), ("--snapshot", "--dry-run", "--allow-loss", "100")):
        said = cairn("sync", folder, *options)
        assert (said.code, "holds no tables" in words(said.err)) == (1, True)
        assert "up to date" not in said.out


@pytest.mark.parametrize("share", ["nan", "inf", "101", "-1", "five"])
def test_what_may_vanish_is_a_share_from_none_to_all(stocked, share):
    folder = only(stocked / "hr", contents=fewer("contents"))
    assert cairn("sync", folder, "--snapshot", "--allow-loss", share).code == 2
    assert "contents 0 0 6 0" in words(cairn("sync", only(stocked / "all", contents=frames()["contents"])).out)


def test_an_empty_store_takes_a_folder_whole(empty_home):
    said = cairn("sync", tables_in(empty_home / "in"), "--snapshot")
    assert "contents 6 0 0 0" in words(said.out)
    assert "events 3 0 0 0" in words(said.out)
