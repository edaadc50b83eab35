"""Where do tables, bundles and the tracker live? The folder named by CAIRN_HOME, by default the current one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from recommender.errors import UnknownName

VARIABLE: Final = "CAIRN_HOME"
_DEMO: Final = "demo"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds `data/`, `models/` and `mlflow/`."""

    folder: Path

    @classmethod
    def here(cls, environment: Mapping[str, str] = os.environ) -> Home:
        """The home that the environment names, else the current folder."""
        return cls(Path(environment.get(VARIABLE) or "."))

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def models(self) -> Path:
        return self.folder / "models"

    @property
    def demo(self) -> Path:
        """The tables of the demo organisation."""
        return self.data / _DEMO

    def tables(self, named: Path | None = None) -> Path:
        """The folder of tables that is meant: the named one, else the demo, else the only one in `data/`.

        Raises UnknownName where there is none, or more than one to choose from.
        """
        if named is not None:
            return named
        found = holding_events(self.data)
        if self.demo in found:
            return self.demo
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownName(f"{self.data} holds more than one set of tables", [f"--tables {one}" for one in found])
        hint = "name the folder with --tables, or make one with `cairn make-demo data/demo`"
        raise UnknownName(f"no folder in {self.data} holds events.csv or events.parquet", [hint])


def holding_events(data: Path) -> tuple[Path, ...]:
    """The folders just below `data` that hold an events table, by name."""
    below = sorted(path for path in data.iterdir() if path.is_dir()) if data.is_dir() else []
    return tuple(path for path in below if any((path / f"events.{ending}").is_file() for ending in ("csv", "parquet")))
