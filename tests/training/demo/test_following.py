"""Plans are followed by the hidden mechanism: calibrated, repeatable, and never learned from."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np
import pandas as pd
import pytest

from recommender.errors import QueryRefused, SourceRefused
from recommender.tables import checked
from tests.training.demo.demo_house import an_organisation
from training.demo import write
from training.demo.hidden.following import Hidden, Planned, follow

WORLDS = ("friendly", "misspecified", "hostile")


@cache
def hidden(world: str = "misspecified") -> Hidden:
    with TemporaryDirectory() as folder:
        write(an_organisation(2000, 7, world), Path(folder), "parquet")
        return Hidden.read(Path(folder) / "truth")


def truth(name: str, world: str = "misspecified") -> pd.DataFrame:
    return an_organisation(2000, 7, world).truth[name]


def a_plan(*contents: str, days: int = 7) -> list[Planned]:
    first = hidden().until + timedelta(days=1)
    return [Planned(content, first + timedelta(days=days * place)) for place, content in enumerate(contents)]


def contents(trait: str = "plain", **wanted: object) -> list[str]:
    rows = truth("hidden_contents").merge(
        truth("content_effects").drop_duplicates("content_id")[["content_id", "trait"]]
    )
    kept = rows["trait"] == trait
    for name, value in wanted.items():
        kept &= rows[name] == value
    return rows["content_id"][kept].tolist()


@pytest.mark.parametrize("world", WORLDS)
def test_levels_on_the_last_day_are_those_of_the_census(world: str) -> None:
    levels = truth("levels", world)
    last = levels[(levels["day"] == levels["day"].max()) & levels["learner_id"].isin(hidden(world).learner_ids[:400])]
    now = {learner: hidden(world).levels(learner) for learner in last["learner_id"].unique()}
    gap = [now[row.learner_id][row.skill_id] - row.level for row in last.itertuples()]
    assert len(gap) > 3000
    assert np.quantile(np.abs(gap), 0.9) < 0.001


def test_levels_fade_when_nothing_is_learned() -> None:
    for learner in hidden().learner_ids[:50]:
        now, later = hidden().levels(learner), hidden().levels(learner, hidden().until + timedelta(days=400))
        rows = truth("hidden_minds")[lambda r, who=learner: r["learner_id"] == who].set_index("skill_id")
        for skill, row in rows.iterrows():
            assert min(now[skill], row["floor"]) - 1e-9 <= later[skill] or row["peak"] < row["floor"]


def test_what_was_learned_fades_ever_more_slowly_as_no_exponential_does() -> None:
    rows = truth("hidden_minds")
    raised = rows[(rows["level"] - rows["floor"]) > 0.15].head(60)
    assert len(raised) == 60
    slower = []
    for row in raised.itertuples():
        days = [hidden().until + timedelta(days=step) for step in (0, 400, 800)]
        now, then, later = (hidden().levels(row.learner_id, day)[row.skill_id] - row.floor for day in days)
        slower.append(later / then - then / now)
    assert min(slower) > 0.0
    assert np.mean(slower) > 0.03


def test_the_same_seed_tells_the_same_and_another_something_else() -> None:
    learner, plan = hidden().learner_ids[5], a_plan(*contents(modality=0)[:8])
    first, second = (hidden().follow(learner, plan, 3) for _ in range(2))
    pd.testing.assert_frame_equal(first.events, second.events)
    assert (first.levels, first.minutes) == (second.levels, second.minutes)
    others = {hidden().follow(learner, plan, seed).minutes for seed in range(10)}
    assert len(others) > 3


def test_reading_from_either_format_tells_the_same(tmp_path: Path) -> None:
    plan, found = a_plan(*contents()[:6]), []
    for form in ("csv", "parquet"):
        write(an_organisation(200, 7, "hostile"), tmp_path / form, form)
        truth_there = Hidden.read(tmp_path / form / "truth")
        found.append(truth_there.follow(truth_there.learner_ids[0], plan, 1))
    pd.testing.assert_frame_equal(found[0].events, found[1].events)
    assert found[0].levels == pytest.approx(found[1].levels, abs=1e-6)
    assert follow(tmp_path / "csv/truth", hidden_first(tmp_path), plan, 1).minutes == found[0].minutes


def hidden_first(folder: Path) -> str:
    return Hidden.read(folder / "csv" / "truth").learner_ids[0]


@pytest.mark.parametrize("world", WORLDS)
def test_contents_are_finished_as_often_as_the_chance_says(world: str) -> None:
    rng, said, seen = np.random.default_rng(1), [], []
    there = hidden(world)
    for learner in there.learner_ids[:300]:
        picked = rng.choice(there.content_ids, 8, replace=False).tolist()
        then = there.follow(learner, [Planned(content, there.until) for content in picked], 1)
        said += there.chance(learner, picked).tolist()
        seen += [content in then.finished for content in picked]
    said_, seen_ = np.array(said), np.array(seen, float)
    bands = np.digitize(said_, [0.3, 0.5, 0.7, 0.9])
    for band in range(5):
        some = bands == band
        assert abs(said_[some].mean() - seen_[some].mean()) < 0.07
    assert len(seen) == 2400


def test_what_is_finished_now_raises_levels_as_the_gain_says() -> None:
    there, names, finished = hidden(), contents(modality=0, ending=1)[:4], 0
    for learner in there.learner_ids[:60]:
        before = there.levels(learner)
        for name, gain in zip(names, there.gain(learner, names), strict=True):
            then = there.follow(learner, [Planned(name, there.until, there.until)], 2)
            rise = np.array([then.levels[skill] - before[skill] for skill in there.skill_ids])
            assert np.allclose(rise, gain * (name in then.finished), atol=1e-9)
            finished += name in then.finished
    assert finished > 80


@pytest.mark.parametrize("world", WORLDS)
def test_nothing_is_gained_below_the_entry_level_but_in_the_friendly_world(world: str) -> None:
    effects = truth("content_effects", world)
    plain = effects[(effects["effect"] > 0.1) & (effects["entry_level"] > 0.3)]
    below, ready = [], []
    for learner in hidden(world).learner_ids[:60]:
        levels = hidden(world).levels(learner)
        level = plain["skill_id"].map(levels).to_numpy()
        gains = hidden(world).gain(learner, plain["content_id"].tolist())
        gain = gains[np.arange(len(plain)), [hidden(world).skill_ids.index(skill) for skill in plain["skill_id"]]]
        over = level - plain["entry_level"].to_numpy()
        below += gain[(over < -0.001) & (over > -0.2)].tolist()
        ready += gain[(over > 0.001) & (level < plain["exit_level"])].tolist()
    assert len(below) > 100
    assert np.mean(ready) > 0.03
    assert (max(below) == 0.0) == (world != "friendly")


def test_an_empty_plan_costs_nothing_and_lets_levels_be() -> None:
    learner = hidden().learner_ids[0]
    then = hidden().follow(learner, [], 1)
    assert (then.minutes, then.finished, len(then.events)) == (0.0, (), 0)
    assert then.levels == hidden().levels(learner)


def test_luck_with_a_content_does_not_hang_on_the_rest_of_the_plan() -> None:
    names = contents(modality=0, ending=1)[:5]
    alone, changed = 0, 0
    for learner in hidden().learner_ids[:40]:
        whole = hidden().follow(learner, a_plan(*names), 1)
        single = hidden().follow(learner, a_plan(names[-1]), 1)
        alone += names[-1] in single.finished
        changed += (names[-1] in single.finished) != (names[-1] in whole.finished)
    assert alone > 5
    assert changed <= 3


def test_nothing_happens_after_the_day_asked_for() -> None:
    plan = a_plan(*contents(modality=0)[:10])
    learner, middle = hidden().learner_ids[7], plan[4].start
    then = hidden().follow(learner, plan, 1, until=middle)
    assert then.until == middle
    assert (then.events["occurred_at"].dt.date <= middle).all()
    assert len(hidden().follow(learner, plan, 1).events) > len(then.events)


def test_minutes_count_what_was_dropped() -> None:
    rows = truth("hidden_contents").set_index("content_id")["minutes"]
    names = contents(modality=0)[:10]
    for learner in hidden().learner_ids[:30]:
        then = hidden().follow(learner, a_plan(*names), 1)
        done = rows[[name for name in names if name in then.finished]].sum()
        assert done <= then.minutes <= 1.3 * rows[names].sum()
        assert then.minutes > done or len(then.finished) == len(names)


def test_events_could_stand_in_the_events_table(tmp_path: Path) -> None:
    organisation = an_organisation(2000, 7, "misspecified")
    names = [name for name in hidden().content_ids if name not in contents("duty")]
    rng = np.random.default_rng(0)
    told = [
        hidden().follow(learner, a_plan(*rng.choice(names, 12, replace=False).tolist()), 1).events
        for learner in hidden().learner_ids[:40]
    ]
    rows = pd.concat(told, ignore_index=True)
    write(organisation, tmp_path, "parquet")
    rows.to_parquet(tmp_path / "events.parquet", index=False)
    assert len(checked(tmp_path)["events"]) == len(rows)
    kinds = set(rows["kind"])
    assert kinds >= {"started", "completed", "scored", "no_show"}
    assert rows["event_id"].is_unique


def test_retakes_and_certificates_are_reported() -> None:
    exams, told = contents(ending=2), []
    for learner in hidden().learner_ids[:100]:
        likely = exams[int(hidden().chance(learner, exams).argmax())]
        told.append(hidden().follow(learner, a_plan(likely), 4, date(2029, 1, 1)).events)
    rows = pd.concat(told)
    last = rows[rows["kind"].isin(["passed", "failed"])].groupby("learner_id").tail(1)
    assert set(last["kind"]) == {"passed", "failed"}
    assert set(rows["attempt"][rows["kind"] == "passed"]) == {1.0, 2.0}
    assert rows.groupby("learner_id")["attempt"].max().max() == 2.0


def test_every_problem_of_a_plan_is_told_at_once() -> None:
    learner, last = hidden().learner_ids[0], hidden().until
    plan = [
        Planned("nothing", last),
        Planned(contents()[0], last - timedelta(days=1)),
        Planned(contents()[0], last + timedelta(days=9), last),
    ]
    with pytest.raises(QueryRefused) as refusal:
        hidden().follow(learner, plan, -1)
    assert [problem.split(":")[0] for problem in refusal.value.problems] == ["seed", "step 1", "step 2", "step 3"]


def test_strangers_are_refused() -> None:
    with pytest.raises(QueryRefused, match="expected one of the"):
        hidden().levels("nobody")
    with pytest.raises(QueryRefused, match="found nothing"):
        hidden().chance(hidden().learner_ids[0], ["nothing"])


def test_a_folder_without_truth_is_refused_with_all_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="make it anew") as refusal:
        Hidden.read(tmp_path)
    assert len(refusal.value.problems) == 4


def test_a_truth_of_another_format_is_refused(tmp_path: Path) -> None:
    write(an_organisation(200, 7, "hostile"), tmp_path)
    note = tmp_path / "truth/hidden_world.csv"
    note.write_text(note.read_text().replace("hostile", "sunny"))
    with pytest.raises(SourceRefused, match="another format"):
        Hidden.read(tmp_path / "truth")


def test_following_is_fast() -> None:
    names = contents(modality=0)[:10]
    began = process_time()
    for learner in hidden().learner_ids[:50]:
        hidden().follow(learner, a_plan(*names), 1)
    assert (process_time() - began) / 500 < 0.004


def test_contents_given_by_lot_are_finished_as_often_as_they_say() -> None:
    for world in WORLDS:
        lots = truth("chances_if_assigned", world)
        assert len(lots) > 3000
        assert not lots.duplicated(["learner_id", "content_id"]).any()
        bands = pd.cut(lots["chance"], [0, 0.3, 0.5, 0.7, 0.9, 1])
        means = lots.groupby(bands, observed=True)[["chance", "finished"]].mean()
        assert (means["chance"] - means["finished"]).abs().max() < 0.05


def test_the_chance_of_a_lot_is_the_chance_that_is_told() -> None:
    lots = truth("chances_if_assigned").head(200)
    told = [hidden().chance(row.learner_id, [row.content_id])[0] for row in lots.itertuples()]
    assert np.allclose(told, lots["chance"], atol=0.002)


def test_the_last_day_is_that_of_the_history() -> None:
    assert hidden().until == date(2026, 6, 30)
    assert hidden("hostile").world == "hostile"
