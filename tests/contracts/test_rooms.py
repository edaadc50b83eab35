"""Rooms that hold things hold no code; what is packaged is what is meant to be."""

import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
THINGS = ("data", "models", "mlflow")


@pytest.mark.parametrize("room", THINGS)
def test_a_room_of_things_holds_no_python(room):
    assert [str(p) for p in (ROOT / room).rglob("*.py")] == []


@pytest.mark.parametrize("room", THINGS)
def test_a_room_of_things_says_what_it_holds(room):
    assert len((ROOT / room / "README.md").read_text(encoding="utf-8").split()) > 30


def test_only_code_rooms_are_packaged():
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert sorted(built["targets"]["wheel"]["packages"]) == ["api", "cairn", "recommender", "training"]


def test_nothing_made_is_committed():
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    made = [f for f in files if f.startswith(THINGS) and not f.endswith("README.md")]
    assert made == []
