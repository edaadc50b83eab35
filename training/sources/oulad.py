"""Who took which module of an open university, and how did it end? Read from the OULAD data set, as CSV or Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from recommender.errors import SourceRefused
from training.sources.cells import Cell, refuse
from training.sources.files import Export, read_exports
from training.sources.imported import Imported, counted

STARTS: Final = {"B": "02-01", "J": "10-01"}
"""The source hides dates: a presentation "2013J" is taken to start on 1 October 2013, "2013B" on 1 February."""
WEEKLY_MINUTES: Final = 480.0
"""Assumed of every learner: eight hours a week."""
SPARE_DAYS: Final = 30
"""Days after the end of a presentation until which its result may come; see `_contents`."""
DEMOGRAPHICS: Final = ("gender", "region", "highest_education", "imd_band", "age_band", "disability")
"""Protected: they become `audit_` columns, which only the fairness audit reads."""
RESULTS: Final = {"Pass": "passed", "Distinction": "passed", "Fail": "failed", "Withdrawn": "withdrawn"}

_OF: Final = ["code_module", "code_presentation"]
_ONE: Final = (*_OF, "id_student")
_CODES: Final = dict.fromkeys(_OF, Cell.ID)
_STUDENT: Final = _CODES | {"id_student": Cell.WHOLE}
_PRESENTATION: Final = r"\d{4}[BJ]"
_TIME: Final = "datetime64[us, UTC]"
_NOTHING: Final = ("?",)
_EXPORTS: Final = (
    Export("courses", _CODES | {"module_presentation_length": Cell.WHOLE}, keys=(tuple(_OF),)),
    Export("assessments", _CODES | {"id_assessment": Cell.WHOLE}, keys=(("id_assessment",),)),
    Export(
        "studentInfo",
        _STUDENT
        | dict.fromkeys(DEMOGRAPHICS, Cell.TEXT)
        | {"num_of_prev_attempts": Cell.WHOLE, "final_result": Cell.ID},
        keys=(_ONE,),
        words={"final_result": tuple(RESULTS)},
        nothing=_NOTHING,
    ),
    Export(
        "studentRegistration",
        _STUDENT | {"date_registration": Cell.DAY, "date_unregistration": Cell.DAY},
        keys=(_ONE,),
        nothing=_NOTHING,
    ),
    Export(
        "studentAssessment",
        {
            "id_assessment": Cell.WHOLE,
            "id_student": Cell.WHOLE,
            "date_submitted": Cell.DAY,
            "is_banked": Cell.WHOLE,
            "score": Cell.NUMBER,
        },
        keys=(("id_assessment", "id_student"),),
        nothing=_NOTHING,
    ),
)


def import_oulad(folder: Path) -> Imported:
    """Learners, modules as contents, and registrations, results and scores as events.

    Days are counted from the start of a presentation, which `STARTS` dates. Raises SourceRefused with every problem.
    """
    files = read_exports(folder, _EXPORTS)
    courses = _dated(files["courses"], folder)
    notes: list[str] = []
    taken = _taken(files, courses, notes)
    events = pd.concat([_enrolled(taken, notes), _ended(taken, notes), _scored(files, courses, notes)])
    tables = {
        "learners": _learners(files["studentInfo"], notes),
        "contents": _contents(courses, taken),
        "events": events.sort_values(["learner_id", "occurred_at", "event_id"], ignore_index=True),
    }
    return Imported(tables, (*_assumptions(tables["contents"]), *notes))


def _dated(courses: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """The presentations with the time at which each starts."""
    problems: list[str] = []
    code = courses["code_presentation"]
    expected = "a year and B or J, such as 2013J"
    refuse(~code.str.fullmatch(_PRESENTATION).eq(True), code, expected, "courses", problems)
    if problems:
        raise SourceRefused(f"{folder} cannot be imported", problems)
    starts = pd.to_datetime(code.str[:4] + "-" + code.str[4].map(STARTS), utc=True).astype(_TIME)
    return courses.assign(starts=starts, length=courses["module_presentation_length"])


def _taken(files: dict[str, pd.DataFrame], courses: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Each registration with its presentation and its result."""
    registered = files["studentRegistration"].merge(files["studentInfo"], on=[*_ONE], how="outer", indicator=True)
    both = registered[registered["_merge"].eq("both")].merge(courses, on=_OF)
    if len(both) < len(registered):
        notes.append(
            f"{counted(len(registered) - len(both), 'registration')} without a result, or of a presentation that "
            "courses does not list, left out."
        )
    return both.assign(begun=_begun(both)).sort_values([*_ONE], ignore_index=True)


def _events(taken: pd.DataFrame, kind: pd.Series | str, days: pd.Series) -> pd.DataFrame:
    """One event for each row, so many days after its presentation began; only the day is known."""
    learner, module, code = taken["id_student"].astype("str"), taken["code_module"], taken["code_presentation"]
    kinds = pd.Series(kind, index=taken.index) if isinstance(kind, str) else kind
    return pd.DataFrame(
        {
            "event_id": module + "-" + code + "-" + learner + "-" + kinds,
            "learner_id": learner,
            "kind": kinds,
            "occurred_at": (taken["starts"] + pd.to_timedelta(days, unit="D")).astype(_TIME),
            "time_precision": "day",
            "content_id": module,
            "content_version": code,
            "source": "oulad",
        }
    )


def _enrolled(taken: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    ahead, undated = taken["date_registration"].lt(taken["begun"]), taken["date_registration"].isna()
    told = f"{counted(len(taken), 'registration')} became enrolments"
    notes.append(
        f"{told}. {int(ahead.sum()):,} came ahead of the presentation and count from its first day, as nothing can be "
        f"begun before; {int(taken['begun'].lt(0).sum()):,} of learners who withdrew before it keep their day; "
        f"{int(undated.sum()):,} without a day count from the first one."
    )
    attempt = (taken["num_of_prev_attempts"] + 1).astype("float64")
    return _events(taken, "enrolled", taken["begun"]).assign(attempt=attempt, initiated_by="self")


def _begun(taken: pd.DataFrame) -> pd.Series:
    """The day from which each registration counts."""
    told = taken["date_registration"].fillna(0)
    return told.where(told.gt(0) | (taken["date_unregistration"].lt(0) & taken["final_result"].eq("Withdrawn")), 0)


def _ended(taken: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Passed and failed on the last day of the presentation, withdrawn on the day of it."""
    withdrawn, left = taken["final_result"].eq("Withdrawn"), taken["date_unregistration"]
    early = withdrawn & (left < taken["begun"])
    days = left.where(withdrawn).fillna(taken["length"]).mask(early, taken["begun"])
    number = taken["final_result"].value_counts().reindex([*RESULTS], fill_value=0)
    undated, both = int((withdrawn & left.isna()).sum()), int((~withdrawn & left.notna()).sum())
    notes.append(
        f"Results, on the last day of the presentation: {number['Pass']:,} passed, {number['Distinction']:,} with "
        f"distinction (passed alike), {number['Fail']:,} failed. {number['Withdrawn']:,} withdrawn, on the day of it; "
        f"{undated:,} of them without a day (the last one is taken), {int(early.sum()):,} before they registered (the "
        f"day of that is taken). {both:,} have a day of unregistration and a result: the result counts."
    )
    return _events(taken, taken["final_result"].map(RESULTS), days)


def _scored(files: dict[str, pd.DataFrame], courses: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Scores as shares; what was banked from an earlier presentation was not achieved in this one."""
    given = files["studentAssessment"]
    of = files["assessments"].merge(courses, on=_OF)[["id_assessment", *_OF, "starts"]]
    scores = given.merge(of, on="id_assessment").sort_values(["id_assessment", "id_student"], ignore_index=True)
    banked, empty = scores["is_banked"].ne(0), scores["score"].isna()
    undated, above = scores["date_submitted"].isna(), scores["score"].gt(100)
    kept = scores[~(banked | empty | undated | above)]
    without, timeless, odd = (int((mask & ~banked).sum()) for mask in (empty, undated & ~empty, above))
    notes.append(
        f"{counted(len(kept), 'score')} of {len(given):,} (points of 100) became shares, on the day of submission. "
        f"Left out: {int(banked.sum()):,} banked from earlier presentations, {without:,} without a score, {timeless:,} "
        f"without a day, {odd:,} above 100, {len(given) - len(scores):,} of assessments that are not listed."
    )
    events = _events(kept, "scored", kept["date_submitted"])
    ids = "A" + kept["id_assessment"].astype("str") + "-" + events["learner_id"]
    return events.assign(event_id=ids, value=(kept["score"] / 100).map("{:g}".format).astype("str"))


def _learners(registered: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Demographics as the latest presentation of each learner has them."""
    bands = registered["imd_band"].astype("str").str.replace(r"^(\d+-\d+)$", r"\1%", regex=True)
    ordered = registered.assign(imd_band=bands).sort_values(["id_student", "code_presentation", "code_module"])
    last = ordered.groupby("id_student", as_index=False).last()
    several = ordered.groupby("id_student")[[*DEMOGRAPHICS]].nunique().gt(1).any(axis=1).sum()
    notes.append(
        f"{', '.join(DEMOGRAPHICS)} became audit_ columns: only the fairness audit reads them. {several:,} of "
        f"{counted(len(last), 'learner')} told differently over time: the latest counts. "
        f"{int(last['imd_band'].isna().sum()):,} have no imd_band."
    )
    learners = {
        "learner_id": last["id_student"].astype("str"),
        "language": "en",
        "weekly_minutes": WEEKLY_MINUTES,
        **{f"audit_{name}": last[name].astype("str") for name in DEMOGRAPHICS},
    }
    return pd.DataFrame(learners).sort_values("learner_id", ignore_index=True)


def _contents(courses: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    """Modules, titled by their codes.

    Their minutes are such that four times the weeks that they take, the window in which a start must be finished, reach
    from the first day of the longest presentation to `SPARE_DAYS` after its last.
    """
    days = courses.groupby("code_module")["length"].max()
    ids = pd.Series(np.union1d(days.index, taken["code_module"].unique()), dtype="str")
    return pd.DataFrame(
        {
            "content_id": ids,
            "title": "Module " + ids,
            "minutes": (ids.map(days) + SPARE_DAYS).mul(WEEKLY_MINUTES / 28).round(),
            "language": "en",
            "provider": "Open University",
        }
    )


def _assumptions(contents: pd.DataFrame) -> tuple[str, ...]:
    minutes = contents["minutes"]
    window = (
        f"The source has no durations: {minutes.min():,.0f} to {minutes.max():,.0f} minutes a module, at "
        f"{WEEKLY_MINUTES:.0f} a week, are assumed, so that the window of a start, four times the weeks that a content "
        f"takes, reaches to {SPARE_DAYS} days after a presentation that is begun on its first day."
    )
    return (
        "Dates are made up: presentations B start on 1 February, J on 1 October of their year; days count from there.",
        f"{counted(len(contents), 'module')} became contents; their presentations are versions of them, not contents.",
        window,
        "Every registration counts as the learner's own choice (initiated_by self).",
        "Left out: clicks, credits, weights and due days of assessments. No skills are known.",
    )
