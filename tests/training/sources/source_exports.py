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
        "occupations_en": pd.DataFrame(
            {"conceptUri": ["o", "p"], "preferredLabel": ["analyst", "cook"], "description": ["counts", "cooks"]}
        ),
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


def an_onet(at: Path, **changed: pd.DataFrame | None) -> Path:
    """Two occupations, two skills under one group, one area of knowledge; clerks read, cooks listen and cook."""
    files = {
        "occupation_data": pd.DataFrame(
            {
                "O*NET-SOC Code": ["43-1.00", "35-1.00", "99-1.00"],
                "Title": ["Clerks", "Cooks", "Ghosts"],
                "Description": ["File", "Cook", "Haunt"],
            }
        ),
        "content_model_reference": pd.DataFrame(
            {
                "Element ID": ["2", "2.A", "2.A.1.a", "2.A.1.b", "2.C.4", "1.A"],
                "Element Name": ["Requirements", "Basic Skills", "Reading", "Listening", "Food", "Abilities"],
                "Description": ["All", "Basic", "Reads", "Listens", "Cooks", "Can"],
            }
        ),
        "skills": ratings(
            ("43-1.00", "2.A.1.a", "Reading", 4.0, 5.25, 0.2, 0.35),
            ("35-1.00", "2.A.1.a", "Reading", 2.0, 1.75, 0.0, 0.0),
            ("35-1.00", "2.A.1.b", "Listening", 3.0, 3.5, 0.1, 1.0),
        ),
        "knowledge": ratings(("35-1.00", "2.C.4", "Food", 5.0, 7.0, None, None)),
    }
    return a_folder(at, files, changed)


def ratings(*rows: tuple[str, str, str, float | None, float | None, float | None, float | None]) -> pd.DataFrame:
    """Ratings of an O*NET export: occupation, element, its name, importance, level, and their standard errors."""
    made = []
    for occupation, element, name, importance, level, of_importance, of_level in rows:
        for scale, value, error in (("IM", importance, of_importance), ("LV", level, of_level)):
            made.append((occupation, element, name, scale, value, error, "N", "N" if scale == "LV" else None))
    columns = ["O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Data Value", "Standard Error"]
    frame = pd.DataFrame(made, columns=[*columns, "Recommend Suppress", "Not Relevant"])
    return frame.astype({"Data Value": "float64", "Standard Error": "float64"})


def an_oulad(at: Path, **changed: pd.DataFrame | None) -> Path:
    """Learner 1 passes AAA and fails BBB, 2 withdraws from AAA in its second month, 3 before it begins."""
    codes = {"code_module": ["AAA", "AAA", "AAA", "BBB"], "code_presentation": ["2013J", "2013J", "2013J", "2014B"]}
    files = {
        "courses": pd.DataFrame(
            {
                "code_module": ["AAA", "BBB"],
                "code_presentation": ["2013J", "2014B"],
                "module_presentation_length": [268, 240],
            }
        ),
        "assessments": pd.DataFrame(
            {"code_module": ["AAA", "BBB"], "code_presentation": ["2013J", "2014B"], "id_assessment": [17, 18]}
        ),
        "studentInfo": pd.DataFrame(
            codes
            | {
                "id_student": [1, 2, 3, 1],
                "gender": ["F", "M", "F", "F"],
                "region": ["Wales"] * 4,
                "highest_education": ["HE Qualification"] * 4,
                "imd_band": ["10-20", None, "20-30%", "10-20"],
                "age_band": ["0-35", "35-55", "0-35", "35-55"],
                "disability": ["N"] * 4,
                "num_of_prev_attempts": [0, 1, 0, 0],
                "final_result": ["Distinction", "Withdrawn", "Withdrawn", "Fail"],
            }
        ),
        "studentRegistration": pd.DataFrame(
            codes
            | {
                "id_student": [1, 2, 3, 1],
                "date_registration": [-30.0, None, -10.0, -5.0],
                "date_unregistration": [None, 45.0, -20.0, 12.0],
            }
        ),
        "studentAssessment": pd.DataFrame(
            {
                "id_assessment": [17, 17, 18, 99],
                "id_student": [1, 2, 1, 1],
                "date_submitted": [20, 21, 22, 23],
                "is_banked": [0, 1, 0, 0],
                "score": [78.0, 50.0, None, 60.0],
            }
        ),
    }
    return a_folder(at, files, changed)
