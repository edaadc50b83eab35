"""What may stand in every table and column, and what happens to what may not? Written out for people, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from recommender.tables.report import LISTED
from recommender.tables.rules import Rule
from recommender.tables.schema import Column, Kind, Table

MARK: Final = "<!-- From here on generated from the schema; the test of this file says how. -->\n"
"""The line of data/README.md below which nothing is written by hand."""
_PARENT_DOCS: Final = "`*` marks what is required, **bold** what names a row."


def documented(readme: str, tables: Mapping[str, Table], rules: Mapping[str, Rule]) -> str:
    """The text of data/README.md: its hand-written head as it stands, the rest made anew."""
    head = readme.split(MARK)[0]
    return f"{head}{MARK}\n{document_rules(rules)}\n{document(tables)}"


def document(tables: Mapping[str, Table]) -> str:
    """Every table and column as Markdown."""
    parts = ["## Tables", "", _PARENT_DOCS, ""]
    for table in tables.values():
        parts += [_section(table), ""]
    return "\n".join(parts).rstrip() + "\n"


def document_rules(rules: Mapping[str, Rule]) -> str:
    """Every rule and its severity as Markdown."""
    head = [
        "## What is checked",
        "",
        f"At most {LISTED} problems of one table, column and code are listed; all are counted.",
        "",
        "| code | severity | when | expected | to mend it |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(_rule_row(rule) for rule in rules.values())]) + "\n"


def _section(table: Table) -> str:
    star = "*" if table.required else ""
    key = " + ".join(f"`{name}`" for name in table.key)
    lines = [f"### {table.name}{star}", "", f"{table.doc} One row for each {key}.", ""]
    lines += ["| column | holds | meaning |", "|---|---|---|"]
    lines += [_column_row(column, column.name in table.key) for column in table.columns]
    if table.open_prefix is not None:
        lines.append(f"| `{table.open_prefix}…` | text | any number of columns that start so; kept as they are |")
    return "\n".join(lines)


def _column_row(column: Column, is_key: bool) -> str:
    name = f"**`{column.name}`**" if is_key else f"`{column.name}`"
    return f"| {name}{'*' if column.required else ''} | {_holds(column)} | {column.doc} |"


def _holds(column: Column) -> str:
    parts = ["one of " + ", ".join(f"`{word}`" for word in column.choices) if column.choices else str(column.kind)]
    if column.references is not None:
        parts.append(f"of `{column.references}`")
    if column.low is not None or column.high is not None:
        parts.append(_range(column))
    if column.default is not None:
        default = str(column.default).lower() if column.kind is Kind.BOOLEAN else column.default
        parts.append(f"default `{default:g}`" if isinstance(default, float) else f"default `{default}`")
    return ", ".join(parts)


def _range(column: Column) -> str:
    if column.low is None:
        return f"at most {column.high:g}"
    return f"at least {column.low:g}" if column.high is None else f"{column.low:g} to {column.high:g}"


def _rule_row(rule: Rule) -> str:
    severity = str(rule.severity) if rule.in_events is None else f"{rule.severity}; in events {rule.in_events}"
    return f"| `{rule.code}` | {severity} | {rule.doc} | {rule.expected} | {rule.mend} |"
