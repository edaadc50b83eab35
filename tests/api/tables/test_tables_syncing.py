"""A folder keeps the store up to date: what it leaves out ends, each table in its own way, or nothing happens."""

import pandas as pd
import pytest

from api.flows.loading import load
from api.flows.syncing import Tally
from api.store import Store
from recommender.errors import TablesRefused
from recommender.tables import check
from tests.api.api_house import AT, frames
from tests.api.tables.tables_folders import a_folder, put, whole, without
from tests.api.tables.tables_house import standing

YESTERDAY, DAY = "2026-03-01", 86_400_000_000


@pytest.fixture
def local(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/cairn.db")
    yield store
    store.close()


@pytest.fixture
def full(local):
    load(local, check(frames()), 1)
    return local


def by_id(store, table):
    return {next(iter(row.values())) if table == "units" else row[KEYS[table]]: row for row in standing(store, table)}


KEYS = {"learners": "learner_id", "contents": "content_id", "units": "unit_id", "roles": "role_id"}
KEYS |= {"skills": "skill_id", "employments": "learner_id", "goals": "learner_id", "role_skills": "skill_id"}


def test_the_same_folder_twice_changes_nothing_the_second_time_on_either_database(store, tmp_path):
    load(store, check(frames()), 1)
    changed = {name: without("bob") for name in ("learners", "employments", "goals")} | {"contents": without("pruning")}
    folder = whole(tmp_path / "in", **changed)
    first = put(store, folder).tallies
    assert [first[name].ended for name in ("learners", "employments", "goals", "contents")] == [1, 1, 1, 1]
    seen = {name: standing(store, name) for name in frames() if name != "events"}
    again = put(store, folder, at=AT + 9 * DAY).tallies
    assert {(one.new, one.changed, one.ended) for one in again.values()} == {(0, 0, 0)}
    assert seen == {name: standing(store, name) for name in seen}


def test_what_events_name_is_found_on_either_database(store, tmp_path):
    load(store, check(frames()), 1)
    with store.reading() as session:
        assert session.events.naming("skill_id") == {"plants"}
        assert session.events.naming("behaviour_id") == frozenset()


def test_a_learner_who_is_left_out_stays_and_their_job_ends_the_day_before(full, tmp_path):
    put(full, a_folder(tmp_path / "in", learners=without("bob")))
    assert "bob" in by_id(full, "learners")
    jobs = by_id(full, "employments")
    assert (jobs["bob"]["valid_to"], jobs["bob"]["status"]) == (YESTERDAY, "active")
    assert "valid_to" not in jobs["ada"]


def test_a_job_that_is_listed_goes_on_although_its_learner_is_not(full, tmp_path):
    put(full, whole(tmp_path / "in", learners=without("bob")))
    assert "valid_to" not in by_id(full, "employments")["bob"]


def test_what_learners_did_never_moves_and_events_are_only_added(full, tmp_path):
    later = frames()["events"].assign(event_id=["e1", "e4", "e5"])
    tallies = put(full, a_folder(tmp_path / "in", events=later)).tallies
    assert tallies == {"events": Tally(new=2, same=1)}
    with full.reading() as session:
        assert [event.event_id for part in session.events.all() for event in part] == ["e1", "e2", "e4", "e3", "e5"]


def test_a_content_that_is_left_out_is_retired_and_comes_back_when_it_is_listed_again(full, tmp_path):
    put(full, whole(tmp_path / "in", contents=without("pruning")))
    assert by_id(full, "contents")["pruning"]["status"] == "retired"
    assert by_id(full, "contents")["pruning"]["title"] == "Pruning"
    assert put(full, whole(tmp_path / "in")).tallies["contents"] == Tally(changed=1, same=5)
    assert by_id(full, "contents")["pruning"]["status"] == "active"


def test_tables_that_the_folder_lacks_stay_as_they_are_and_may_be_named(full, tmp_path):
    jobs = {"learner_id": ["bob"], "valid_from": ["2026-03-01"], "role_id": ["gardener"], "unit_id": ["park"]}
    done = put(full, a_folder(tmp_path / "in", employments=jobs))
    assert done.tallies == {"employments": Tally(new=1, ended=2)}
    found = {(row["learner_id"], row["valid_from"]): row for row in standing(full, "employments")}
    assert found["bob", "2026-03-01"]["role_id"] == "gardener"
    assert len(standing(full, "contents")) == 6


@pytest.mark.parametrize(
    ("there", "listed", "expected"),
    [
        pytest.param([("2024-01-01", "")], [], [("2024-01-01", YESTERDAY)], id="open: ends the day before"),
        pytest.param([("2024-01-01", "2026-03-02")], [], [("2024-01-01", YESTERDAY)], id="last day today: so too"),
        pytest.param([("2024-01-01", YESTERDAY)], [], [("2024-01-01", YESTERDAY)], id="over: stays"),
        pytest.param([("2026-03-02", "")], [], [], id="begins today: never was"),
        pytest.param([("2026-04-01", "")], [], [], id="begins later: never will"),
        pytest.param(
            [("2024-01-01", "")],
            [("2026-02-01", "")],
            [("2024-01-01", "2026-01-31"), ("2026-02-01", "")],
            id="moved: ends the day before the next",
        ),
        pytest.param([("2024-01-01", "")], [("2023-12-01", "")], [("2023-12-01", "")], id="first day mended: replaced"),
        pytest.param(
            [("2023-01-01", "2023-12-31"), ("2024-01-01", "")],
            [("2024-01-01", "")],
            [("2023-01-01", "2023-12-31"), ("2024-01-01", "")],
            id="a picture of today leaves the past alone",
        ),
        pytest.param(
            [("2023-01-01", "2023-12-31")],
            [("2023-06-01", "")],
            [("2023-01-01", "2023-05-31"), ("2023-06-01", "")],
            id="the past gives way to what overlaps it",
        ),
    ],
)
def test_a_job_that_is_left_out_ends_where_the_picture_says(local, tmp_path, there, listed, expected):
    load(local, check(frames() | {"employments": jobs(there)}), 1)
    put(local, a_folder(tmp_path / "in", employments=jobs(listed)))
    found = [(row["valid_from"], row.get("valid_to", "")) for row in standing(local, "employments")]
    assert found == expected


def jobs(spans):
    return pd.DataFrame(
        {
            "learner_id": pd.Series(["ada"] * len(spans), dtype=object),
            "valid_from": pd.Series([begin for begin, _ in spans], dtype=object),
            "valid_to": pd.Series([end for _, end in spans], dtype=object),
        }
    )


def test_rows_of_other_tables_go(full, tmp_path):
    done = put(full, a_folder(tmp_path / "in", role_skills=lambda f: f[f["skill_id"] != "safety"]))
    assert done.tallies["role_skills"] == Tally(same=2, ended=1)
    assert {row["skill_id"] for row in standing(full, "role_skills")} == {"books", "plants"}


def test_what_others_still_name_stays_and_so_does_what_it_names_in_turn(full, tmp_path):
    tree = {"unit_id": ["office", "park", "firm"], "name": ["Office", "Park", "Firm"], "parent_id": ["firm", "", ""]}
    put(full, a_folder(tmp_path / "in", units=tree), snapshot=False)
    done = put(full, a_folder(tmp_path / "in", units={"unit_id": ["park"], "name": ["Park"]}))
    assert done.tallies["units"] == Tally(same=1, held=2)
    assert len(standing(full, "units")) == 3


def test_a_role_goes_together_with_the_links_that_named_it(full, tmp_path):
    folder = a_folder(
        tmp_path / "in",
        roles=without("clerk"),
        role_skills=without("clerk"),
        employments=lambda f: f[f.learner_id == "x"],
    )
    done = put(full, folder)
    assert (done.tallies["roles"], done.tallies["role_skills"].ended) == (Tally(same=1, held=1), 1)
    with full.writing() as session:
        session.rows.put([change(row) for row in session.rows.current("employments")], 3)
    assert put(full, folder).tallies["roles"] == Tally(same=1, ended=1)


def change(row):
    from api.store import Change

    return Change("employments", (row["learner_id"], row["valid_from"]), None)


def test_a_skill_that_evidence_hangs_on_stays_although_no_table_names_it(full, tmp_path):
    names = ("content_skills", "role_skills", "goals", "skills")
    folder = a_folder(tmp_path / "in", **dict.fromkeys(names, lambda frame: frame.head(0)))
    done = put(full, folder)
    assert (done.tallies["skills"].ended, done.tallies["skills"].held) == (2, 1)
    assert list(by_id(full, "skills")) == ["plants"]


def test_an_audience_holds_the_role_that_it_names(full, tmp_path):
    nothing = {name: (lambda f: f.head(0)) for name in ("roles", "role_skills", "employments")}
    put(full, a_folder(tmp_path / "in", **nothing | {"employments": lambda f: f}))
    with full.writing() as session:
        session.rows.put([change(row) for row in session.rows.current("employments")], 3)
    put(full, a_folder(tmp_path / "in", roles=lambda f: f.head(0)))
    assert list(by_id(full, "roles")) == ["gardener"]


@pytest.mark.parametrize(("lost", "refused"), [(1, False), (2, True)])
def test_more_than_one_in_twenty_may_not_vanish_unless_told(local, tmp_path, lost, refused):
    names = [f"c{n:02}" for n in range(20)]
    contents = pd.DataFrame({"content_id": names, "title": names})
    load(
        local, check({"contents": contents, "learners": frames()["learners"], "events": frames()["events"].head(0)}), 1
    )
    folder = a_folder(tmp_path / "in", contents=contents.iloc[lost:])
    if not refused:
        assert put(local, folder, most=5.0).tallies["contents"].ended == lost
        return
    with pytest.raises(TablesRefused, match="would vanish") as told:
        put(local, folder, most=5.0)
    assert told.value.problems[0].startswith("contents: 2 of 20 rows would vanish (10.0 %), allowed are 5 %")
    assert {row["status"] for row in standing(local, "contents")} == {"active"}
    assert put(local, folder, most=10.0).tallies["contents"].ended == 2


def test_every_table_that_would_lose_too_much_is_told_and_only_those_in_force_count(full, tmp_path):
    changed = {"learners": without("bob"), "employments": without("bob"), "goals": without("bob")}
    folder = whole(tmp_path / "in", role_skills=without("clerk"), **changed)
    with pytest.raises(TablesRefused) as told:
        put(full, folder, most=5.0)
    said = [problem.split(" rows")[0] for problem in told.value.problems]
    assert said == ["employments: 1 of 2", "goals: 1 of 1", "learners: 1 of 2", "role_skills: 1 of 3"]


def test_people_who_move_do_not_count_as_vanishing(full, tmp_path):
    moved = {"learner_id": ["ada", "bob"], "valid_from": ["2026-03-01"] * 2, "unit_id": ["office", "park"]}
    done = put(full, a_folder(tmp_path / "in", employments=moved), most=0.0)
    assert done.tallies["employments"] == Tally(new=2, ended=2)


def test_a_rehearsal_tells_the_same_numbers_and_writes_nothing(full, tmp_path):
    later = frames()["events"].assign(event_id=["e1", "e8", "e9"])
    changed = {name: without("bob") for name in ("learners", "employments", "goals")}
    folder = whole(tmp_path / "in", events=later, **changed)
    rehearsed = put(full, folder, most=5.0, dry=True)
    assert rehearsed.refused[0].startswith("employments: 1 of 2")
    assert len(standing(full, "goals")) == 1
    assert put(full, folder).tallies == rehearsed.tallies


def test_without_a_snapshot_rows_are_only_added_and_changed(full, tmp_path):
    renamed = {"unit_id": ["park", "yard"], "name": ["The park", "Yard"]}
    done = put(full, a_folder(tmp_path / "in", units=renamed), snapshot=False, most=0.0)
    assert done.tallies["units"] == Tally(new=1, changed=1)
    assert {row["name"] for row in standing(full, "units")} == {"Office", "The park", "Yard"}


def test_a_table_of_which_rows_cannot_be_read_ends_nothing_nor_does_what_leans_on_it(full, tmp_path):
    changed = {"goals": without("bob"), "events": lambda frame: frame[frame["learner_id"] != "bob"]}
    folder = whole(tmp_path / "in", **changed)
    (folder / "learners.csv").write_text("learner_id,display_name\nada,Ada\nbob,Bob, the second\neve,Eve\n")
    done = put(full, folder)
    assert done.in_part == ("employments", "learners")
    assert "valid_to" not in by_id(full, "employments")["bob"]
    assert done.tallies["goals"].ended == 1


def test_a_learner_whom_only_events_still_name_has_left_all_the_same(full, tmp_path):
    bare = {"learner_id": ["ada", "eve"]}
    put(full, a_folder(tmp_path / "in", learners=bare, events=lambda frame: frame))
    jobs = by_id(full, "employments")
    assert (jobs["bob"].get("valid_to"), jobs["ada"].get("valid_to")) == (YESTERDAY, None)


def test_events_of_somebody_unknown_bring_a_row_that_stands_in(full, tmp_path):
    events = frames()["events"].head(1).assign(event_id="e9", learner_id="new")
    assert put(full, a_folder(tmp_path / "in", events=events)).tallies["learners"] == Tally(new=1)


def test_a_clash_with_what_stays_is_refused_whole(full, tmp_path):
    circle = {"unit_id": ["office", "park"], "name": ["Office", "Park"], "parent_id": ["park", "office"]}
    with pytest.raises(TablesRefused):
        put(full, a_folder(tmp_path / "in", units=circle, contents=without("pruning")))
    assert by_id(full, "contents")["pruning"]["status"] == "active"
