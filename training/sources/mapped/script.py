"""What does a mapping file say? TOML text becomes a script, or every problem with it is told at once."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from recommender.errors import SourceRefused
from training.sources.mapped.language import ENCODINGS, Rule, Script, SourceFile
from training.sources.mapped.readers import readers, zone_of
from training.sources.mapped.rules import Known, rule
from training.sources.mapped.section import Section


def script(path: Path) -> Script:
    """The mapping in a file. Raises SourceRefused with everything that is wrong with it."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        why = f"it cannot be read as text in UTF-8 ({error}); check the path, or save it as UTF-8"
        raise SourceRefused(f"{path} is no mapping", [why]) from error
    except tomllib.TOMLDecodeError as error:
        mend = "correct that line; texts, and keys with accents, blanks or dots, stand in quotation marks"
        raise SourceRefused(f"{path} is no mapping", [f"it is not TOML: {error}; {mend}"]) from error
    problems: list[str] = []
    made = _script(Section(path.name, content, problems))
    if problems:
        raise SourceRefused(f"{path} is no mapping that can be used", problems)
    return made


def _script(top: Section) -> Script:
    title, system, zone = top.text("title"), top.text("system"), zone_of(top)
    if system and PurePosixPath(system).name != system:
        top.refuse("system", repr(system), "a name without slashes", "write a short one, such as moodle")
    files = {name: _file(name, section) for name, section in top.below("files").items()}
    known = Known(files, readers(top.below("read"), zone))
    rules = tuple(rule(section, known) for section in _tables(top))
    empty, most_aside = top.texts("empty"), top.number("set_aside_at_most", 0.5, above=-1e-9)
    _note_idle(top, known, rules)
    top.close()
    return Script(title, system, zone, empty, most_aside, files, rules)


def _tables(top: Section) -> list[Section]:
    sections = top.each("tables")
    if not sections:
        top.refuse("tables", "none", "at least one [[tables]] section", "say which table of Cairn to make")
    for number, section in enumerate(sections, 1):
        section.place = f"[[tables]] {number}"
    return sections


def _file(name: str, section: Section) -> SourceFile:
    path = section.text("path")
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        section.refuse("path", repr(path), "a pattern below the folder SRC", "write it without a leading / or ..")
    elif path and not is_pattern(path):
        section.refuse("path", repr(path), "a pattern such as log*.csv or **/log.csv", "put ** between slashes, alone")
    delimiter = section.text("delimiter", ",")
    if len(delimiter) != 1 or delimiter in '"\r\n' or not delimiter.isascii():
        section.refuse("delimiter", repr(delimiter), "one sign that is no quotation mark", 'write "," ";" "|" or "\\t"')
    encoding = _encoding(section)
    made = SourceFile(
        name, path, encoding, delimiter[:1] or ",", section.whole("header_line", 1), section.flag("optional", False)
    )
    section.close()
    return made


def is_pattern(path: str) -> bool:
    """Whether names of files can fit.

    >>> is_pattern("2024/**/log*.csv"), is_pattern("**log.csv"), is_pattern(".")
    (True, False, False)
    """
    parts = PurePosixPath(path).parts
    return bool(parts) and all(part == "**" or "**" not in part for part in parts)


def _encoding(section: Section) -> str:
    """Any text encoding that Python knows; the usual ones are named where it knows none of that name."""
    name = section.text("encoding", ENCODINGS[0])
    try:
        codecs.lookup(name)
        "".encode(name)
    except (LookupError, ValueError):
        section.refuse("encoding", repr(name), f"an encoding such as {', '.join(ENCODINGS)}", "correct it")
        return ENCODINGS[0]
    return name


def _note_idle(top: Section, known: Known, rules: tuple[Rule, ...]) -> None:
    """Files and readers that no rule uses are slips of the pen: something was to be read and is not."""
    files = {rule.file for rule in rules} | {join.file for rule in rules for join in rule.joins}
    used: Mapping[str, set[str]] = {"files": {name for name in files if name}, "read": _readers_of(rules)}
    if top.problems:
        return
    for section, names in (("files", known.files), ("read", known.readers)):
        idle = [name for name in names if name not in used[section]]
        told = "no table uses it; remove it, or name it where it is needed"
        top.problems.extend(f"[{section}.{name}]: {told}" for name in idle)


def _readers_of(rules: tuple[Rule, ...]) -> set[str]:
    found = [cell.reader for rule in rules for cell in rule.cells]
    found += [join.reader for rule in rules for join in rule.joins]
    found += [rule.keep.reader for rule in rules if rule.keep is not None]
    return {reader.name for reader in found if reader is not None}
