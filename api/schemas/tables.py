"""What is told of the rows of tables? Answers of `PUT` and `GET /v1/{table}`; columns are those of the schema."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from api.schemas.words import Answered

TableRow = dict[str, Any]


class RowWarning(Answered):
    """Something poor about a row that was put all the same."""

    detail: Annotated[str, Field(description="what was found, what was expected, and how to mend it")]
    pointer: Annotated[str | None, Field(description="the row and column, as a JSON Pointer in a URI fragment")]


class RowsPut(Answered):
    """What a call did to a table. Every row of the call is counted once."""

    table: Annotated[str, Field(description="which table")]
    created: Annotated[int, Field(description="rows that were not there")]
    changed: Annotated[int, Field(description="rows that said something else")]
    unchanged: Annotated[int, Field(description="rows that said the same already, or were gone already")]
    deleted: Annotated[int, Field(description="rows that ended")]
    seq: Annotated[int, Field(description="number of the last write to the table; grows with every write")]
    warnings: Annotated[list[RowWarning], Field(description="what is poor; nothing of it kept a row out")]


class RowsPage(Answered):
    """Some rows of a table, in the order in which they were last written."""

    table: Annotated[str, Field(description="which table")]
    rows: Annotated[
        list[TableRow],
        Field(description='rows as PUT takes them; a deleted one is its key and `"deleted": true`'),
    ]
    cursor: Annotated[str, Field(description="where this page ends: ask from here, now or later, for what came after")]
    more: Annotated[bool, Field(description="whether there are more rows now; Link then leads to them")]
