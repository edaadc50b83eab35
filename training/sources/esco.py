"""Which skills are there, and which occupation needs which? Read from the European classification ESCO, version 1.1."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from recommender.tables.schema import TABLES
from training.sources.cells import Cell
from training.sources.cycles import without_cycles
from training.sources.files import Export, read_exports
from training.sources.imported import Imported, counted

ESSENTIAL: Final = (0.6, 1.0)
"""Level and weight of an essential skill. ESCO states neither: .6 is what `mastery` calls intermediate."""
OPTIONAL: Final = (0.5, 0.3)
"""Level and weight of an optional skill."""
REQUIRED_FIRST: Final = 0.5
"""Level at which a skill that another one needs suffices."""

_CONCEPT = {"conceptUri": Cell.ID, "preferredLabel": Cell.ID}
_URI = (("conceptUri",),)
_EXPORTS = (
    Export("skills", _CONCEPT | {"description": Cell.TEXT}, keys=_URI),
    Export("skillGroups", _CONCEPT | {"description": Cell.TEXT}, keys=_URI),
    Export("occupations", _CONCEPT | {"description": Cell.TEXT}, keys=_URI),
    Export("occupationSkillRelations", {"occupationUri": Cell.ID, "relationType": Cell.ID, "skillUri": Cell.ID}),
    Export("broaderRelationsSkillPillar", {"conceptUri": Cell.ID, "broaderUri": Cell.ID}),
    Export("skillSkillRelations", {"originalSkillUri": Cell.ID, "relationType": Cell.ID, "relatedSkillUri": Cell.ID}),
)


def import_esco(folder: Path) -> Imported:
    """Skills as a tree, skills that need other skills, occupations as roles, and the skills that each of them needs.

    Raises SourceRefused with every missing file, missing column and bad cell.
    """
    files = read_exports(folder, _EXPORTS)
    notes = [
        f"ESCO states no levels: essential skills count as level {ESSENTIAL[0]} with weight {ESSENTIAL[1]}.",
        f"Optional skills count as level {OPTIONAL[0]} with weight {OPTIONAL[1]}.",
    ]
    skills = _skills(files, notes)
    roles = _roles(files["occupations"], notes)
    tables = {
        "skills": skills,
        "skill_requires": _skill_requires(files["skillSkillRelations"], skills["skill_id"], notes),
        "roles": roles,
        "role_skills": _role_skills(files["occupationSkillRelations"], roles["role_id"], skills["skill_id"], notes),
    }
    notes.append("ESCO has no learners, contents or events: import them into the same folder.")
    return Imported(tables | {name: _nothing(name) for name in ("learners", "contents", "events")}, tuple(notes))


def _nothing(table: str) -> pd.DataFrame:
    """A table that every folder must have, without rows."""
    return pd.DataFrame({name: pd.Series(dtype="str") for name in TABLES[table].names})


def _skills(files: dict[str, pd.DataFrame], notes: list[str]) -> pd.DataFrame:
    """Skills and the groups above them, each with one parent."""
    skills, groups = files["skills"], files["skillGroups"]
    concepts = pd.concat([skills, groups], ignore_index=True).drop_duplicates("conceptUri", ignore_index=True)
    above = _broader(files["broaderRelationsSkillPillar"], concepts["conceptUri"], groups["conceptUri"], notes)
    notes.append(f"{counted(len(skills), 'skill')} and {counted(len(groups), 'skill group')} form the tree.")
    table = {
        "skill_id": concepts["conceptUri"],
        "name": concepts["preferredLabel"],
        "parent_id": concepts["conceptUri"].map(above).astype("str"),
        "description": concepts["description"],
    }
    return pd.DataFrame(table).sort_values("skill_id", ignore_index=True)


def _broader(pairs: pd.DataFrame, known: pd.Series, groups: pd.Series, notes: list[str]) -> pd.Series:
    """One broader concept each: a skill before a group, then the smallest URI."""
    inside = _inside(pairs, {"conceptUri": known, "broaderUri": known}, "broader relations", notes)
    ranked = inside.assign(group=inside["broaderUri"].isin(groups)).sort_values(["conceptUri", "group", "broaderUri"])
    first = ranked.drop_duplicates("conceptUri")
    kept = without_cycles(first, "conceptUri", "broaderUri")
    notes.append(
        f"{counted(len(ranked) - len(first), 'further broader relation')} left out: a skill has one parent, another "
        f"skill before a group, then the smallest URI. {_dropped(first, kept)}"
    )
    return kept.set_index("conceptUri")["broaderUri"]


def _skill_requires(pairs: pd.DataFrame, known: pd.Series, notes: list[str]) -> pd.DataFrame:
    """Essential relations between skills: the original skill needs the related one."""
    essential = pairs[pairs["relationType"].eq("essential")]
    notes.append(f"{counted(len(pairs) - len(essential), 'skill relation')} that are not essential left out.")
    named = {"originalSkillUri": "skill_id", "relatedSkillUri": "requires_skill_id"}
    inside = _inside(essential.rename(columns=named), dict.fromkeys(named.values(), known), "skill relations", notes)
    once = inside[[*named.values()]].drop_duplicates().sort_values([*named.values()], ignore_index=True)
    kept = without_cycles(once, *named.values())
    notes.append(
        f"{counted(len(kept), 'skill')} need another one first, at level {REQUIRED_FIRST}. {_dropped(once, kept)}"
    )
    return kept.assign(level=REQUIRED_FIRST).reset_index(drop=True)


def _roles(occupations: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    named = {"conceptUri": "role_id", "preferredLabel": "name"}
    roles = occupations.rename(columns=named).sort_values("role_id", ignore_index=True)
    notes.append(f"{counted(len(roles), 'occupation')} became roles.")
    return roles


def _role_skills(pairs: pd.DataFrame, roles: pd.Series, skills: pd.Series, notes: list[str]) -> pd.DataFrame:
    """Essential and optional skills of each role; one named as both is essential."""
    named = {"occupationUri": "role_id", "skillUri": "skill_id"}
    inside = _inside(pairs.rename(columns=named), {"role_id": roles, "skill_id": skills}, "occupation skills", notes)
    kinds = inside[inside["relationType"].isin(["essential", "optional"])]
    if len(kinds) < len(inside):
        notes.append(
            f"{counted(len(inside) - len(kinds), 'occupation skill')} neither essential nor optional left out."
        )
    once = kinds.sort_values([*named.values(), "relationType"]).drop_duplicates([*named.values()], ignore_index=True)
    essential = once["relationType"].eq("essential")
    return once[[*named.values()]].assign(
        level=np.where(essential, ESSENTIAL[0], OPTIONAL[0]),
        weight=np.where(essential, ESSENTIAL[1], OPTIONAL[1]),
        status="validated",
        source="esco",
    )


def _inside(pairs: pd.DataFrame, known: dict[str, pd.Series], what: str, notes: list[str]) -> pd.DataFrame:
    """The pairs of which both ends are known; the others are counted."""
    kept = pairs[np.logical_and.reduce([pairs[column].isin(ids) for column, ids in known.items()])]
    if len(kept) < len(pairs):
        notes.append(
            f"{len(pairs) - len(kept):,} of {len(pairs):,} {what} name something that is not listed: left out."
        )
    return kept


def _dropped(edges: pd.DataFrame, kept: pd.DataFrame) -> str:
    dropped = len(edges) - len(kept)
    return f"{counted(dropped, 'relation')} dropped because they closed a circle." if dropped else "No circles."
