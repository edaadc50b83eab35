"""Tiny exports with one row for every case, in the shapes of the real ones; each builder lets a test spoil one part."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

ESCO = "http://data.europa.eu/esco/skill/"


def a_folder(at: Path, files: Mapping[str, pd.DataFrame], changed: Mapping[str, pd.DataFrame | None]) -> Path:
    """Writes the files as Parquet; `changed` replaces some of them, None leaves one out."""
    at.mkdir(parents=True, exist_ok=True)
    for stem, frame in {**files, **changed}.items():
        if frame is not None:
            frame.to_parquet(at / f"{stem}.parquet")
    return at


def a_mooccubex(at: Path, **changed: pd.DataFrame | None) -> Path:
    files = {
        "interactions": pd.DataFrame(
            {"user": [0, 0, 0, 10, 10], "course": [5, 7, 8, 7, 9], "pos": [0, 1, 2, 0, 1], "split": [0, 0, 2, 0, 2]}
        ).astype({"user": "int32", "course": "int16", "pos": "int16", "split": "int8"}),
        "users": pd.DataFrame({"org_id": ["U_1", "U_2", "U_3"], "remap_id": [0, 2, 10], "gender": [1, 0, 2]}),
        "course_text": pd.DataFrame(
            {
                "course": [5, 7],
                "name": ["Algebra", "Optics"],
                "about": ["Groups and rings", ""],
                "schools": [["North", "South"], []],
            }
        ),
    }
    return a_folder(at, files, changed)


def a_jcrec(at: Path, scale: str | None = '{"beginner": 1, "intermediate": 2, "expert": 3, "unknown": -1}', **changed):
    """Course 1 teaches and demands; 2 only demands; 3 teaches four skills; résumé 0 claims two, résumé 11 one."""
    rows = [
        ("1", "required", 100, "beginner"),
        ("1", "to_acquire", 100, "expert"),
        ("1", "required", 101, "intermediate"),
        ("2", "required", 101, "unknown"),
        *(("3", "to_acquire", skill, level) for skill, level in zip((100, 101, 102, 103), "beiu", strict=True)),
    ]
    short = {"b": "beginner", "e": "expert", "i": "intermediate", "u": "unknown"}
    courses = pd.DataFrame(rows, columns=["course", "relation", "skill", "level"]).replace({"level": short})
    names = ["analysis", "databases", "cooking", "drawing"]
    taxonomy = {
        "unique_id": [100, 101, 102, 103],
        "Source": [ESCO + letter for letter in "abcd"],
        "name": names,
        "Definition": [f"All about {name}" for name in names],
    }
    resumes = {"learner": [0, 0, 11], "skill": [100, 101, 102], "level": ["expert", "unknown", "beginner"]}
    files = {
        "course_skills": courses,
        "resume_skills": pd.DataFrame(resumes),
        "taxonomy": pd.DataFrame(taxonomy),
    }
    folder = a_folder(at, files, changed)
    if scale is not None:
        (folder / "mastery_levels.json").write_text(scale, encoding="utf-8")
    return folder


def links(*rows: tuple[str, str, int, str]) -> pd.DataFrame:
    """course_skills of a JCRec export."""
    return pd.DataFrame(rows, columns=["course", "relation", "skill", "level"])


def an_esco(at: Path, **changed: pd.DataFrame | None) -> Path:
    """Skills a to d under groups g and h; occupation o needs a and b."""
    files = {
        "skills_en": concepts(a="analysis", b="databases", c="cooking", d="drawing"),
        "skillGroups_en": concepts(g="thinking", h="making"),
        "occupations_en": pd.DataFrame({"conceptUri": ["o", "p"], "preferredLabel": ["analyst", "cook"]}),
        "occupationSkillRelations": needs(("o", "essential", "a"), ("o", "optional", "b"), ("p", "essential", "c")),
        "broaderRelationsSkillPillar": broader("a g", "b a", "b g", "c h", "c g", "d h"),
        "skillSkillRelations": pairs(("b", "essential", "a"), ("c", "optional", "d")),
    }
    return a_folder(at, files, changed)


def concepts(**names: str) -> pd.DataFrame:
    """Skills or groups by the last part of their URI."""
    uris = [ESCO + letter for letter in names]
    said = {"conceptUri": uris, "preferredLabel": [*names.values()], "description": [f"About {n}" for n in names]}
    return pd.DataFrame(said)


def needs(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """occupationSkillRelations of an ESCO export."""
    named = [(occupation, relation, ESCO + skill) for occupation, relation, skill in rows]
    return pd.DataFrame(named, columns=["occupationUri", "relationType", "skillUri"])


def broader(*rows: str) -> pd.DataFrame:
    """broaderRelationsSkillPillar of an ESCO export: "b a" says that a is broader than b."""
    named = [(ESCO + below, ESCO + above) for below, above in map(str.split, rows)]
    return pd.DataFrame(named, columns=["conceptUri", "broaderUri"])


def pairs(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """skillSkillRelations of an ESCO export."""
    named = [(ESCO + skill, relation, ESCO + needed) for skill, relation, needed in rows]
    return pd.DataFrame(named, columns=["originalSkillUri", "relationType", "relatedSkillUri"])


def a_file(at: Path, *lines: str) -> Path:
    """A CSV file of these lines."""
    at.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return at
