"""How does a made-up organisation get into a folder? Tables there, what only its maker knows in `truth/` below."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from recommender import tables
from training.demo.organisation import Organisation

TRUTH_FOLDER = "truth"


def write(organisation: Organisation, folder: Path, format: Literal["csv", "parquet"] = "csv") -> None:  # noqa: A002
    """Writes every table to `folder` and every truth frame, which no schema knows, to `folder/truth`."""
    tables.write(organisation.tables, folder, format)
    beside = folder / TRUTH_FOLDER
    beside.mkdir(parents=True, exist_ok=True)
    for name, frame in sorted(organisation.truth.items()):
        path = beside / f"{name}.{format}"
        if format == "csv":
            frame.to_csv(path, index=False, lineterminator="\n")
        else:
            frame.to_parquet(path, index=False)
