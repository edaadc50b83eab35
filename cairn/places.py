"""What if a file cannot be read, or a place cannot be written? Then it is said which, and why."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterator
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
_REASONS: Final[dict[type[OSError], str]] = {
    IsADirectoryError: "it is a folder",
    NotADirectoryError: "a file stands where a folder should be",
    FileExistsError: "a file stands where a folder should be",
    FileNotFoundError: "it does not exist",
    PermissionError: "this user may not do that",
}


@contextmanager
def writing_to(place: Path) -> Iterator[None]:
    """Turns what the system refuses while something is written into OutputRefused."""
    try:
        yield
    except OSError as error:
        why = f"{reason(error)}; name a place that can be written"
        raise OutputRefused(f"{place} cannot be written", [why]) from error


def reason(error: OSError) -> str:
    """Why the system refuses, in words and without its numbers.

    >>> reason(IsADirectoryError(21, "Is a directory", "lists.csv"))
    'it is a folder'
    """
    found = (words for kind, words in _REASONS.items() if isinstance(error, kind))
    return next(found, f"the system says: {error.strerror or error}")


def require_file_place(file: Path) -> None:
    """Raises OutputRefused where a file cannot come to stand: no folder to hold it, or a folder in its place."""
    if file.is_dir():
        raise OutputRefused(f"{file} cannot be written", [f"{file} is a folder; name a file"])
    if not file.parent.is_dir():
        told = "is a file; name a folder" if file.parent.exists() else "does not exist; create it"
        raise OutputRefused(f"{file} cannot be written", [f"the folder {file.parent} {told}"])


def require_room(folder: Path, ours: Container[str]) -> None:
    """Raises OutputRefused where a folder holds files, and nothing among them that is `ours`; hidden ones do not count.

    So tables are never scattered among other things.
    """
    there = sorted(one.name for one in folder.iterdir() if not one.name.startswith(".")) if folder.is_dir() else []
    if there and not any(name in ours for name in there):
        told = f"{folder} holds other files, such as {there[0]}; name an empty or new folder"
        raise OutputRefused(f"nothing is written to {folder}", [told])


def put(file: Path, write: Callable[[Path], Any]) -> None:
    """Writes a file beside its place, then renames it: it is there as a whole or not at all. Raises OutputRefused."""
    with drafted(file, write):
        pass


@contextmanager
def drafted(file: Path, write: Callable[[Path], Any]) -> Iterator[None]:
    """Writes a file beside its place, and renames it once what is within is done. Raises OutputRefused."""
    with writing_to(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".{os.getpid()}.{file.name}")
        try:
            write(draft)
            yield
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)


def readable(file: Path) -> str:
    """The text of a file. Raises SourceRefused."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = "it is not text in UTF-8" if isinstance(error, UnicodeDecodeError) else reason(error)
        raise SourceRefused(f"{file} cannot be read", [f"{why}; name a text file in UTF-8"]) from error
