"""A full picture night after night: who comes back is back, half a picture is refused, a rehearsal leaves no trace."""

from __future__ import annotations

from types import MappingProxyType

import pandas as pd
import pytest

from api.flows.loading import load
from api.flows.syncing import MOST_LOST, Tally
from api.store import Store
from recommender.errors import TablesRefused
from recommender.tables import check, read
from tests.api.api_house import AT, frames
from tests.api.tables.tables_folders import ALL, a_folder, put, whole, without
from tests.api.tables.tables_house import standing

DAY = 86_400_000_000
FEWER = MappingProxyType(dict.fromkeys(("learners", "employments", "goals"), without("bob")))


@pytest.fixture
def local(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/cairn.db")
    yield store
    store.close()


def contents(number, without_first=0):
    names = [f"c{place:04}" for place in range(number)][without_first:]
    return pd.DataFrame({"content_id": names, "title": names})


def stocked(store, number):
    """A store with so many contents, and hardly anything else."""
    few = {"learners": frames()["learners"], "events": frames()["events"].head(0)}
    load(store, check(few | {"contents": contents(number)}), 1)


def everything(store):
    with store.reading() as session:
        events = [event for part in session.events.all() for event in part]
        return {name: session.rows.current(name) for name in frames() if name != "events"}, events


@pytest.mark.parametrize(
    ("standing_", "gone", "most", "refused"),
    [
        pytest.param(40, 2, MOST_LOST, False, id="5 of 100 may go"),
        pytest.param(40, 3, MOST_LOST, True, id="and not one more"),
        pytest.param(19, 1, MOST_LOST, True, id="one of a few is too many"),
        pytest.param(19, 0, 0.0, False, id="none may always go"),
        pytest.param(19, 1, 0.0, True, id="where none may go, one is too many"),
        pytest.param(19, 19, ALL, False, id="all may go where that is said"),
        pytest.param(500, 323, 64.6, False, id="a border that floating point misses"),
        pytest.param(500, 324, 64.6, True, id="one beyond that border"),
    ],
)
def test_as_many_rows_may_vanish_as_is_allowed_and_not_one_more(local, tmp_path, standing_, gone, most, refused):
    stocked(local, standing_)
    folder = a_folder(tmp_path / "in", contents=contents(standing_, gone))
    if not refused:
        assert put(local, folder, most=most).tallies["contents"] == Tally(same=standing_ - gone, ended=gone)
        return
    with pytest.raises(TablesRefused, match="nothing was written") as told:
        put(local, folder, most=most)
    assert f"contents: {gone} of {standing_} rows would vanish" in told.value.problems[0]
    assert {row["status"] for row in standing(local, "contents")} == {"active"}


def test_a_table_with_a_header_alone_is_a_picture_of_nothing_and_is_refused(local, tmp_path):
    load(local, check(frames()), 1)
    folder = a_folder(tmp_path / "in", units=lambda frame: frame)
    nothing = {"goals": "learner_id,skill_id,level", "learners": "learner_id", "contents": "content_id,title"}
    for name, header in nothing.items():
        (folder / f"{name}.csv").write_text(f"{header}\n")
    before = everything(local)
    with pytest.raises(TablesRefused) as told:
        put(local, folder, most=99.9)
    assert [problem.split(":")[0] for problem in told.value.problems] == ["contents", "goals", "learners"]
    assert all("(100.0 %)" in problem for problem in told.value.problems)
    assert everything(local) == before


def test_new_rows_do_not_make_up_for_those_that_vanish(local, tmp_path):
    stocked(local, 20)
    renamed = contents(20).replace({"content_id": {f"c{place:04}": f"n{place}" for place in range(9)}})
    with pytest.raises(TablesRefused, match="9 of 20 rows would vanish"):
        put(local, a_folder(tmp_path / "in", contents=renamed), most=44.9)
    assert put(local, a_folder(tmp_path / "in", contents=renamed), most=45.0).tallies["contents"].new == 9


def test_what_ended_does_not_count_again_and_so_does_not_widen_what_may_vanish(local, tmp_path):
    stocked(local, 40)
    put(local, a_folder(tmp_path / "in", contents=contents(40, 2)), most=MOST_LOST)
    with pytest.raises(TablesRefused, match="2 of 38 rows") as told:
        put(local, a_folder(tmp_path / "in", contents=contents(40, 4)), at=AT + DAY, most=MOST_LOST)
    assert "(5.3 %)" in told.value.problems[0]


def test_who_comes_back_is_back_with_job_and_goals_on_either_database(store, tmp_path):
    load(store, check(frames()), 1)
    before, _ = everything(store)
    put(store, whole(tmp_path / "in", **FEWER))
    assert everything(store)[0] != before
    back = put(store, whole(tmp_path / "in"), at=AT + 3 * DAY).tallies
    assert (back["employments"], back["goals"].new) == (Tally(changed=1, same=1), 1)
    assert everything(store)[0] == before


def test_a_row_that_comes_back_with_other_cells_has_those_and_not_the_old_ones(local, tmp_path):
    load(local, check(frames()), 1)
    named = {"unit_id": ["office", "park", "yard"], "name": ["Office", "Park", "Yard"], "parent_id": ["", "", "park"]}
    put(local, a_folder(tmp_path / "in", units=named))
    put(local, a_folder(tmp_path / "in", units={key: cells[:2] for key, cells in named.items()}), at=AT + DAY)
    assert {row["unit_id"] for row in standing(local, "units")} == {"office", "park"}
    bare = {"unit_id": named["unit_id"], "name": ["Office", "Park", "The yard"]}
    assert put(local, a_folder(tmp_path / "in", units=bare), at=AT + 2 * DAY).tallies["units"].new == 1
    (yard,) = (row for row in standing(local, "units") if row["unit_id"] == "yard")
    assert yard == {"unit_id": "yard", "name": "The yard"}


def test_somebody_who_comes_back_to_another_job_has_a_gap_between_the_two(local, tmp_path):
    load(local, check(frames()), 1)
    put(local, whole(tmp_path / "in", **FEWER))
    later = {"learner_id": ["ada", "bob"], "valid_from": ["2024-01-01", "2026-04-01"], "role_id": ["gardener", "clerk"]}
    put(local, a_folder(tmp_path / "in", employments=later), at=AT + 31 * DAY)
    of_bob = [row for row in standing(local, "employments") if row["learner_id"] == "bob"]
    assert [(row["valid_from"], row.get("valid_to")) for row in of_bob] == [
        ("2025-06-01", "2026-03-01"),
        ("2026-04-01", None),
    ]


def test_a_rehearsal_leaves_no_trace_on_either_database(store, tmp_path):
    load(store, check(frames()), 1)
    later = frames()["events"].assign(event_id=["e1", "e8", "e9"])
    folder = whole(tmp_path / "in", events=later, contents=without("pruning"), **FEWER)
    before = everything(store)
    rehearsed = put(store, folder, dry=True)
    assert everything(store) == before
    assert rehearsed.tallies == put(store, folder).tallies
    assert everything(store) != before


def test_what_is_refused_leaves_no_trace_on_either_database(store, tmp_path):
    load(store, check(frames()), 1)
    later = frames()["events"].assign(event_id=["e1", "e8", "e9"])
    before = everything(store)
    with pytest.raises(TablesRefused):
        put(store, whole(tmp_path / "in", events=later, goals=without("bob")), most=MOST_LOST)
    assert everything(store) == before


def test_two_jobs_at_once_are_told_with_their_line_before_anything_is_compared(tmp_path):
    two = {"learner_id": ["ada", "ada"], "valid_from": ["2024-01-01", "2025-01-01"], "role_id": ["gardener", "clerk"]}
    (error,) = read(whole(tmp_path / "in", employments=pd.DataFrame(two))).report.errors
    assert (error.code, error.row) == ("overlap", 3)
    assert "end the earlier one the day before" in error.text
