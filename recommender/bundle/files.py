"""How does a bundle lie on disk? A folder of arrays and JSON whose name is a digest of what stands in it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from recommender.errors import BundleRefused

RELEASE = "release.json"
"""Dates, durations and the run id: outside the digest."""
DIGITS = 16
_BLOCK = 1 << 20
_MOST_JSON = 64 << 20


@dataclass(frozen=True, slots=True)
class Folder:
    """The arrays and documents of a bundle, by file name without ending."""

    arrays: Mapping[str, np.ndarray]
    documents: Mapping[str, Any]


def write(folder: Folder, shelf: Path) -> str:
    """Puts a folder on the shelf, whole or not at all, and returns its version."""
    shelf.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=shelf))
    try:
        for name, array in folder.arrays.items():
            np.save(draft / f"{name}.npy", np.asarray(array, order="C"), allow_pickle=False)
        for name, document in folder.documents.items():
            text = json.dumps(document, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
            (draft / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        version = digest(draft)
        if not _is_whole(shelf / version):
            shutil.rmtree(shelf / version, ignore_errors=True)
            draft.chmod(0o755)
            os.replace(draft, shelf / version)
        return version
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def read(path: Path) -> Folder:
    """Reads a folder whose name is its version; arrays are memory-mapped. Raises BundleRefused; executes nothing."""
    if not path.is_dir() or path.is_symlink():
        raise BundleRefused(f"there is no bundle at {path}")
    strange = [f"{p.name}: only .npy and .json files belong here" for p in sorted(path.iterdir()) if not _is_plain(p)]
    if strange:
        raise BundleRefused(f"bundle {path.name} holds what no bundle holds", strange)
    found = digest(path)
    if found != path.name:
        raise BundleRefused(
            f"bundle {path.name} is damaged", [f"its contents have digest {found}: restore or retrain it"]
        )
    return Folder(
        arrays={file.stem: _array(file) for file in sorted(path.glob("*.npy"))},
        documents={file.stem: _document(file) for file in sorted(path.glob("*.json")) if file.name != RELEASE},
    )


def digest(path: Path) -> str:
    """The first digits of the SHA-256 over names, lengths and bytes of all files but the release."""
    total = hashlib.sha256()
    for file in sorted(path.iterdir()):
        if file.name == RELEASE:
            continue
        total.update(f"{file.name}\0{file.stat().st_size}\0".encode())
        with file.open("rb") as stream:
            while block := stream.read(_BLOCK):
                total.update(block)
    return total.hexdigest()[:DIGITS]


def _is_whole(path: Path) -> bool:
    """Whether a bundle lies there and is undamaged."""
    try:
        read(path)
    except BundleRefused:
        return False
    return True


def _is_plain(file: Path) -> bool:
    return file.is_file() and not file.is_symlink() and file.suffix in (".npy", ".json")


def _array(file: Path) -> np.ndarray:
    try:
        return np.asarray(np.lib.format.open_memmap(file, mode="r"))  # still mapped; a memmap's own slices are slow
    except Exception as error:  # numpy parses headers as Python literals: a hostile one raises nearly anything
        raise BundleRefused(f"bundle {file.parent.name} is damaged", [f"{file.name} is no array: {error}"]) from error


def _document(file: Path) -> Any:
    if file.stat().st_size > _MOST_JSON:
        raise BundleRefused(f"bundle {file.parent.name} is damaged", [f"{file.name} is too large for a document"])
    try:
        return orjson.loads(file.read_bytes())  # unlike json, refuses half letters and numbers that are not finite
    except orjson.JSONDecodeError as error:
        raise BundleRefused(f"bundle {file.parent.name} is damaged", [f"{file.name} is no JSON: {error}"]) from error
