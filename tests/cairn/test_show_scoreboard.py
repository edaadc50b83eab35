from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cairn.show.scoreboard import scoreboard, signed
from tests.cairn.cairn_print import printed, words
from training.scoreboard.board import Scoreboard
from training.scoreboard.chance import Chances
from training.scoreboard.effects import EffectRanks, Effects
from training.scoreboard.figure import Figure
from training.scoreboard.levels import LevelSlice
from training.scoreboard.standing import Standing

NAN = float("nan")
NOTHING = Figure(NAN, NAN, NAN)


def about(value):
    return Figure(value, value - 0.01, value + 0.01)


def a_standing(per_hour, ahead=None):
    return Standing(about(per_hour), about(0.074), about(11.31), about(9.2), ahead, ahead)


def a_board(**changes):
    slice_ = LevelSlice(3096, 200, about(0.09), about(0.038), about(0.76), about(0.19))
    empty = LevelSlice(0, 0, NOTHING, NOTHING, NOTHING, NOTHING)
    standings = {
        "cairn": a_standing(0.0165),
        "popularity": a_standing(0.0105, Figure(0.006, 0.0055, 0.0066)),
        "oracle": a_standing(0.0205, Figure(-0.004, -0.0046, -0.0034)),
    }
    plain = Scoreboard(
        world="hostile",
        model_version="0123456789abcdef",
        catalog_version="c0ffee",
        as_of=datetime(2026, 7, 1, tzinfo=UTC),
        seed=7,
        learners=200,
        weeks=12,
        follows=5,
        gap=Figure(0.335, 0.324, 0.346),
        levels={"all": slice_, "evidence 10+": empty},
        chance=Chances(38_206, 0.55, about(0.248), about(0.377), about(0.058), about(0.05)),
        effects=Effects(EffectRanks(270, about(0.66)), EffectRanks(449, about(0.6)), 0.11),
        lists=standings,
        paths=standings,
    )
    return replace(plain, **changes)


def told(**changes):
    return words(printed(scoreboard(a_board(**changes))))


def test_it_says_which_bundle_which_world_whom_and_when():
    assert "Scoreboard of bundle 0123456789abcdef in the hostile world" in told()
    assert "200 learners drawn with seed 7, as of 2026-07-01T00:00:00Z" in told()


def test_a_bundle_that_learned_from_other_tables_is_said_to_have():
    assert "trained on other tables" not in told()
    assert "Brackets hold 95 % intervals. The bundle was trained on other tables than these." in told(
        trained_here=False
    )


def test_gaps_are_told_in_points_of_a_hundredth():
    assert "true gap is 33.5 (32.4 to 34.6) points on average" in told()
    assert "popularity 1.05 (.05 to 2.05) +.60 (.55 to .66) 7.4 (6.4 to 8.4) +.6 (.5 to .7) 11.3" in told()


def test_where_cairn_is_behind_the_sign_says_so_and_beside_cairn_itself_nothing_stands():
    assert "-.40 (-.46 to -.34)" in told()
    assert "Cairn 1.65 (.65 to 2.65) 7.4 (6.4 to 8.4) 11.3 popularity" in told()


def test_levels_are_told_slice_by_slice_and_an_empty_one_with_dashes():
    assert "all 3,096 .090 (.080 to .100) +.038 (.028 to .048) .76 (.75 to .77) .19" in told()
    assert "evidence 10+ 0 – – – –" in told()


def test_the_skill_of_the_chance_stands_beside_what_is_possible():
    assert "Brier skill against the base rate: .248 (.238 to .258); the true chances themselves reach .377" in told()
    assert "38,206 pairs, of which 55 % would be finished" in told()


def test_what_the_truth_does_not_tell_of_is_not_made_up():
    assert "no pairs assigned at random" in told(chance=None)
    assert "teach nothing" in told()
    assert "teach nothing" not in told(effects=replace(a_board().effects, useless=None))


@pytest.mark.parametrize(("follows", "said"), [(1, "each followed once"), (5, "each followed 5 times")])
def test_it_says_how_often_paths_were_followed(follows, said):
    assert said in told(follows=follows)


def test_it_fits_into_the_widest_line_without_breaking_a_name():
    lines = printed(scoreboard(a_board())).splitlines()
    assert max(map(len, lines)) <= 100
    assert sum(line.strip().startswith("popularity ") for line in lines) == 2


@pytest.mark.parametrize("width", [80, 100])
def test_where_figures_are_long_none_is_cut(width):
    far = Standing(*(Figure(-0.2345, -0.3456, -0.1234),) * 4, *(Figure(-0.2345, -0.3456, -0.1234),) * 2)
    slice_ = replace(a_board().levels["all"], bias=Figure(-0.234, -0.345, -0.123))
    board = a_board(lists={"cairn": far, "popularity": far}, levels={"evidence 10+": slice_})
    said = printed(scoreboard(board), width=width)
    assert "…" not in said
    assert [said.count(part) for part in ("-23.45", "(-34.56", "-12.34)", "(-34.6", "-12.3)")] == [4] * 5
    assert "(-.345 to" in said
    assert max(map(len, said.splitlines())) <= width


def test_no_difference_has_no_sign():
    assert signed(Figure(0.0, 0.0, 0.0), 1).split()[0] == ".0"
