"""The schema itself: what every table and column must keep for the checks to make sense."""

from __future__ import annotations

import pytest

from recommender.tables.circles import LINKS
from recommender.tables.schema import TABLES, Column, Kind, Table
from recommender.tables.spans import SPANS

COLUMNS = [(table, column) for table in TABLES.values() for column in table.columns]


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_a_key_is_made_of_columns_of_its_table(table: Table) -> None:
    assert table.key
    assert set(table.key) <= set(table.names)
    assert len(set(table.names)) == len(table.names)


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[f"{table.name}.{column.name}" for table, column in COLUMNS])
def test_a_column_keeps_what_its_kind_promises(table: Table, column: Column) -> None:
    if column.references is not None:
        assert column.kind is Kind.ID
        assert TABLES[column.references].key[0] in TABLES[column.references].names
    if column.choices:
        assert column.kind is Kind.TEXT
        assert column.default is None or column.default in column.choices
    if column.low is not None or column.high is not None:
        assert column.kind in (Kind.NUMBER, Kind.INTEGER)
    assert column.doc
    assert column.default is None or not column.required


def test_only_learners_contents_and_events_are_required() -> None:
    assert {name for name, table in TABLES.items() if table.required} == {"learners", "contents", "events"}


def test_only_learners_take_columns_beside_the_declared_ones() -> None:
    assert {name: table.open_prefix for name, table in TABLES.items() if table.open_prefix} == {"learners": "audit_"}


def test_links_and_spans_are_columns_that_exist() -> None:
    assert all({source, target} <= set(TABLES[name].names) for name, source, target in (*LINKS, *SPANS))


def test_a_column_is_found_by_its_name() -> None:
    assert TABLES["events"]["occurred_at"].kind is Kind.TIME
