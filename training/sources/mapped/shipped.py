"""Which mappings come with Cairn, and where is the one that is asked for?"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from recommender.errors import SourceRefused

_WORKED: Final = Path(__file__).parent / "worked"
_FILE: Final = "mapping.toml"


def shipped() -> dict[str, Path]:
    """The folders of the mappings that come with Cairn, by name: each holds mapping.toml and a sample to try it on."""
    return {folder.name: folder for folder in sorted(_WORKED.iterdir()) if (folder / _FILE).is_file()}


def mapping_file(asked: str) -> Path:
    """The file of a mapping: a path, or the name of one that comes with Cairn. Raises SourceRefused."""
    path = Path(asked)
    if path.is_file():
        return path
    if path.is_dir() and (path / _FILE).is_file():
        return path / _FILE
    ours = shipped()
    if asked in ours:
        return ours[asked] / _FILE
    expected = f"a mapping file, or one of {', '.join(ours)}"
    raise SourceRefused(f"there is no mapping {asked}", [f"found no file {asked}, expected {expected}; check the path"])
