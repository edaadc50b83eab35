"""How does an export become tables by a mapping? Files in, every rule in its order, one table of each name out."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pandas as pd

from recommender.errors import SourceRefused
from recommender.tables.schema import TABLES
from training.sources.imported import Imported, counted
from training.sources.mapped.building import built, typed
from training.sources.mapped.delimited import Sheet, sheet
from training.sources.mapped.finishing import finished, ranked, spelled_out
from training.sources.mapped.journal import Journal, where
from training.sources.mapped.language import Rule, Script, SourceFile
from training.sources.mapped.rows import missing_columns, selected, used_columns
from training.sources.mapped.script import script
from training.sources.merge import disagreements, merge


def import_mapped(src: Path, mapping: Path) -> Imported:
    """The tables that a mapping makes of an export: a folder, or the one file that the mapping speaks of.

    Raises SourceRefused with everything that is wrong with the mapping, then with the files, then with their rows.
    """
    told, journal = script(mapping), Journal()
    sheets, unread = _sheets(told, src)
    if lacking := [*unread, *(problem for rule in told.rules for problem in missing_columns(rule, sheets))]:
        raise SourceRefused(f"{src} cannot be read as {mapping} says", lacking)
    rules = tuple(rule for rule in told.rules if rule.file is None or _is_there(rule, sheets))
    _tell_files(sheets, rules, journal)
    tables: dict[str, pd.DataFrame] = {}
    for rule in rules:
        new = {rule.table: _rows(rule, told, sheets, journal)}
        journal.notes.extend(disagreements(tables, new))
        tables = merge(tables, new)
    tables |= {name: _nothing(name) for name, table in TABLES.items() if table.required and name not in tables}
    if journal.problems:
        raise SourceRefused(f"{src} cannot be imported as {mapping} says", journal.problems)
    return Imported(tables, tuple(journal.notes), {told.system: journal.aside})


def _rows(rule: Rule, told: Script, sheets: Mapping[str, Sheet], journal: Journal) -> pd.DataFrame:
    """The rows of one rule. Too many rows that cannot be read are a sign that the mapping is wrong."""
    if rule.file is None:
        return spelled_out(rule, told, journal)
    of = sheets[rule.file]
    rows = ranked(rule, selected(rule, sheets, journal), journal)
    out = len(of.frame) - len(np.union1d(rows.at, journal.lost(rule)))
    frame = finished(rule, told, built(rule, rows, of, journal), of, journal)
    lost = len(journal.lost(rule)) + len(of.ragged)
    asked = len(np.union1d(rows.at, journal.lost(rule))) + len(of.ragged)
    if lost > told.most_aside * asked:
        found = f"{where(of, journal.lost(rule), of.ragged)}: {rule.place}: found {lost:,} of {asked:,} rows set aside"
        _refuse(rule, told, found, journal)
    left = f", {out:,} of them left out by filters or joins," if out else ""
    journal.tell(
        f"{rule.place}: {counted(len(of.frame), 'row')} of {of.where}{left} gave {counted(len(frame), 'row')}."
    )
    return frame


def _refuse(rule: Rule, told: Script, found: str, journal: Journal) -> None:
    """Says that too many rows were set aside, why, and how to see them all: nothing is written otherwise."""
    places = (f"{rule.place},", f"[files.{rule.file}]")
    why = [note for note in journal.notes if note.startswith(places) and "set aside" in note]
    most = f"{told.most_aside:.0%} at most (set_aside_at_most)"
    rest = f"with set_aside_at_most = 1, into an empty folder, all of them go to import-problems/{told.system}.csv"
    journal.problems += [f"{found}, expected {most}; correct the mapping or the file; {rest}", *why]


def _sheets(told: Script, src: Path) -> tuple[dict[str, Sheet], list[str]]:
    """Every file that the mapping speaks of, read, without those that are optional and not there; what is wrong."""
    problems, found = [], {}
    for wanted in told.files.values():
        try:
            paths = _paths(wanted, told, src)
            if paths:
                whole = sheet(wanted, paths)
                found[wanted.name] = _silenced(whole, told.empty)
        except SourceRefused as refused:
            problems += [f"[files.{wanted.name}]: {problem}" for problem in refused.problems]
    return found, problems


def _silenced(whole: Sheet, empty: tuple[str, ...]) -> Sheet:
    """The sheet without cells that say nothing."""
    if not empty:
        return whole
    frame = whole.frame.mask(whole.frame.isin([one.strip() for one in empty]))
    return Sheet(whole.name, frame, whole.files, whole.of, whole.lines, whole.ragged)


def _paths(wanted: SourceFile, told: Script, src: Path) -> list[Path]:
    """The files that a pattern names, by name; SRC itself where it is a file and the mapping speaks of one alone."""
    if src.is_file():
        if len(told.files) == 1:
            return [src]
        raise SourceRefused("", [f"found {src.name} alone, expected a folder with {wanted.path}; name the folder"])
    paths = sorted(path for path in src.glob(wanted.path) if path.is_file())
    if paths or wanted.optional:
        return paths
    there = sorted(path.name for path in src.iterdir() if path.is_file()) if src.is_dir() else []
    near = get_close_matches(wanted.path, there, 1)
    has = f"{src} holds {', '.join(there[:8])}" if there else f"{src} holds no files"
    mend = f"did you mean {near[0]}?" if near else "put it there, correct path, or write optional = true"
    raise SourceRefused("", [f"found no file {wanted.path}, expected at least one ({has}); {mend}"])


def _is_there(rule: Rule, sheets: Mapping[str, Sheet]) -> bool:
    return rule.file in sheets and all(join.file in sheets for join in rule.joins)


def _tell_files(sheets: Mapping[str, Sheet], rules: tuple[Rule, ...], journal: Journal) -> None:
    used = used_columns(rules)
    for name, one in sheets.items():
        idle = [str(column) for column in one.frame if column not in used.get(name, ()) and column]
        unread = f"; nothing reads {', '.join(idle)}" if idle else ""
        journal.tell(f"[files.{name}]: {counted(len(one.frame), 'row')} in {one.where}{unread}.")
        journal.ragged(one)


def _nothing(table: str) -> pd.DataFrame:
    """A table that every folder must have, without rows."""
    return pd.DataFrame({column.name: typed(pd.Series(dtype="object"), column) for column in TABLES[table].columns})
