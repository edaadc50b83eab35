"""Which exports can Cairn read? One importer each: a pure function from a path to tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from training.sources.enrolments import import_enrolments
from training.sources.esco import import_esco
from training.sources.imported import Imported
from training.sources.jcrec import import_jcrec
from training.sources.mooccubex import import_mooccubex
from training.sources.onet import import_onet
from training.sources.oulad import import_oulad

__all__ = ["IMPORTERS", "Imported"]

IMPORTERS: Final[Mapping[str, Callable[[Path], Imported]]] = {
    "enrolments": import_enrolments,
    "mooccubex": import_mooccubex,
    "jcrec": import_jcrec,
    "esco": import_esco,
    "onet": import_onet,
    "oulad": import_oulad,
}
"""Importers by the name that the command line knows them by; each raises SourceRefused with every problem found."""
