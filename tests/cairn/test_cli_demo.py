"""The whole tour with a real tracker, walked once; training again on the same tables; and the alias afterwards."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

import pytest

from recommender.bundle import Shelf
from tests.cairn.cairn_print import words


def walked(home, *arguments):
    command = [sys.executable, "-m", "cairn", *arguments]
    environment = os.environ | {"CAIRN_HOME": str(home)}
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=home, timeout=600)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A home after `cairn demo --once`, and what was said."""
    home = tmp_path_factory.mktemp("tour")
    return home, walked(home, "demo", "--once", "--learners", "200", "--port", "8123")


@pytest.fixture(scope="module")
def again(demo):
    """What was said when the same tables were trained on a second time."""
    home, _ = demo
    made = (home / "data" / "demo" / "events.csv").stat().st_mtime_ns
    said = walked(home, "train", "data/demo")
    assert (home / "data" / "demo" / "events.csv").stat().st_mtime_ns == made
    return said


def test_the_tour_ends_well_and_leaves_a_champion(demo):
    home, said = demo
    assert said.returncode == 0, said.stderr
    assert Shelf(home / "models").champion() in said.stdout


def test_the_tour_shows_the_verdict_a_recommendation_and_a_path_with_its_certificate(demo):
    out = words(demo[1].stdout)
    assert "Verdict:" in out
    recommended = re.search(r"Recommendation for (\S+)", out)
    planned = re.search(r"Learning path for (\S+)", out)
    assert recommended is not None
    assert planned is not None
    assert recommended[1] == planned[1]
    assert "This plan closes" in out
    assert "Which outcomes this serves" in out


def test_the_tour_prints_two_calls_to_paste_each_on_one_line(demo):
    calls = [line for line in demo[1].stdout.splitlines() if line.startswith("curl ")]
    assert [shlex.split(call)[2] for call in calls] == [
        "http://127.0.0.1:8123/v1/recommendations",
        "http://127.0.0.1:8123/v1/paths",
    ]


def test_the_tour_tells_what_it_does_in_plain_lines_where_nobody_watches(demo):
    assert "Making up an organisation of 200 learners" in demo[1].stderr
    assert "These tables can be used: 0 errors" in words(demo[1].stderr)
    assert "\x1b" not in demo[1].stdout + demo[1].stderr


def test_training_again_on_the_same_tables_changes_nothing(demo, again):
    assert again.returncode == 0, again.stderr
    assert "the very same bundle came out" in words(again.stdout)
    assert len(Shelf(demo[0] / "models").versions()) == 1


def test_training_prints_figures_beside_the_floor(again):
    row = re.search(r"NDCG@10 of what was chosen next ↑ +(\S+) +(\S+)", again.stdout)
    assert row is not None
    assert float(row[1]) >= float(row[2])


def test_promoting_moves_the_alias_of_the_tracker(demo):
    home, _ = demo
    said = walked(home, "models", "promote", Shelf(home / "models").champion())
    assert said.returncode == 0
    assert "the tracker does not know it" not in words(said.stderr)


def test_the_demo_is_what_is_meant_where_no_tables_are_named(demo):
    home, said = demo
    learner = re.search(r"Recommendation for (\S+)", said.stdout)
    assert learner is not None
    assert f"Recommendation for {learner[1]}" in walked(home, "recommend", learner[1]).stdout
