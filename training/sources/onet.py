"""Which skills does which occupation need, how much and how well? Read from the O*NET database, as text or Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from recommender.tables.schema import TABLES
from training.sources.cells import Cell
from training.sources.files import Export, read_exports
from training.sources.imported import Imported, counted

IMPORTANCE: Final = (1.0, 5.0)
"""Ends of the scale IM: not important, extremely important."""
LEVEL: Final = (0.0, 7.0)
"""Ends of the scale LV."""
_Z95: Final = 1.96
_OCCUPATION, _ELEMENT, _SCALE = "O*NET-SOC Code", "Element ID", "Scale ID"
_VALUE, _ERROR, _SUPPRESS, _IRRELEVANT = "Data Value", "Standard Error", "Recommend Suppress", "Not Relevant"
_RATED: Final = {_OCCUPATION: Cell.ID, _ELEMENT: Cell.ID, "Element Name": Cell.ID, _SCALE: Cell.ID}
_RATED_ALL: Final = _RATED | {_VALUE: Cell.NUMBER, _ERROR: Cell.NUMBER, _SUPPRESS: Cell.TEXT, _IRRELEVANT: Cell.TEXT}
_ONCE: Final = ((_OCCUPATION, _ELEMENT, _SCALE),)
_RATINGS: Final = ("skills", "knowledge")
_NOTHING: Final = ("n/a",)
_EXPORTS: Final = (
    Export(
        "occupation_data",
        {_OCCUPATION: Cell.ID, "Title": Cell.ID, "Description": Cell.TEXT},
        keys=((_OCCUPATION,),),
        published="Occupation Data.txt",
    ),
    Export(
        "content_model_reference",
        {_ELEMENT: Cell.ID, "Element Name": Cell.ID, "Description": Cell.TEXT},
        keys=((_ELEMENT,),),
        published="Content Model Reference.txt",
    ),
    Export("skills", _RATED_ALL, keys=_ONCE, published="Skills.txt", nothing=_NOTHING),
    Export("knowledge", _RATED_ALL, keys=_ONCE, published="Knowledge.txt", nothing=_NOTHING, needed=False),
)


def import_onet(folder: Path) -> Imported:
    """Occupations as roles, skills (and areas of knowledge, if they are there) as a tree, and what each role needs.

    Importance on its scale becomes the weight, level on its scale the target level, both from 0 to 1. Raises
    SourceRefused with every missing file, missing column and bad cell.
    """
    files = read_exports(folder, _EXPORTS)
    notes: list[str] = []
    roles = _roles(files["occupation_data"])
    needs = _needs(files, roles["role_id"], notes)
    skills = _skills(files, notes)
    notes.append(
        f"{counted(len(roles), 'occupation')} became roles; {len(roles) - needs['role_id'].nunique():,} of them have "
        "no ratings that can be used, and so no skills."
    )
    notes.append("Left out, since no table has a place for them: related occupations, job zones, tasks, tools.")
    notes.append("O*NET has no learners, contents or events: import them into the same folder.")
    empty = {name: pd.DataFrame({c: pd.Series(dtype="str") for c in TABLES[name].names}) for name in _BARE}
    return Imported({"skills": skills, "roles": roles, "role_skills": needs} | empty, tuple(notes))


_BARE: Final = ("learners", "contents", "events")


def _roles(occupations: pd.DataFrame) -> pd.DataFrame:
    named = {_OCCUPATION: "role_id", "Title": "name", "Description": "description"}
    return occupations.rename(columns=named).sort_values("role_id", ignore_index=True)


def _needs(files: dict[str, pd.DataFrame], roles: pd.Series, notes: list[str]) -> pd.DataFrame:
    """One row for each occupation and element that both scales rate, and that O*NET would publish."""
    rated = pd.concat([one for name in _RATINGS if len(one := files[name])], ignore_index=True)
    known = rated[rated[_OCCUPATION].isin(roles)]
    if len(known) < len(rated):
        notes.append(f"{counted(len(rated) - len(known), 'rating')} of occupations that are not listed left out.")
    key = [_OCCUPATION, _ELEMENT]
    one = known[known[_SCALE].eq("IM")].merge(known[known[_SCALE].eq("LV")], on=key, suffixes=("", " LV"))
    both = one.sort_values(key, ignore_index=True)
    suppressed = both[_SUPPRESS].eq("Y") | both[f"{_SUPPRESS} LV"].eq("Y")
    irrelevant = both[f"{_IRRELEVANT} LV"].eq("Y") & ~suppressed
    unrated = (both[_VALUE].isna() | both[f"{_VALUE} LV"].isna()) & ~suppressed & ~irrelevant
    weight, level = _share(both[_VALUE], IMPORTANCE), _share(both[f"{_VALUE} LV"], LEVEL)
    idle = (weight.eq(0) | level.eq(0)) & ~suppressed & ~irrelevant & ~unrated
    needs = pd.DataFrame(
        {
            "role_id": both[_OCCUPATION],
            "skill_id": both[_ELEMENT],
            "level": level,
            "weight": weight,
            "status": "validated",
            "source": "onet",
            "confidence": _confidence(both[_ERROR], both[f"{_ERROR} LV"]),
        }
    )[~(suppressed | irrelevant | unrated | idle)].reset_index(drop=True)
    notes.extend(_told(needs, {"suppressed": suppressed, "irrelevant": irrelevant, "unrated": unrated, "idle": idle}))
    return needs


def _share(values: pd.Series, scale: tuple[float, float]) -> pd.Series:
    low, high = scale
    return ((values - low) / (high - low)).clip(0, 1).round(4)


def _confidence(importance: pd.Series, level: pd.Series) -> pd.Series:
    """1 less the half width of the wider of both 95 % intervals, as a share of its scale; 1 where no error is told."""
    wide = [
        _Z95 * error / (high - low) for error, (low, high) in zip((importance, level), (IMPORTANCE, LEVEL), strict=True)
    ]
    return (1 - pd.concat(wide, axis=1).max(axis=1).fillna(0).clip(0, 1)).round(4)


def _told(needs: pd.DataFrame, out: dict[str, pd.Series]) -> list[str]:
    number = {name: int(mask.sum()) for name, mask in out.items()}
    links = (
        f"{counted(len(needs), 'link')} of {counted(needs['role_id'].nunique(), 'role')} to "
        f"{counted(needs['skill_id'].nunique(), 'skill')}: weight = (importance - 1) / 4, level = level / 7."
    )
    left_out = (
        f"{counted(number['suppressed'], 'link')} that O*NET recommends to suppress left out; "
        f"{number['irrelevant']:,} not relevant to the occupation; {number['unrated']:,} without a rating; "
        f"{number['idle']:,} of no importance or level."
    )
    sure = (
        "Confidence is 1 less the half width of the wider 95 % interval (1.96 standard errors), as a share of its "
        f"scale: {needs['confidence'].median():.2f} in the middle."
    )
    return [links, left_out, sure]


def _skills(files: dict[str, pd.DataFrame], notes: list[str]) -> pd.DataFrame:
    """The elements that are rated, and all that stands above them in the content model."""
    model = files["content_model_reference"].set_index(_ELEMENT)
    rated = (
        pd.concat([files["skills"], files["knowledge"]]).drop_duplicates(_ELEMENT).set_index(_ELEMENT)["Element Name"]
    )
    above = {one for element in rated.index for one in _above(element) if one in model.index}
    ids = sorted({*rated.index, *above})
    names = model["Element Name"].reindex(ids).fillna(rated.reindex(ids))
    parents = [next((one for one in _above(element) if one in above), None) for element in ids]
    notes.append(
        f"{counted(len(rated), 'skill')} and {counted(len(ids) - len(rated), 'group')} above them form the tree."
    )
    return pd.DataFrame(
        {
            "skill_id": ids,
            "name": names.to_numpy(),
            "parent_id": pd.Series(parents, dtype="str"),
            "description": model["Description"].reindex(ids).to_numpy(),
        }
    )


def _above(element: str) -> list[str]:
    """The ids above one in the content model, from below: "2.A.1.a" stands under "2.A.1", that under "2.A"."""
    parts = element.split(".")
    return [".".join(parts[:number]) for number in range(len(parts) - 1, 0, -1)]
