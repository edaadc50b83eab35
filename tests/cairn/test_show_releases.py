from __future__ import annotations

from dataclasses import replace

import pytest

from cairn.show.card import card
from cairn.show.comparison import comparison
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


SOME = Difference(0.02, 0.01, 0.03, 500)


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
    assert "NDCG@10 of what was chosen next ↑ 0.3123 0.1000" in text
    assert "learners who judged 1,200 –" in text


def test_a_floor_of_nothing_is_a_figure_not_a_gap():
    assert "among the first 10 ↑ 0.5000 0.0000" in words(printed(metrics(paired({"hit@10": 0.5, "hit@10_floor": 0.0}))))


def test_a_release_tells_figures_verdict_version_and_run():
    text = words(printed(released(a_release())))
    assert "NDCG@10 of what was chosen next ↑ 0.3123 0.1000" in text
    assert "Verdict: better." in text
    assert "Difference in NDCG@10 to the champion's recipe (95 % interval)" in text
    assert "everybody +0.0200 +0.0100 +0.0300 500" in text
    assert "Effects are declared." in text
    assert "Run run7 in the tracker, 12 seconds." in text


def test_a_figure_without_a_name_in_words_is_shown_by_its_own():
    assert "surprise@3 0.2000" in words(printed(metrics(paired({"surprise@3": 0.2}))))


def test_a_first_release_is_compared_with_popularity_and_audited_groups_are_named_as_such():
    found = Comparison(False, SOME, {"audited: gender male": SOME, "new learners": SOME}, SOME)
    text = words(printed(released(a_release(previous=None, comparison=found))))
    assert text.count("Difference in NDCG@10 to popularity") == 1
    assert "audited: gender male +0.0200" in text
    assert "gap closed per hour, forecast, to popularity (95 % interval)" in text
    assert "everybody +0.02000" in text


def test_a_comparison_that_changes_nothing_is_one_line():
    none = Difference(0.0, 0.0, 0.0, 500)
    text = printed(comparison(Comparison(True, none, {"new learners": none}, none), "popularity"))
    assert text.strip() == "The same recipe on the same data: nothing differs."
    text = printed(comparison(Comparison(True, none, {"new learners": SOME}, none), "popularity"))
    assert "nothing differs" not in text


def test_too_few_learners_to_compare_are_counted():
    few = Comparison(False, Difference(0.02, 0.01, 0.03, 1))
    assert "Only 1 learner chose after the cut; 30 are needed" in words(printed(comparison(few, "popularity")))


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
    for part in (
        "chance.strength 2.0",
        "ranker.size 50",
        "NDCG@10 of what was chosen next ↑ 0.3123 0.1000",
        "Effects are declared.",
    ):
        assert part in text


def test_a_card_without_assumptions_says_none_and_breaks_no_key():
    long = {"a_part_with_a_long_name": {"a_parameter_of_some_length": "word " * 30}}
    text = printed(card("v", replace(CARD, assumptions=(), recipe=long), {}), width=80)
    assert "a part with a long name.a parameter of some length" in text
    assert words(text).endswith("Assumptions • None.")


def test_a_bundle_that_was_refused_was_never_released(tmp_path):
    (tmp_path / "0123456789abcdef").mkdir()
    Shelf(tmp_path).write_release("0123456789abcdef", {"verdict": "worse"})
    assert "0123456789abcdef never released worse" in words(printed(shelf(Shelf(tmp_path))))


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
