"""What if a file cannot be read, or a place cannot be written? Then it is said which, and why."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pandas as pd

from recommender.errors import OutputRefused, SourceRefused

Writer = Callable[[pd.DataFrame, Path], None]


def _to_csv(frame: pd.DataFrame, file: Path) -> None:
    frame.to_csv(file, index=False)


def _to_parquet(frame: pd.DataFrame, file: Path) -> None:
    frame.to_parquet(file, index=False)


WRITERS: Final[dict[str, Writer]] = {".csv": _to_csv, ".parquet": _to_parquet}
"""How a frame is written, by the ending of the file."""


@contextmanager
def writing_to(place: Path) -> Iterator[None]:
    """Turns what the system refuses while something is written into OutputRefused."""
    try:
        yield
    except OSError as error:
        culprit = error.filename or place
        why = f"{culprit}: {error.strerror or error}; name a place that can be written"
        raise OutputRefused(f"{place} cannot be written", [why]) from error


def put(file: Path, write: Callable[[Path], Any]) -> None:
    """Writes a file beside its place, then renames it: it is there as a whole or not at all. Raises OutputRefused."""
    with writing_to(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".{os.getpid()}.{file.name}")
        try:
            write(draft)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)


def readable(file: Path) -> str:
    """The text of a file. Raises SourceRefused."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceRefused(f"{file} cannot be read", [f"{error}; name a text file in UTF-8"]) from error
