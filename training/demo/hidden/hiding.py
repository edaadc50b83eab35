"""How does what a world hides of its people get into frames, and back out of a folder?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from recommender.errors import SourceRefused
from recommender.types import Ints
from training.demo.cells import dates, named, picked
from training.demo.minds import Minds
from training.demo.nature import Nature
from training.demo.plateaus import NOWHERE, Plateaus
from training.demo.scene import Course, Stage
from training.demo.shelf import SKILL_COLUMN, SKILL_IDS, Shelf
from training.demo.traits import People
from training.demo.worlds import WORLDS

FORMAT: Final = 1
FRAMES: Final = ("hidden_world", "hidden_contents", "hidden_learners", "hidden_minds")
_DEPARTMENT: Final = "department"


def followed(stage: Stage, sample: Ints) -> Ints:
    """Those of a sample who are still there on the last day."""
    return sample[stage.careers.left[sample] > stage.calendar.until]


def hidden_frames(stage: Stage, course: Course, who: Ints, learner_ids: pd.Series[str]) -> dict[str, pd.DataFrame]:
    """Everything that `read` needs to go on from the last day with some learners."""
    until = stage.calendar.until
    team = stage.careers.at(until, who).team
    return {
        "hidden_world": pd.DataFrame(
            {"format": [FORMAT], "world": [stage.world.name], "until": [str(np.datetime64(until, "D"))]}
        ),
        "hidden_contents": pd.DataFrame(
            {"content_id": named(stage.shelf.ids, np.arange(len(stage.shelf))), **_columns(stage.shelf)}
        ),
        "hidden_learners": pd.DataFrame(
            {
                "learner_id": picked(learner_ids, who),
                _DEPARTMENT: stage.careers.teams.department[team],
                **{name: column[who] for name, column in _columns(stage.people).items()},
            }
        ),
        "hidden_minds": _minds(course.minds, who, until, learner_ids),
    }


def _columns(value: Shelf | People) -> dict[str, np.ndarray]:
    """Every array of a value as columns; `name.0`, `name.1` and so on for those with two dimensions."""
    arrays = {field.name: getattr(value, field.name) for field in fields(value)}
    return {
        name if array.ndim == 1 else f"{name}.{place}": array if array.ndim == 1 else array[:, place]
        for name, array in arrays.items()
        if isinstance(array, np.ndarray)
        for place in range(1 if array.ndim == 1 else array.shape[1])
    }


def _minds(minds: Minds, who: Ints, until: int, learner_ids: pd.Series[str]) -> pd.DataFrame:
    """One row a learner and skill: the level on the last day, how it fades, and the plateau that is still ahead."""
    person, skill = np.repeat(who, len(SKILL_IDS)), np.tile(np.arange(len(SKILL_IDS)), len(who))
    wall, stuck = np.full(len(person), np.nan), np.zeros(len(person), np.int64)
    if minds.plateaus is not None:
        stuck = minds.plateaus.stuck[person, skill].astype(np.int64)
        wall = np.where(stuck > 0, minds.plateaus.wall[person, skill], np.nan)
    return pd.DataFrame(
        {
            "learner_id": picked(learner_ids, person),
            "skill_id": named(SKILL_IDS, skill),
            "level": minds.level(person, skill, until).round(4),
            "peak": minds.peak[person, skill].astype(np.float64).round(5),
            "floor": minds.floor[person, skill].astype(np.float64).round(5),
            "since": dates(minds.since[person, skill].astype(np.int64)),
            "half_life_days": minds.half_life(person, skill).round(2),
            "plateau": wall.round(5),
            "stuck": stuck,
        }
    )


@dataclass(frozen=True, slots=True)
class Secrets:
    """What `read` brings back: rows of `people` and `minds` are those of `learner_ids`; `until` is the last day."""

    world: str
    nature: Nature
    until: int
    learner_ids: tuple[str, ...]
    department: Ints
    shelf: Shelf
    people: People
    minds: Minds


def read(truth: Path) -> Secrets:
    """What stands in a folder of truth. Raises SourceRefused where it is not there or of another format."""
    frames = _frames(truth)
    world = frames["hidden_world"].iloc[0]
    nature = WORLDS[str(world["world"])].nature
    learners, contents = frames["hidden_learners"], frames["hidden_contents"]
    ids = tuple(contents["content_id"].astype(str))
    people = People(**_arrays(People, learners), nature=nature)
    return Secrets(
        world=str(world["world"]),
        nature=nature,
        until=date.fromisoformat(str(world["until"])).toordinal() - date(1970, 1, 1).toordinal(),
        learner_ids=tuple(learners["learner_id"].astype(str)),
        department=learners[_DEPARTMENT].to_numpy(np.int64),
        shelf=Shelf(drafts=(), ids=ids, column={}, **_arrays(Shelf, contents)),
        people=people,
        minds=_minds_of(frames["hidden_minds"], people),
    )


def _frames(truth: Path) -> Mapping[str, pd.DataFrame]:
    found = {name: _frame(truth, name) for name in FRAMES}
    missing = [name for name, frame in found.items() if frame is None]
    if missing:
        told = [f"{name}: found neither CSV nor Parquet, expected what `cairn make-demo` writes" for name in missing]
        raise SourceRefused(f"{truth} does not hold the truth of a made-up organisation; make it anew", told)
    frames = {name: frame for name, frame in found.items() if frame is not None}
    world = frames["hidden_world"]
    known = len(world) == 1 and int(world["format"].iloc[0]) == FORMAT and str(world["world"].iloc[0]) in WORLDS
    if not known:
        told = [f"hidden_world: found {world.to_dict('records')}, expected format {FORMAT} and one of {list(WORLDS)}"]
        raise SourceRefused(f"{truth} holds a truth of another format; make the organisation anew", told)
    return frames


def _frame(truth: Path, name: str) -> pd.DataFrame | None:
    if (file := truth / f"{name}.parquet").is_file():
        return pd.read_parquet(file)
    if (file := truth / f"{name}.csv").is_file():
        return pd.read_csv(file)
    return None


def _arrays(kind: type[Shelf | People], frame: pd.DataFrame) -> dict[str, Any]:
    """The arrays of a value from its columns."""
    arrays: dict[str, Any] = {}
    for field in fields(kind):
        parts = [name for name in frame.columns if name.startswith(f"{field.name}.")]
        if field.name in frame.columns:
            arrays[field.name] = frame[field.name].to_numpy()
        elif parts:
            arrays[field.name] = frame[parts].to_numpy()
    return arrays


def _minds_of(frame: pd.DataFrame, people: People) -> Minds:
    shape = (len(people), len(SKILL_IDS))
    skill = frame["skill_id"].map(SKILL_COLUMN).to_numpy(np.int64)
    row = np.repeat(np.arange(len(people)), len(SKILL_IDS))

    def matrix(values: pd.Series[Any]) -> np.ndarray:
        out = np.zeros(shape)
        out[row, skill] = values.to_numpy(np.float64)
        return out

    usual = 2.0 ** (1.0 / people.exponent) - 1.0
    plateaus = Plateaus(matrix(frame["plateau"].fillna(NOWHERE)), matrix(frame["stuck"]).astype(np.int64))
    since = pd.to_datetime(frame["since"]).to_numpy("datetime64[D]").astype(np.int64)
    return Minds(
        peak=matrix(frame["peak"]),
        floor=matrix(frame["floor"]),
        scale=matrix(frame["half_life_days"]) / usual[:, None],
        since=matrix(pd.Series(since)).astype(np.int64),
        exponent=people.exponent,
        plateaus=plateaus if people.nature.plateaus > 0.0 else None,
    )
