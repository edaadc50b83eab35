"""Which bundles are there, and which one is in service? The folder models/ with the file `champion`."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recommender.bundle.bundle import Bundle
from recommender.bundle.files import DIGITS, RELEASE
from recommender.errors import UnknownName

CHAMPION = "champion"
PREVIOUS = "previous"
_LONGEST = 100
"""Letters that are read of a file that names a version."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The bundles of one `models/` folder; `models/champion` is the truth about which one is served."""

    folder: Path

    def versions(self) -> tuple[str, ...]:
        """Versions on the shelf, oldest release first."""
        found = [p.name for p in self.folder.glob("[0-9a-f]" * DIGITS) if p.is_dir()]
        return tuple(sorted(found, key=lambda version: (str(self.release(version).get("released_at", "")), version)))

    def champion(self) -> str | None:
        """Version in service, None before the first release."""
        return self._named(CHAMPION)

    def previous(self) -> str | None:
        """Version that was in service before."""
        return self._named(PREVIOUS)

    def promote(self, version: str) -> None:
        """Puts a version into service, atomically, after reading it once in full. Raises UnknownName, BundleRefused."""
        self.load(version)
        now = self.champion()
        if now is not None and now != version:
            self._write(PREVIOUS, now)
        self._write(CHAMPION, version)

    def load(self, version: str | None = None) -> Bundle:
        """The bundle of a version, by default the champion. Raises UnknownName, BundleRefused."""
        wanted = self.champion() if version is None else version
        if wanted is None:
            raise UnknownName("no bundle is in service yet: run `cairn train` first", [f"looked in {self.folder}"])
        if wanted not in self.versions():
            known = ", ".join(self.versions()) or "none"
            raise UnknownName(f"no bundle {wanted!r} in {self.folder}; there are: {known}")
        return Bundle.load(self.folder / wanted)

    def release(self, version: str) -> Mapping[str, Any]:
        """Dates, durations and the tracker's run of a version; empty where none was written, or nothing readable.

        They stand outside the digest and nothing served depends on them, so a broken note breaks no bundle.
        """
        try:
            read = json.loads((self.folder / version / RELEASE).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return read if isinstance(read, dict) else {}

    def write_release(self, version: str, release: Mapping[str, Any]) -> None:
        """Notes dates, durations and the tracker's run beside a version."""
        self._write(f"{version}/{RELEASE}", json.dumps(dict(release), indent=1, sort_keys=True))

    def _named(self, name: str) -> str | None:
        file = self.folder / name
        if not file.is_file():
            return None
        with file.open(encoding="utf-8", errors="replace") as stream:
            return stream.read(_LONGEST).strip()

    def _write(self, name: str, text: str) -> None:
        target = self.folder / name
        draft = self.folder / f".{target.name}.{os.getpid()}"  # not in the bundle's folder, where nothing else belongs
        with draft.open("w", encoding="utf-8") as stream:
            stream.write(text + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, target)
