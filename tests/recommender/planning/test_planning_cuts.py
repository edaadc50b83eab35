"""What sets without an order teach."""

from __future__ import annotations

from datetime import date
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings

from recommender.planning.cuts import explained, order_cut, rows_of, stuck_cuts
from recommender.planning.problem import take
from recommender.planning.schedule import find_order
from recommender.planning.setting import Setting
from tests.planning_builders import a_content, a_problem, weeks
from tests.properties.planning_problems import problems

OTHER = ((1, 0.0, 0.8, 0.5),)


def a_setting(problem) -> Setting:
    return Setting.of(take(problem, np.arange(len(problem))))


WAITING = a_setting(
    a_problem(
        a_content("one", teaches=((0, 0.0, 0.9, 0.9),), asks=((1, 0.6),)),
        a_content("two", teaches=((1, 0.0, 0.9, 0.9),), asks=((0, 0.6),)),
        a_content("helper", teaches=((1, 0.0, 0.7, 0.9),)),
        a_content("too late", teaches=((1, 0.7, 0.9, 0.9),)),
        a_content("unrelated", teaches=()),
        a_content("another helper", teaches=((0, 0.1, 0.7, 0.9),)),
    )
)


def test_contents_that_wait_for_each_other_need_one_helper_from_outside():
    cuts = stuck_cuts(WAITING, (0, 1, 4))
    assert [cut.inside for cut in cuts] == [(0,), (1,)]
    assert {cut.openers for cut in cuts} == {(2, 5)}  # what starts above the missing level is no help


def test_a_set_that_can_be_optimistically_started_is_not_stuck():
    assert stuck_cuts(WAITING, (0, 1, 2)) == ()


def test_what_requires_a_stuck_content_is_stuck_too():
    setting = a_setting(a_problem(a_content("a", asks=((1, 0.6),)), a_content("b", requires=("a",))))
    assert [cut.inside for cut in stuck_cuts(setting, (0, 1))] == [(0,), (1,)]


def test_an_order_cut_keeps_only_what_clashes():
    soon = date(2026, 1, 6)
    setting = a_setting(
        a_problem(
            a_content("a", due=soon), a_content("b", due=soon, teaches=OTHER), a_content("c"), calendar=weeks(2, 250)
        )
    )
    cut, _ = order_cut(setting, (0, 1, 2), 1000)
    assert (cut.inside, cut.openers) == ((0, 1), ())


def test_rows_of_a_cut_name_only_the_columns_of_the_model():
    cut = stuck_cuts(WAITING, (0, 1, 4))[0]
    inside, openers = rows_of(cut, np.array([0, 1, 4]))
    assert (inside.tolist(), openers.tolist()) == ([0], [])


@given(problems(largest=5))
@settings(max_examples=80, deadline=None)
def test_no_cut_refuses_a_set_that_has_an_order(problem):
    setting = a_setting(problem)
    everything = range(len(problem))
    sets = list(chain.from_iterable(combinations(everything, size) for size in range(1, len(problem) + 1)))
    closed = [s for s in sets if setting.closed(np.array(s)).tolist() == list(s)]
    orderly = [s for s in closed if find_order(setting, s, 10**6).order is not None]
    for refused in [s for s in closed if s not in orderly][:6]:
        cuts, _ = explained(setting, refused, 10**5)
        for cut in cuts:
            assert set(cut.inside) <= set(refused)
            assert not set(cut.openers) & set(refused)
            for legal in orderly:
                assert not set(cut.inside) <= set(legal) or set(cut.openers) & set(legal)


def test_moves_are_counted_and_end_the_shrinking():
    setting = a_setting(a_problem(*(a_content(n, due=date(2026, 1, 6)) for n in "abc"), calendar=weeks(2, 250)))
    cut, spent = order_cut(setting, (0, 1, 2), 0)
    assert (cut.inside, spent) == ((0, 1, 2), 0)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_a_cut_does_not_depend_on_how_a_set_is_listed(order):
    setting = a_setting(a_problem(*(a_content(n, due=date(2026, 1, 6)) for n in "abc"), calendar=weeks(2, 250)))
    assert order_cut(setting, order, 1000)[0].inside in ((1, 2), (2, 1))
