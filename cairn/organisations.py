"""How does a made-up organisation get into a folder, and which one stands there already?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd

from cairn.places import WRITERS, put, require_room, writing_to
from recommender.errors import OutputRefused
from recommender.tables import write
from recommender.tables.schema import TABLES
from training.demo import make

TRUTH: Final = "truth"
ENDINGS: Final = ("csv", "parquet")
OURS: Final = frozenset(f"{name}.{ending}" for name in TABLES for ending in ENDINGS) | {TRUTH}
"""What stands in a folder of tables."""
REQUIRED: Final = tuple(name for name, table in TABLES.items() if table.required)
_MADE: Final = "made.json"


@dataclass(frozen=True, slots=True)
class Made:
    """What a made-up organisation was made with."""

    learners: int
    seed: int
    format: str = "csv"
    world: str = "friendly"

    def __str__(self) -> str:
        return f"an organisation of {self.learners:,} learners ({self.world} world, seed {self.seed}, {self.format})"


def made(folder: Path) -> Made | None:
    """What the organisation in a folder was made with; None where none stands there, or only part of one."""
    note = folder / TRUTH / _MADE
    if not all(any((folder / f"{name}.{ending}").is_file() for ending in ENDINGS) for name in REQUIRED):
        return None
    try:
        read = json.loads(note.read_text(encoding="utf-8"))
        return Made(int(read["learners"]), int(read["seed"]), str(read["format"]), str(read.get("world", "friendly")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def make_organisation(out: Path, wanted: Made, replace: bool = False) -> Mapping[str, int]:
    """Makes an organisation up and writes its tables to `out`, the truth to `out`/truth: rows by table.

    Another one that was made up there before gives way only where it is to be replaced. Raises QueryRefused, and
    OutputRefused where other tables stand there or nothing can be written.
    """
    _require_room(out)
    if not replace and (there := made(out)) is not None and there != wanted:
        raise OutputRefused(f"{out} is not overwritten", [f"it holds {there}; name an empty folder, or add --replace"])
    organisation = make(wanted.learners, wanted.seed, world=wanted.world)
    with writing_to(out):
        for file in (out / TRUTH / _MADE, *_tables_in(out), *_truth_in(out / TRUTH)):
            file.unlink(missing_ok=True)
        write(organisation.tables, out, wanted.format)
    _write_truth(organisation.truth, out / TRUTH, wanted)
    return {name: len(organisation.tables[name]) for name in TABLES if name in organisation.tables}


def _require_room(out: Path) -> None:
    """The folder is made here, so that a bad place is told before the work."""
    require_room(out, OURS)
    with writing_to(out):
        out.mkdir(parents=True, exist_ok=True)
        if not (out / TRUTH).is_dir() and (there := _tables_in(out)):
            told = f"it holds {there[0].name}, which was not made up; name an empty folder"
            raise OutputRefused(f"{out} is not overwritten", [told])


def _write_truth(truth: Mapping[str, pd.DataFrame], folder: Path, wanted: Made) -> None:
    """The note goes last: where it stands, everything does."""
    for name, frame in sorted(truth.items()):
        file = folder / f"{name}.{wanted.format}"
        put(file, partial(WRITERS[file.suffix], frame))
    note = json.dumps(asdict(wanted), sort_keys=True) + "\n"
    put(folder / _MADE, lambda draft: draft.write_text(note, encoding="utf-8"))


def _tables_in(folder: Path) -> list[Path]:
    files = (folder / f"{name}.{ending}" for name in TABLES for ending in ENDINGS)
    return [file for file in files if file.is_file()]


def _truth_in(folder: Path) -> list[Path]:
    """Every frame, since another world has others."""
    return [file for ending in ENDINGS for file in sorted(folder.glob(f"*.{ending}"))]
