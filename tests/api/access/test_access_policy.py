"""A policy is cautious unless the organisation says otherwise, and a file that cannot be used is refused whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.access import Policy, Sees
from recommender.errors import SettingsRefused
from tests.api.access.cells import PAGE


def policy(folder: Path, text: str) -> Policy:
    """The policy of a file."""
    (folder / "policy.toml").write_text(text, encoding="utf-8")
    return Policy.of(folder / "policy.toml")


def test_without_a_file_managers_see_levels_gaps_and_path_and_groups_have_five() -> None:
    assert Policy.of(None) == Policy(frozenset({Sees.LEVELS, Sees.GAPS, Sees.PATH}), 5)


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert policy(tmp_path, "") == Policy()


def test_the_file_of_the_page_is_the_cautious_policy(tmp_path: Path) -> None:
    [text] = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert policy(tmp_path, text) == Policy()


def test_a_file_may_grant_more_or_less(tmp_path: Path) -> None:
    assert policy(tmp_path, 'manager_sees = ["levels", "evidence"]') == Policy(
        frozenset({Sees.LEVELS, Sees.EVIDENCE}), 5
    )
    assert policy(tmp_path, "manager_sees = []\nsmallest_group = 10") == Policy(frozenset(), 10)


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused) as found:
        policy(tmp_path, 'manager_sees = ["levels", "scores", 3]\nsmallest_group = 4\nmanagers = true')
    assert found.value.problems == (
        "managers: no such setting, expected manager_sees or smallest_group",
        "manager_sees: found 'scores', expected levels, gaps, path, evidence",
        "manager_sees: found 3, expected levels, gaps, path, evidence",
        "smallest_group: found 4, expected 5 to 1000",
    )


@pytest.mark.parametrize(
    "text", ['manager_sees = "levels"', "smallest_group = true", "smallest_group = 5.5", "smallest_group = 1001"]
)
def test_a_value_of_another_kind_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsRefused, match="expected"):
        policy(tmp_path, text)


@pytest.mark.parametrize("content", [b"manager_sees = [", b"\xff\xfe", b"a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "policy.toml").write_bytes(content)
    with pytest.raises(SettingsRefused, match="no TOML"):
        Policy.of(tmp_path / "policy.toml")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for file in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(SettingsRefused, match="cannot be read"):
            Policy.of(file)
