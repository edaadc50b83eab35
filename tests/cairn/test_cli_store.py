from __future__ import annotations

import json

import pandas as pd

from recommender.tables import checked
from tests.cairn.cairn_house import cairn, frames, tables_in
from tests.cairn.cairn_print import words
from tests.naming import names


def test_tables_go_into_the_store_and_come_out_the_same(empty_home):
    loaded = cairn("load", tables_in(empty_home / "in"))
    assert loaded.code == 0
    assert "is in the store. Written:" in words(loaded.out)
    assert "events 3" in words(loaded.out)
    assert (empty_home / "data" / "cairn.db").is_file()
    said = cairn("export", empty_home / "out")
    manifest = json.loads((empty_home / "out" / "manifest.json").read_text())
    assert said.code == 0
    assert "learners by their ids" in words(said.out)
    assert manifest["fingerprint"] == checked(empty_home / "out").fingerprint == checked(empty_home / "in").fingerprint
    assert manifest["rows"]["contents"] == 6


def test_loading_again_writes_nothing(empty_home):
    folder = tables_in(empty_home / "in")
    cairn("load", folder)
    assert "nothing was written" in words(cairn("load", folder).out)


def test_errors_are_told_as_by_check_and_nothing_is_loaded(empty_home):
    folder = tables_in(empty_home / "in", learners=pd.DataFrame({"learner_id": ["ada"], "weekly_minutes": ["-1"]}))
    said = cairn("load", folder)
    assert (said.code, said.out) == (1, cairn("check", folder).out)
    assert cairn("export", empty_home / "out").code == 1


def test_rows_that_are_set_aside_are_told_and_the_others_loaded(empty_home):
    goals = pd.DataFrame({"learner_id": ["ada", "ada"], "skill_id": ["talk", "juggling"], "level": ["0.9", "0.9"]})
    said = cairn("load", tables_in(empty_home / "in", goals=goals))
    assert said.code == 0
    assert "0 errors, 1 row set aside, 0 warnings" in words(said.out)
    assert "goals 1" in words(said.out)


def test_another_organisation_is_refused(empty_home):
    cairn("load", tables_in(empty_home / "in"))
    names = [f"other-{n}" for n in range(6)]
    none = {name: None for name in frames() if name not in ("learners", "contents", "events")}
    other = {"contents": pd.DataFrame({"content_id": names, "title": names}), "events": frames()["events"].head(0)}
    said = cairn("load", tables_in(empty_home / "other", **none, **other))
    assert said.code == 1
    assert "another organisation" in said.err


def test_an_export_names_nobody_if_asked(empty_home):
    cairn("load", tables_in(empty_home / "in"))
    said = cairn("export", empty_home / "out", "--pseudonymous", "--format", "csv")
    assert "learners by their pseudonyms" in words(said.out)
    assert not names("ada", (empty_home / "out" / "events.csv").read_text())


def test_an_export_as_of_a_moment_before_the_first_load_is_refused(empty_home):
    cairn("load", tables_in(empty_home / "in"))
    assert "nothing to export" in cairn("export", empty_home / "out", "--as-of", "2020-01-01").err
    assert "--as-of is not a moment" in cairn("export", empty_home / "out", "--as-of", "then").err
    assert "--as-of lies in the future" in cairn("export", empty_home / "out", "--as-of", "2190-01-01").err
    assert not (empty_home / "out").exists()


def test_an_earlier_export_is_replaced_and_other_tables_are_not(empty_home):
    folder = tables_in(empty_home / "in")
    cairn("load", folder)
    refused = cairn("export", folder)
    assert (refused.code, "was not exported" in refused.err) == (1, True)
    cairn("export", empty_home / "out")
    assert cairn("export", empty_home / "out", "--format", "csv").code == 0
    assert not list((empty_home / "out").glob("*.parquet"))
    assert checked(empty_home / "out").fingerprint == checked(folder).fingerprint


def test_an_export_does_not_scatter_among_other_files(empty_home):
    cairn("load", tables_in(empty_home / "in"))
    (empty_home / "out").mkdir()
    (empty_home / "out" / "thesis.doc").write_text("")
    assert "holds other files" in cairn("export", empty_home / "out").err
