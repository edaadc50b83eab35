"""What is written is true: links lead somewhere, commands exist, and the project speaks of itself alone."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").glob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [t for t in targets if not (page.parent / t).exists()] == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda p: p.name)
def test_a_decision_record_is_short_and_says_what_was_rejected(page):
    text = page.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    for part in ("## Context", "## Decision", "## Rejected"):
        assert part in text, part


def test_make_verbs_named_in_the_readme_exist():
    named = set(re.findall(r"make ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8"))) - {"sure"}
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"demo", "test"} <= named <= verbs


def test_modules_named_in_the_tour_exist():
    named = re.findall(r"`((?:api|cairn|recommender|training)/[\w/.]+)`", (ROOT / "docs/tour.md").read_text("utf-8"))
    assert len(named) > 10
    assert [n for n in named if not (ROOT / n).exists()] == []


def test_no_page_or_file_names_paths_of_one_machine_or_a_registry():
    searched = r"/(wor[k]|roo[t])/|py[p]i\.org|pythonhoste[d]|npmj[s]\.|deb\.debia[n]\.org"
    found = subprocess.run(["git", "grep", "-nE", searched], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.stdout == ""
