from __future__ import annotations

import re
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.training.sources.mapped.mapped_exports import imported
from training.sources.mapped import shipped

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
SOURCES = ROOT / "training" / "sources" / "mapped"
ASKED = r'\w+\.(?:text|choice|number|whole|flag|texts|constant|constants|below|one|each)\(\s*"(\w+)"'


def keys() -> set[str]:
    """Every key that some section asks for."""
    texts = [(SOURCES / f"{name}.py").read_text(encoding="utf-8") for name in ("script", "readers", "rules")]
    return {key for text in texts for key in re.findall(ASKED, text)}


def test_worked_mappings_and_their_samples_are_in_the_wheel():
    packed = {Path(file.relative_path) for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    ours = {file.relative_to(ROOT) for folder in shipped().values() for file in folder.iterdir()}
    assert len(ours) > 20
    assert ours <= packed


def test_the_page_explains_every_key():
    assert len(keys()) > 30
    prose = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
    spelled = {word for span in re.findall(r"`([^`]+)`", prose) for word in re.findall(r"\w+", span)}
    assert sorted(keys() - spelled) == []


@pytest.mark.parametrize("name", list(shipped()))
def test_the_page_explains_every_worked_mapping(name):
    assert f"### `{name}`" in PAGE


def test_the_first_mapping_of_the_page_works_as_it_stands(tmp_path):
    export = re.findall(r"```\n(Person;.*?)```", PAGE, re.DOTALL)[0]
    mapping = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
    made = imported(tmp_path, mapping, log=export)
    assert made.tables["learners"]["learner_id"].tolist() == ["oldlms-42", "oldlms-77"]
    assert made.tables["events"]["kind"].tolist() == ["completed"]
    assert made.aside["oldlms"].empty
