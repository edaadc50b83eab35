"""What stands in a file of one table, before anything is believed of it?"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from recommender.types import Ints


@dataclass(frozen=True, slots=True)
class Raw:
    """The columns of one table as they came, each an Arrow array; `lines` says where each row stands in `file`."""

    table: str
    file: str | None
    columns: dict[str, pa.Array]
    lines: Ints
