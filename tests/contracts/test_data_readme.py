"""data/README.md says what the schema and the rules say, and the folders of things hold no code."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.tables import RULES
from recommender.tables.document import MARK, document, document_rules, documented
from recommender.tables.schema import TABLES

ROOT = Path(__file__).parents[2]
README = ROOT / "data" / "README.md"
MEND = (
    'python -c "from pathlib import Path; from recommender.tables.document import documented; '
    "from recommender.tables.rules import RULES; from recommender.tables.schema import TABLES; "
    "readme = Path('data/README.md'); readme.write_text(documented(readme.read_text(), TABLES, RULES))\""
)


def test_the_readme_is_what_the_schema_says() -> None:
    text = README.read_text()
    assert text == documented(text, TABLES, RULES), f"to mend it, run: {MEND}"
    assert text.endswith(document(TABLES))
    assert document_rules(RULES) in text


def test_the_head_is_written_by_hand_and_explains_every_severity() -> None:
    head = README.read_text().split(MARK)[0]
    assert all(f"| {severity} |" in head for severity in ("error", "quarantine", "warning"))
    assert len(head.splitlines()) > 30


@pytest.mark.parametrize("name", list(TABLES))
def test_every_column_of_a_table_is_documented(name: str) -> None:
    section = document({name: TABLES[name]})
    assert f"### {name}" in section
    assert all(f"`{column}`" in section for column in TABLES[name].names)


def test_ranges_words_defaults_and_references_are_documented() -> None:
    text = document(TABLES)
    assert "| **`content_id`*** | id, of `contents` |" in text
    assert "number, 0 to 1, default `0.5`" in text
    assert "number, at least 0, default `1`" in text
    assert "one of `active`, `leave`, `left`, default `active`" in text
    assert "boolean, default `true`" in text
    assert "`audit_…`" in text


def test_tables_stay_tables_in_markdown() -> None:
    for line in README.read_text().splitlines():
        if line.startswith("|"):
            assert line.count("|") in {3, 4, 6}, line


@pytest.mark.parametrize("folder", ["data", "models", "mlflow"])
def test_a_folder_of_things_says_what_it_holds_and_holds_no_code(folder: str) -> None:
    assert len((ROOT / folder / "README.md").read_text()) > 200
    assert not list((ROOT / folder).glob("__init__.py"))
