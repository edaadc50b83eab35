"""What stands in a Parquet file?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from recommender.tables.raw import Raw
from recommender.tables.report import Collector


def read_parquet(path: Path, table: str, collector: Collector) -> Raw | None:
    """The file's columns with their own types, None where it is unreadable; a column of broken text is left out."""
    try:
        content = pq.ParquetFile(path).read()
    except (pa.ArrowException, OSError, ValueError) as error:
        why = (str(error).splitlines() or [type(error).__name__])[0][:200]
        collector.note("unreadable_file", table, file=path.name, found=why)
        return None
    names = content.column_names
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        for name in doubled:
            collector.note("doubled_column", table, file=path.name, column=name, found="it twice")
        return None
    columns = {name: content.column(name) for name in names}
    broken = [name for name, column in columns.items() if not _is_sound(column)]
    for name in broken:
        collector.note("encoding", table, file=path.name, column=name, found="text that is not UTF-8")
    sound = {name: column for name, column in columns.items() if name not in broken}
    return Raw(table, path.name, sound, np.arange(1, content.num_rows + 1))


def _is_sound(column: pa.ChunkedArray) -> bool:
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
