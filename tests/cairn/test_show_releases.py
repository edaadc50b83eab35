from __future__ import annotations

from dataclasses import replace

import pytest

from cairn.show.card import card
from cairn.show.counts import counts, notes
from cairn.show.metrics import metrics, paired
from cairn.show.released import in_service, released
from cairn.show.shelf import shelf
from recommender.bundle import Card, Shelf
from tests.cairn.cairn_print import printed, words
from training.gate import Comparison, Difference
from training.run import Released

CARD = Card(
    recipe={"chance": {"strength": 2.0}, "ranker": {"size": 50}},
    seed=7,
    data_fingerprint="feed",
    catalog_version="c0ffee",
    ordering="time",
    metrics={"ndcg@10": 0.31234, "ndcg@10_floor": 0.1, "judged_learners": 1200.0},
    assumptions=("effects are declared",),
)


def a_release(**changes):
    plain = Released(
        version="0123456789abcdef",
        previous="fedcba9876543210",
        changed=True,
        card=CARD,
        comparison=Comparison(False, Difference(0.02, 0.01, 0.03, 500)),
        run_id="run7",
        seconds=12.4,
    )
    return replace(plain, **changes)


def test_figures_stand_beside_those_of_the_floor():
    text = words(printed(metrics(paired(CARD.metrics))))
    assert "ndcg@10 0.3123 0.1000" in text
    assert "judged learners 1,200 –" in text


def test_a_floor_of_nothing_is_a_figure_not_a_gap():
    assert "hit@10 0.5000 0.0000" in words(printed(metrics(paired({"hit@10": 0.5, "hit@10_floor": 0.0}))))


def test_a_release_tells_figures_verdict_version_and_run():
    text = words(printed(released(a_release())))
    assert "ndcg@10 0.3123 0.1000" in text
    assert "Verdict: better." in text
    assert "overall: NDCG@10 differs by +0.0200" in text
    assert "Effects are declared." in text
    assert "Run run7 in the tracker, 12 seconds." in text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "Version 0123456789abcdef is in service now instead of fedcba9876543210."),
        ({"previous": None}, "Version 0123456789abcdef is in service now."),
        ({"changed": False}, "Version 0123456789abcdef stays in service: the very same bundle came out."),
    ],
)
def test_a_release_says_what_is_in_service_now(changes, told):
    assert in_service(a_release(**changes)) == told


def test_a_release_without_assumptions_has_no_part_on_them():
    assert "Assumptions" not in printed(released(a_release(card=replace(CARD, assumptions=()))))


def test_a_card_tells_recipe_data_figures_assumptions_and_what_the_release_noted():
    text = words(printed(card("0123456789abcdef", CARD, {"released_at": "2026-03-02", "run_id": "run7"})))
    for part in ("Bundle 0123456789abcdef", "seed 7", "data feed", "catalogue c0ffee", "released at 2026-03-02"):
        assert part in text
    for part in ("chance.strength 2.0", "ranker.size 50", "ndcg@10 0.3123 0.1000", "Effects are declared."):
        assert part in text


def test_a_parameter_that_is_not_set_is_shown_as_a_dash():
    text = words(printed(card("v", replace(CARD, recipe={"chance": {"limit": None}}), {})))
    assert "chance.limit –" in text


def test_a_shelf_without_bundles_says_how_to_get_one(tmp_path):
    assert "cairn train DIR" in words(printed(shelf(Shelf(tmp_path / "models"))))


def test_a_shelf_shows_when_and_with_which_verdict_each_bundle_was_released(tmp_path):
    (tmp_path / "0123456789abcdef").mkdir()
    kept = Shelf(tmp_path)
    kept.write_release("0123456789abcdef", {"released_at": "2026-03-02T12:00:00+00:00", "verdict": "not worse"})
    text = words(printed(shelf(kept)))
    assert "0123456789abcdef 2026-03-02T12:00:00+00:00 not worse" in text


@pytest.mark.parametrize("width", [100, 80])
def test_releases_fit_the_width(width):
    text = printed(released(a_release()), card("0123456789abcdef", CARD, {"note": "word " * 60}), width=width)
    assert max(map(len, text.splitlines())) <= width


def test_counts_are_told_by_table():
    assert words(printed(counts("It holds:", {"learners": 2000, "goals": 0}))).endswith("learners 2,000 goals 0")


def test_without_notes_there_is_no_part_on_them():
    assert printed(notes(())).strip() == ""
    assert "• so it was" in printed(notes(("so it was",)))
