from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.cairn.cairn_house import cairn, frames, tables_in
from tests.cairn.cairn_print import words

RULES = {
    "requirements": {
        "requirement_id": ["fire", "safe"],
        "name": ["Fire drill", "Safety"],
        "due_days": ["30", "60"],
        "valid_days": ["365", ""],
        "renew_from_days": ["60", ""],
    },
    "requirement_contents": {
        "requirement_id": ["fire", "safe", "safe"],
        "content_id": ["calls-1", "faults-1", "faults-2"],
        "option_group": ["", "any", "any"],
    },
    "requirement_audiences": {"requirement_id": ["fire", "safe"], "kind": ["role", "unit"], "value": ["agent", "desk"]},
    "learners": {"learner_id": ["ada", "bob", "eve"], "hired_on": ["2024-01-01", "", ""]},
}


@pytest.fixture
def folder(empty_home):
    return tables_in(empty_home / "in", **{name: pd.DataFrame(rows) for name, rows in RULES.items()})


def asked(folder, learner, day):
    said = cairn("duties", learner, "--tables", folder, "--as-of", day)
    assert said.code == 0, said.err
    return words(said.out)


def test_what_is_open_is_told_first_with_its_day_and_what_would_do(folder):
    told = asked(folder, "ada", "2026-03-02")
    assert "On 2026-03-02 1 duty of ada is open, 1 met." in told
    assert told.index("Safety requires it.") < told.index("Fire drill requires it.")
    assert "overdue since" in told
    assert "2024-03-01" in told
    assert "Faults, part 1 (faults-1)" in told
    assert "or 1 other of its" in told
    assert "counts until 2027-01-10" in told


def test_the_day_decides_what_is_to_be_renewed_and_what_ran_out(folder):
    assert "1 duty of ada is open" in asked(folder, "ada", "2026-11-10")
    told = asked(folder, "ada", "2026-11-11")
    assert "2 duties of ada are open, 0 met." in told
    assert "due on 2027-01-10" in told
    assert "2027-01-10, to be renewed" in told
    late = asked(folder, "ada", "2027-02-01")
    assert "overdue since 2027-01-10" in late
    assert "stopped to count on 2027-01-10" in late


def test_as_json_every_claim_stands_with_its_days(folder):
    said = cairn("duties", "ada", "--tables", folder, "--as-of", "2026-03-02", "--json")
    body = json.loads(said.out)
    assert (body["learner_id"], body["as_of"]) == ("ada", "2026-03-02T00:00:00Z")
    fire, safe = body["claims"]
    assert (fire["is_open"], fire["finished_on"], fire["counts_until"]) == (False, "2026-01-10", "2027-01-10")
    assert (safe["is_open"], safe["due_on"], safe["content_id"]) == (True, "2024-03-01", "faults-1")


def test_without_a_day_it_is_the_latest_that_the_tables_know_of(folder):
    said = cairn("duties", "ada", "--tables", folder)
    assert "As of 2026-02-20T09:00:00Z" in words(said.err)
    assert "On 2026-02-20 1 duty" in words(said.out)


def test_of_whom_nothing_is_required_is_said_so_and_who_is_unknown_too(folder):
    assert "Nothing is required of eve on 2026-03-02" in asked(folder, "eve", "2026-03-02")
    said = cairn("duties", "adah", "--tables", folder)
    assert (said.code, "close to it: ada" in words(said.err)) == (1, True)
    assert "--as-of is not a moment" in words(cairn("duties", "ada", "--as-of", "soon", "--tables", folder).err)


def test_what_nothing_on_offer_meets_is_told(empty_home):
    rows = {name: pd.DataFrame(rows) for name, rows in RULES.items()}
    retired = frames()["contents"].assign(status=["active"] * 2 + ["retired"] * 2 + ["active"] * 2)
    folder = tables_in(empty_home / "in", **rows | {"contents": retired})
    assert "nothing on offer meets it" in asked(folder, "ada", "2026-03-02")
