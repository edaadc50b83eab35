"""Leads what Schemathesis draws to things that are there, so that calls come further than to the word "unknown"."""

from __future__ import annotations

import json
import re
from binascii import crc32
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_LISTS = {
    **dict.fromkeys(("only", "exclude", "pinned", "pin", "unpin", "veto", "unveto", "contents"), "content_id"),
    "learner_ids": "learner_id",
}
"""Lists of ids, by the name of one of them."""
_DATED = re.compile(r"^\d{4}-(?=\d\d-\d\d)")
_LIKE = {"target_role_id": "role_id", "rater_id": "learner_id"}


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids that there are, by name; and rows that there are, by table."""

    ids: Mapping[str, Sequence[str]]
    rows: Mapping[str, Sequence[Mapping[str, Any]]]

    def led(self, drawn: Any, name: str = "") -> Any:
        """What was drawn, with most ids replaced by one that there is, and most years by one of ours."""
        if isinstance(drawn, dict):
            return {key: self.led(value, key) for key, value in drawn.items()}
        if isinstance(drawn, list):
            return [self.led(value, _LISTS.get(name, "")) for value in drawn]
        known = self.ids.get(_LIKE.get(name, name), ())
        if not isinstance(drawn, str) or mark(drawn) % 10 == 0:
            return drawn
        return known[mark(drawn) % len(known)] if known else _DATED.sub("2024-", drawn)

    def row(self, drawn: Any, table: str) -> Any:
        """A row that there is in the place of most rows drawn, sometimes to be deleted."""
        rows = self.rows.get(table, ())
        if not rows or mark(drawn) % 4 == 0:
            return self.led(drawn)
        return {**rows[mark(drawn) % len(rows)], **({"deleted": True} if mark(drawn) % 7 == 0 else {})}

    def lines(self, drawn: str, table: str) -> str:
        """Rows as lines in the place of text: the contract calls lines text, and most text is no JSON."""
        rows = [self.row({"drawn": drawn + "!" * place}, table) for place in range(1 + mark(drawn) % 3)]
        return "".join(f"{json.dumps(row)}\n" for row in rows)


def mark(drawn: Any) -> int:
    """A number that goes with what was drawn: the same for the same."""
    return crc32(repr(drawn).encode("utf-8", "backslashreplace"))
