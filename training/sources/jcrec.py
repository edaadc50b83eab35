"""What do courses demand and teach, and what do résumés claim? Read from the JCRec course and résumé data."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from training.sources.cells import Cell
from training.sources.files import Export, read_exports
from training.sources.imported import Imported, counted
from training.sources.mastery import BEGINNER, EXPERT, INTERMEDIATE, levels_of, problems_of_scale

MINUTES: Final = 600.0
"""The source has no durations: ten hours a content."""
CLAIMED_AT: Final = pd.Timestamp("2024-01-01T00:00:00Z")
"""The source has no dates: every résumé is taken to speak of this day."""
UNSAID_TAUGHT: Final = INTERMEDIATE
UNSAID_REQUIRED: Final = BEGINNER
UNSAID_CLAIMED: Final = 0.5
MARKS: Final = {"beginner": BEGINNER, "intermediate": INTERMEDIATE, "expert": EXPERT, "unknown": UNSAID_CLAIMED}
"""The scale of the résumés: change a level in the table `scales`, and every claim with that mark follows."""

_EXPORTS: Final = (
    Export(
        "course_skills",
        {"course": Cell.ID, "relation": Cell.ID, "skill": Cell.WHOLE, "level": Cell.ID},
        words={"relation": ("required", "to_acquire")},
    ),
    Export("resume_skills", {"learner": Cell.ID, "skill": Cell.WHOLE, "level": Cell.ID}),
    Export(
        "taxonomy",
        {"unique_id": Cell.WHOLE, "Source": Cell.ID, "name": Cell.ID, "Definition": Cell.TEXT},
        keys=(("unique_id",),),
    ),
)
_SCALE = "mastery_levels.json"
_NAMED = 3


def import_jcrec(folder: Path) -> Imported:
    """Contents with the levels they demand and teach, and learners with the levels their résumés claim.

    Skills are named by their ESCO URIs, so that the roles of an ESCO import fit. Raises SourceRefused.
    """
    files = read_exports(folder, _EXPORTS, problems_of_scale(folder / _SCALE) if folder.is_dir() else ())
    notes: list[str] = []
    uri = files["taxonomy"].set_index("unique_id")["Source"]
    skills = _skills(files["taxonomy"])
    content_skills = _content_skills(_known(files["course_skills"], uri, "course_skills", notes), notes)
    claims = _claims(_known(files["resume_skills"], uri, "resume_skills", notes), notes)
    courses, learners = files["course_skills"]["course"].unique(), files["resume_skills"]["learner"].unique()
    tables = {
        "skills": skills,
        "contents": _contents(np.sort(courses), content_skills, skills, notes),
        "content_skills": content_skills.assign(source="jcrec"),
        "learners": pd.DataFrame({"learner_id": np.sort("resume-" + pd.Series(learners, dtype="str"))}),
        "scales": pd.DataFrame({"scale_id": "jcrec", "mark": [*MARKS], "level": [*MARKS.values()]}),
        "events": _events(claims),
    }
    return Imported(tables, (*_assumptions(), *notes))


def _skills(taxonomy: pd.DataFrame) -> pd.DataFrame:
    named = {"Source": "skill_id", "name": "name", "Definition": "description"}
    skills = taxonomy.rename(columns=named)[[*named.values()]].drop_duplicates("skill_id")
    return skills.sort_values("skill_id", ignore_index=True)


def _known(links: pd.DataFrame, uri: pd.Series, where: str, notes: list[str]) -> pd.DataFrame:
    """The links whose skill stands in the taxonomy, with its URI."""
    known = links.assign(skill_id=links["skill"].map(uri)).dropna(subset=["skill_id"])
    if len(known) < len(links):
        notes.append(f"{where}: {counted(len(links) - len(known), 'row')} with a skill not in the taxonomy, left out.")
    return known


def _levelled(links: pd.DataFrame, highest: bool, unsaid: float, what: str, notes: list[str]) -> pd.DataFrame:
    """The links with their level as a number, `said` where a level was stated."""
    levels = levels_of(links["level"], highest, unsaid)
    said = levels_of(links["level"], highest, np.nan).notna()
    unreadable = int(levels.isna().sum())
    clean = links["level"].isin(["beginner", "intermediate", "expert", "unknown"])
    notes.append(
        f"{what}: {counted(len(links), 'link')}; {counted(int((levels.notna() & ~said).sum()), 'level')} not stated, "
        f"taken as {unsaid}; {counted(int((levels.notna() & ~clean).sum()), 'other wording')} mapped; "
        f"{unreadable:,} left out as no level could be read."
    )
    return links.assign(number=levels, said=said).dropna(subset=["number"])


def _content_skills(links: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Entry from the level required, exit from the level taught; a skill that is only required has exit = entry."""
    required = links["relation"].eq("required")
    key = ["course", "skill_id"]
    taught = _levelled(links[~required], True, UNSAID_TAUGHT, "Taught skills", notes).groupby(key)["number"].max()
    demands = _levelled(links[required], False, UNSAID_REQUIRED, "Required skills", notes)
    entry = demands.groupby(key)["number"].max()
    unsaid = ~demands.groupby(key)["said"].any()
    both = pd.concat({"entry_level": entry, "exit_level": taught, "unsaid": unsaid}, axis=1)
    gives_way = both["unsaid"].eq(True) & both["exit_level"].notna()
    overlap = both["entry_level"].notna() & both["exit_level"].notna() & ~gives_way
    blocked = int((overlap & both["exit_level"].le(both["entry_level"])).sum())
    notes.append(
        f"{counted(int(gives_way.sum()), 'skill')} required without a level and taught by the same content: "
        f"entry 0. {counted(blocked, 'skill')} taught to no more than the level required: kept as required, not taught."
    )
    both["entry_level"] = both["entry_level"].mask(gives_way).fillna(both["exit_level"].mul(0.0))
    both["exit_level"] = both["exit_level"].fillna(both["entry_level"])
    return (
        both.drop(columns="unsaid")
        .reset_index()
        .rename(columns={"course": "content_id"})
        .sort_values(["content_id", "skill_id"], ignore_index=True)
    )


def _claims(links: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """One level per résumé and skill, the highest claimed."""
    claims = _levelled(links, False, UNSAID_CLAIMED, "Résumé skills", notes)
    highest = claims.groupby(["learner", "skill_id"], as_index=False).agg(
        number=("number", "max"), skill=("skill", "min")
    )
    if len(highest) < len(claims):
        notes.append(f"{counted(len(claims) - len(highest), 'résumé skill')} named twice: the higher level counts.")
    return highest


def _contents(ids: np.ndarray, links: pd.DataFrame, skills: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Contents titled by the skills they teach, highest level first, then by name."""
    taught = links[links["exit_level"] > links["entry_level"]]
    named = taught.assign(name=taught["skill_id"].map(skills.set_index("skill_id")["name"]))
    named = named.sort_values(["content_id", "exit_level", "name", "skill_id"], ascending=[True, False, True, True])
    names = named.groupby("content_id")["name"]
    titles = named[names.cumcount() < _NAMED].groupby("content_id")["name"].agg(", ".join)
    more = (names.size() - _NAMED).clip(lower=0)
    titles = titles.where(more == 0, titles + " and " + more.astype("str") + " more").reindex(ids)
    notes.append(f"{counted(int(titles.isna().sum()), 'content')} that teach nothing: titled 'Course <number>'.")
    column = pd.Series(ids, index=titles.index, dtype="str")
    return pd.DataFrame(
        {"content_id": column, "title": titles.fillna("Course " + column), "minutes": MINUTES}
    ).reset_index(drop=True)


def _events(claims: pd.DataFrame) -> pd.DataFrame:
    learner = "resume-" + claims["learner"]
    events = {
        "event_id": learner + "-" + claims["skill"].astype("str"),
        "learner_id": learner,
        "kind": "self_rated",
        "occurred_at": pd.Series(CLAIMED_AT, claims.index).astype("datetime64[us, UTC]"),
        "time_precision": "day",
        "skill_id": claims["skill_id"],
        "value": claims["number"].map({level: mark for mark, level in MARKS.items()}),
        "scale_id": "jcrec",
        "initiated_by": "self",
        "source": "jcrec",
    }
    return pd.DataFrame(events).sort_values(["learner_id", "event_id"], ignore_index=True)


def _assumptions() -> tuple[str, ...]:
    return (
        f"Levels: beginner {BEGINNER}, intermediate {INTERMEDIATE}, expert {EXPERT} (also for advanced, fluent, high).",
        "The source has no titles: contents are titled by the skills they teach.",
        f"The source has no durations: {MINUTES:.0f} minutes are assumed for every content.",
        f"The source has no dates: {CLAIMED_AT:%Y-%m-%d} of every résumé is made up.",
        "A résumé is a claim (self_rated), not a test.",
    )
