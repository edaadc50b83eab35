"""The marks that a turbulent history leaves: versions, invitations, lost links, a block loaded later."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from recommender.columns import INITIATORS, PRECISIONS
from tests.training.demo.demo_house import CALENDAR, a_stage
from training.demo.calendar import DAY, NEVER
from training.demo.cells import numbered
from training.demo.contents_tables import version_on
from training.demo.diary import SOURCES, Diary, Entries
from training.demo.events import frame, shown
from training.demo.forms import PROVIDERS
from training.demo.mess import marks
from training.demo.mess.bulk_load import bulk_truth, loaded
from training.demo.scene import Stage
from training.demo.shelf import Shelf
from training.demo.world import DEPARTMENTS

LOADED_ON = CALENDAR.start + 520
STAMPED = CALENDAR.start + 320


def ids(stage: Stage) -> pd.Series:
    return numbered("L", np.arange(1, len(stage.people) + 1), 6)


def edited_shelf() -> Shelf:
    """The first content has versions from two days on, the others never had a second one."""
    shelf = a_stage().shelf
    days = np.full((len(shelf), 3), NEVER)
    days[0, :2] = CALENDAR.start + 100, CALENDAR.start + 200
    return replace(shelf, edited=days)


def supplier(stage: Stage) -> int:
    """Someone of the supply department who was there all the time."""
    careers = stage.careers
    unit = [unit.id for unit in DEPARTMENTS].index("supply")
    there = (careers.hired < CALENDAR.start) & (careers.left == NEVER) & (careers.leave_from == NEVER)
    stays = (careers.teams.department[careers.team] == unit).all(axis=1)
    return int(np.flatnonzero(there & stays)[0])


def somebody_else(stage: Stage) -> int:
    careers = stage.careers
    unit = [unit.id for unit in DEPARTMENTS].index("sales")
    stays = (careers.teams.department[careers.team] == unit).all(axis=1)
    there = (careers.hired < CALENDAR.start) & (careers.left == NEVER)
    return int(np.flatnonzero(there & stays)[0])


def a_content(stage: Stage, system: str) -> int:
    of_system = np.array([provider.system == system for provider in PROVIDERS])[stage.shelf.provider]
    always = (stage.shelf.available_from < 0) & (stage.shelf.available_to >= NEVER)
    return int(np.flatnonzero(of_system & always)[0])


def entries_of(rows: list[tuple[str, int, int, int]]) -> Entries:
    """Entries of (kind, learner, day, content)."""
    diary = Diary()
    for kind, learner, day, content in rows:
        at = np.array([day * DAY + 9 * 3600])
        diary.write(kind, np.array([learner]), at, content=np.array([content]))
    return diary.closed()


def test_a_content_has_the_version_of_the_day() -> None:
    shelf, day = edited_shelf(), CALENDAR.start
    assert version_on(shelf, np.array([0, 0, 0, 1]), day + np.array([99, 100, 250, 250])).tolist() == [1, 2, 3, 1]
    assert version_on(shelf, np.array([0, 1]), day + 150).tolist() == [2, 1]


def test_events_without_content_have_no_version() -> None:
    shelf = edited_shelf()
    entries = entries_of([("started", 3, CALENDAR.start + 110, 0), ("self_rated", 3, CALENDAR.start + 110, -1)])
    assert marks.versions((entries, np.array([0, 1])), shelf).fillna("none").tolist() == ["2", "none"]


def test_exactly_the_share_asked_for_is_unmapped() -> None:
    shelf = a_stage().shelf
    for share in (0.0, 0.3, 1.0):
        lost = marks.unmapped(shelf, share, np.random.default_rng(1))
        assert lost.sum() == round(share * len(shelf))
    first, second = (marks.unmapped(shelf, 0.3, np.random.default_rng(seed)) for seed in (1, 2))
    assert (first != second).any()


def test_links_of_unmapped_contents_are_lost_and_nothing_else_is() -> None:
    shelf = a_stage().shelf
    links = pd.DataFrame({"content_id": [shelf.ids[0], shelf.ids[1], shelf.ids[0]], "skill_id": ["a", "a", "b"]})
    lost = np.arange(len(shelf)) == 0
    tables = {"content_skills": links, "contents": pd.DataFrame({"content_id": list(shelf.ids)})}
    done = marks.without_links(tables, shelf, lost)
    assert done["content_skills"]["content_id"].tolist() == [shelf.ids[1]]
    assert done["contents"] is tables["contents"]
    assert len(links) == 3


def invitation_sent(stage: Stage, learner: int, content: int, day: int, invited: bool = True) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "recommendation_id": pd.Series(["R0000001"], dtype="str"),
            "learner_id": [ids(stage)[learner]],
            "content_id": [stage.shelf.ids[content]],
            "day": [pd.Timestamp(day, unit="D")],
            "invited": [invited],
        }
    )


@pytest.mark.parametrize(
    ("learner", "content", "day", "by", "named"),
    [
        (4, 7, 0, "recommendation", True),
        (4, 7, 3, "recommendation", True),
        (4, 7, -1, "recommendation", False),
        (4, 8, 0, "recommendation", False),
        (5, 7, 0, "recommendation", False),
        (4, 7, 0, "self", False),
    ],
)
def test_an_event_names_the_invitation_it_goes_back_to(
    learner: int, content: int, day: int, by: str, named: bool
) -> None:
    stage, first = a_stage(), CALENDAR.start + 600
    entries = entries_of([("started", learner, first + day, content)])
    entries["initiated"][:] = INITIATORS.index(by)
    sent = invitation_sent(stage, 4, 7, first)
    found = marks.invited((entries, np.array([0])), stage.shelf, sent, ids(stage))
    assert found.notna().tolist() == [named]


def test_whoever_waved_an_invitation_away_is_not_linked_to_it() -> None:
    stage, first = a_stage(), CALENDAR.start + 600
    entries = entries_of([("dismissed", 4, first, 7)])
    entries["initiated"][:] = INITIATORS.index("recommendation")
    sent = invitation_sent(stage, 4, 7, first)
    assert marks.invited((entries, np.array([0])), stage.shelf, sent, ids(stage)).isna().all()


def test_a_column_is_put_behind_another() -> None:
    table = pd.DataFrame({"a": [1], "b": [2]})
    marks.beside(table, "a", "c", pd.Series(["x"], dtype="str"))
    assert list(table.columns) == ["a", "c", "b"]


def test_a_load_stamps_what_the_unit_finished_in_the_system_and_forgets_the_way_there() -> None:
    stage = a_stage()
    who, content = supplier(stage), a_content(stage, "lms")
    entries = entries_of(
        [
            ("enrolled", who, LOADED_ON - 61, content),
            ("started", who, LOADED_ON - 60, content),
            ("completed", who, LOADED_ON - 40, content),
        ]
    )
    load = loaded(entries, stage)
    assert load.rows.tolist() == [2]
    assert load.happened.tolist() == entries["at"][2:].tolist()
    done = load.entries
    assert done["at"][2] == STAMPED * DAY
    assert done["recorded"][2] // DAY == LOADED_ON
    assert PRECISIONS[done["precision"][2]] == "day"
    assert SOURCES[done["source"][2]] == "bulk"
    assert INITIATORS[done["initiated"][2]] == "import"
    assert shown(done, stage).tolist() == [2]


@pytest.mark.parametrize(
    ("unit", "system", "day"),
    [
        (somebody_else, "lms", LOADED_ON - 40),
        (supplier, "openfield", LOADED_ON - 40),
        (supplier, "lms", LOADED_ON),
        (supplier, "lms", LOADED_ON - 301),
    ],
)
def test_other_units_systems_and_days_are_left_alone(unit, system: str, day: int) -> None:  # type: ignore[no-untyped-def]
    stage = a_stage()
    entries = entries_of([("completed", unit(stage), day, a_content(stage, system))])
    load = loaded(entries, stage)
    assert not len(load.rows)
    for name, column in entries.columns.items():
        assert (load.entries[name] == column).all(), name


def test_ratings_and_certificates_are_no_part_of_a_load() -> None:
    stage = a_stage()
    who, content = supplier(stage), a_content(stage, "lms")
    entries = entries_of([("certified", who, LOADED_ON - 40, content), ("self_rated", who, LOADED_ON - 40, -1)])
    load = loaded(entries, stage)
    assert (load.entries["at"] == entries["at"]).all()
    assert len(shown(load.entries, stage)) == 2


def test_a_load_reaches_back_before_the_hire() -> None:
    stage = a_stage()
    who, content = supplier(stage), a_content(stage, "lms")
    hired = stage.careers.hired.copy()
    hired[who] = STAMPED + 30
    late = replace(stage, careers=replace(stage.careers, hired=hired))
    load = loaded(entries_of([("completed", who, LOADED_ON - 40, content)]), late)
    rows = shown(load.entries, late)
    table = frame(load.entries, rows, late, ids(late))
    assert len(table) == 1
    assert table["occurred_at"][0].tz_localize(None) < pd.Timestamp(hired[who], unit="D")
    truth = bulk_truth(load, rows, late, ids(late))
    assert truth["event_id"].tolist() == table["event_id"].tolist()
    assert truth["happened_at"][0].tz_localize(None) > pd.Timestamp(hired[who], unit="D")


def test_the_contents_of_the_truth_say_what_is_special() -> None:
    shelf = replace(edited_shelf(), stuck_at=np.where(np.arange(len(a_stage().shelf)) == 2, 0.55, 0.0))
    rows = marks.contents_truth(shelf, np.arange(len(shelf)) == 1)
    assert rows["versions"].tolist()[:3] == [3, 1, 1]
    assert rows["mapped"].tolist()[:3] == [True, False, True]
    assert rows["stuck_at"].fillna(0).tolist()[:3] == [0.0, 0.0, 0.55]
    assert rows["twin_id"].isna().all()
