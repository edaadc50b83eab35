from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from cairn.show.certificate import sentences
from cairn.show.path import path, summary
from cairn.show.recommendation import recommendation
from recommender.types import Basis, Estimate, Reason
from tests.cairn.cairn_answers import a_certificate, a_gain, a_path, a_recommendation, a_step, a_suggestion, an_answer
from tests.cairn.cairn_print import printed, words

GLUE = "\N{NO-BREAK SPACE}"
EPOCH = datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 9, tzinfo=UTC)
WIDTHS = (100, 80)
CLOSED = "This plan closes 55 % of what is missing; the bound for plans under the same demands is 57 % (gap 3 %)."


def ranked(step, rank):
    return replace(step, suggestion=replace(step.suggestion, rank=rank))


def told(proof):
    return [sentence.replace(GLUE, " ") for sentence in sentences(proof)]


def test_a_recommendation_says_rank_content_minutes_levels_chance_and_why():
    text = words(printed(recommendation(a_recommendation(a_suggestion(1, minutes=1095.0)))))
    assert " 1 Finding faults, part 1 1,095 " in text
    assert ".32→.55" in text
    assert "62 %" in text
    assert "51–72 %" in text
    assert "0.70 wanted" in text


def test_contents_stand_in_the_order_of_the_answer_with_their_own_ranks():
    text = printed(recommendation(a_recommendation(a_suggestion(1, title="Beta"), a_suggestion(2, title="Alpha"))))
    assert re.search(r"^ *1 +Beta", text, re.MULTILINE)
    assert re.search(r"^ *2 +Alpha", text, re.MULTILINE)
    assert text.index("Beta") < text.index("Alpha")


def test_the_chance_is_not_told_twice():
    text = words(printed(recommendation(a_recommendation(a_suggestion()))))
    assert "We expect a 62% chance" not in text


def test_every_reason_without_a_column_is_told():
    reasons = (Reason("required", "Fire safety is due"), Reason("follows", "Often chosen after Basics"))
    text = words(printed(recommendation(a_recommendation(a_suggestion(reasons=reasons)))))
    assert "Fire safety is due" in text
    assert "Often chosen after Basics" in text


def test_a_content_that_moves_no_level_says_so():
    assert "no level" in printed(recommendation(a_recommendation(a_suggestion(gains=()))))


@pytest.mark.parametrize(("by", "asked", "told"), [("value", 2, True), ("value", 1, False), ("affinity", 2, False)])
def test_a_list_by_value_that_ends_early_says_why(by, asked, told):
    found = replace(a_recommendation(a_suggestion()), ranked_by=by)
    text = words(printed(recommendation(found, asked)))
    assert ("It ends where an hour of the next one would bring too little." in text) == told


def test_an_empty_recommendation_says_that_nothing_fits_instead_of_showing_an_empty_table():
    text = printed(recommendation(a_recommendation()))
    assert "Nothing fits" in text
    assert "chance" not in text


def test_the_answer_says_what_it_rests_on_as_of_when_and_which_versions_gave_it():
    text = words(printed(recommendation(a_recommendation(a_suggestion(), basis=Basis.ROLE))))
    assert "As of 2026-03-02 12:00 UTC, from the role held (basis: role)." in text
    assert "Model 0123456789ab · catalogue ba9876543210 · data as of 2026-03-02 12:00 UTC" in text
    assert "Levels fade with a half-life of 720 days." in text


def test_days_are_counted_instead_of_dated_where_only_the_order_of_events_is_known():
    answer = an_answer(as_of=EPOCH, data_as_of=None, valid_until=EPOCH)
    step = replace(a_step(), start=EPOCH + timedelta(days=1), finish=EPOCH + timedelta(days=8))
    text = words(printed(path(a_path(step, answer=answer))))
    assert "As of the last event (only the order of events is known)" in text
    assert "day 2 to day 9" in text
    assert "data without dates" in text
    assert "1970" not in text


def test_a_named_moment_keeps_its_dates_even_if_events_have_none():
    text = words(printed(path(a_path(a_step(), answer=an_answer(data_as_of=None)))))
    assert "As of 2026-03-02 12:00 UTC" in text
    assert "2026-03-02 to 2026-03-06" in text


@pytest.mark.parametrize("basis", list(Basis))
def test_every_basis_has_words(basis):
    assert f"(basis: {basis.value})" in words(printed(recommendation(a_recommendation(a_suggestion(), basis=basis))))


def test_a_chain_leads_from_the_outcome_over_the_behaviour_and_the_skill_to_the_rows_that_teach_it():
    text = words(printed(recommendation(a_recommendation(a_suggestion(1, title="One"), a_suggestion(2, title="Two")))))
    assert "First-call resolution ← Diagnoses before forwarding ← Fault finding (ranks 1, 2)" in text


def test_a_chain_of_a_path_names_only_the_steps_that_serve_it():
    text = words(printed(path(a_path(a_step(1, because=()), a_step(2)))))
    assert "Fault finding (step 2)" in text


def test_without_outcomes_there_is_no_part_on_outcomes():
    assert "outcomes" not in printed(recommendation(a_recommendation(a_suggestion(because=()))))


def test_a_path_lists_its_steps_with_both_dates_and_marks_duties():
    text = printed(path(a_path(a_step(1), a_step(2, mandatory=True))))
    assert re.search(r"1 +2026-03-02 +Finding faults, part 1", text)
    assert re.search(r"2 +2026-03-09 +Finding faults, part 2", text)
    assert "2026-03-13" in text
    assert text.count("must be done") == 1


def test_a_path_is_summed_up_in_one_sentence():
    found = a_path(a_step(1), a_step(2), cost=120.0)
    assert summary(found).replace(GLUE, " ") == "2 steps, 3 h 10 min, cost 120, 2026-03-02 to 2026-03-13."


def test_an_amount_that_is_not_whole_keeps_its_decimals():
    assert "cost 120.50," in summary(a_path(a_step(1), cost=120.5)).replace(GLUE, " ")


def test_what_happens_live_is_told_with_its_clock_times_and_a_whole_day_without():
    live, day = a_step(1), replace(a_step(2), start=MIDNIGHT, finish=MIDNIGHT + timedelta(days=1))
    text = printed(path(a_path(live, certificate=a_certificate())))
    assert text.count("12:00 UTC") > printed(path(a_path(day))).count("12:00 UTC")
    assert "00:00 UTC" not in printed(path(a_path(day)))


def test_work_is_for_json_not_for_the_page():
    assert "pricing" not in printed(path(a_path(a_step())))


@pytest.mark.parametrize("basis", list(Basis))
def test_it_is_said_where_nothing_is_wanted(basis):
    text = words(printed(recommendation(a_recommendation(a_suggestion(), basis=basis))))
    assert ("Nothing is known to be wanted" in text) == (basis in (Basis.AFFINITY, Basis.POPULAR))


def test_a_path_without_steps_says_that_none_is_worth_taking():
    text = words(printed(path(a_path())))
    assert "No step is worth taking" in text
    assert "dates" not in text


def test_steps_are_numbered_by_their_place_not_by_their_rank():
    found = a_path(ranked(a_step(1, title="First"), 7), ranked(a_step(2, title="Second"), 3))
    text = printed(path(found))
    assert re.search(r"^ *1 +2026-03-02 +First", text, re.MULTILINE)
    assert re.search(r"^ *2 +2026-03-09 +Second", text, re.MULTILINE)


def test_the_certificate_says_value_wanted_bound_gap_and_what_we_expect():
    assert told(a_certificate())[:2] == [
        CLOSED,
        "With drop-outs we expect 39 % (21 % to 55 %).",
    ]


def test_the_certificate_repeats_its_claim():
    assert told(a_certificate())[2:] == [
        "The best fixed plan found; a learner who adapts may do better.",
    ]


def test_a_certificate_without_claim_and_work_leaves_no_empty_sentence():
    assert len(told(a_certificate(claim="", work={}))) == 2


def test_where_nothing_is_wanted_nothing_is_proven():
    assert told(a_certificate(value=0.0, bound=0.0, wanted=0.0)) == [
        "No gap was to be closed, so there is nothing to prove."
    ]


def test_a_tiny_gap_is_not_called_none():
    assert "(gap less than 1 %)" in told(a_certificate(gap=0.001))[0]


def test_a_forecast_is_called_what_we_expect():
    text = words(printed(path(a_path(a_step()))))
    assert "Forecast for the wanted skills (80 % interval, drop-outs counted)" in text
    assert "Fault finding .32 (.22–.42) .50 (.38–.61)" in text


def test_levels_that_we_expect_to_stay_are_not_forecast():
    still = replace(a_gain("Juggling"), after=a_gain("Juggling").before)
    text = printed(path(a_path(a_step(), forecast=(still, a_gain("Talking")))))
    assert "Talking" in text
    assert "Juggling" not in text
    assert "Forecast" not in printed(path(a_path(a_step(), forecast=(still,))))


def test_what_stays_unmet_says_what_was_wanted_and_why_it_stays_open():
    text = words(printed(path(a_path(a_step()))))
    assert "Negotiation .70 .40 (.30–.50) nothing on offer teaches it further" in text


def test_a_path_that_meets_everything_has_no_part_on_what_stays_open():
    assert "unmet" not in printed(path(a_path(a_step(), unmet=(), forecast=())))


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_asked(width):
    long = a_suggestion(
        title="An introduction to very longwinded compound descriptions " * 3,
        gains=(a_gain("Kommunikationsfähigkeit in schwierigen Gesprächen"), a_gain("x" * 60)),
        reasons=(Reason("gap", "y" * 70), Reason("wanted", "because " * 30)),
    )
    for answer in (recommendation(a_recommendation(long)), path(a_path(a_step(1), a_step(2)))):
        assert max(map(len, printed(answer, width=width).splitlines())) <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_numbers_stay_in_one_piece(width):
    gains = tuple(a_gain(f"Skill number {n}", before=n / 10, after=n / 10 + 0.07) for n in range(1, 4))
    item = a_suggestion(gains=gains, minutes=12345.0, chance=Estimate(0.998, 0.95, 1.0))
    text = printed(recommendation(a_recommendation(item)), path(a_path(a_step(1, gains=gains))), width=width)
    for piece in (".10→.17", ".30→.37", "12,345", "> 99 %", "95–100 %", "2026-03-02", ".50 (.38–.61)", "12:00 UTC"):
        assert piece in text


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_that_was_claimed_is_cut_off(width):
    text = words(printed(path(a_path(a_step(1, title="Nine words that need more than one line here"))), width=width))
    for word in ("Nine", "words", "that", "need", "more", "than", "one", "line", "here"):
        assert word in text
    assert "…" not in text


def test_a_title_cannot_steer_the_terminal_or_mark_itself_up():
    text = printed(recommendation(a_recommendation(a_suggestion(title="\x1b[31mRed\x07 [bold]x[/bold]\u202e"))))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "[bold]x[/bold]" in words(text)


def test_piped_text_holds_no_unbreakable_spaces_so_that_it_can_be_searched():
    assert GLUE not in printed(path(a_path(a_step())), recommendation(a_recommendation(a_suggestion())))


def test_wide_letters_are_counted_as_wide():
    found = recommendation(a_recommendation(a_suggestion(title="机器学习基础与实践" * 4)))
    assert max(map(cell_len, printed(found, width=80).splitlines())) <= 80


def test_of_many_levels_a_cell_tells_the_first_three():
    gains = tuple(a_gain(f"Skill number {n}", before=0.1, after=0.2) for n in range(1, 6))
    text = printed(path(a_path(a_step(1, gains=gains))), width=100)
    assert ["Skill number 3" in text, "Skill number 4" in text] == [True, False]


def test_of_many_unmet_skills_the_first_eight_are_told_and_the_rest_counted():
    left = tuple(replace(a_path().unmet[0], name=f"Missing {n:02d}") for n in range(1, 12))
    text = printed(path(a_path(a_step(1), unmet=left)), width=100)
    assert ["Missing 08" in text, "Missing 09" in text, "And 3 more" in text] == [True, False, True]
