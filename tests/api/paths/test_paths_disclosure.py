"""Which figures would tell of a few people?"""

from __future__ import annotations

from itertools import product

import numpy as np

from api.flows.disclosure import cover_of

BELOW = {"all": ("north", "south"), "north": ("north-1", "north-2")}
UNITS = ("all", "north", "north-1", "north-2", "south")


def told(unit: str, **people: int) -> bool:
    """Whether the figure of a unit is told; people by unit, `_` for `-`."""
    own = {name: np.array([people.get(name.replace("-", "_"), 0)]) for name in UNITS}
    return bool(cover_of(unit, BELOW, own, 5).told(5)[0])


def test_five_people_may_be_told_of_and_four_not() -> None:
    assert told("south", south=5)
    assert not told("south", south=4)


def test_people_of_the_units_below_count() -> None:
    assert told("north", north_1=2, north_2=3)


def test_what_would_follow_by_difference_is_not_told() -> None:
    assert not told("north", north_1=6, north_2=2), "north less north-1 would tell of two people"
    assert told("north", north_1=6, north_2=5)
    assert told("north", north_1=6, north=5)
    assert told("north", north_1=6), "nobody else is there to be told of"


def test_a_difference_may_reach_over_several_levels() -> None:
    assert not told("all", north_1=6, south=3), "all less north, which shows the six of north-1, leaves three"
    assert told("all", north_1=6, north_2=2, south=3), "north shows nothing, and five are left beside north-1"


def test_every_figure_stands_for_itself() -> None:
    own = {name: np.zeros(2, np.int64) for name in UNITS} | {"south": np.array([5, 4])}
    assert cover_of("south", BELOW, own, 5).told(5).tolist() == [True, False]


def test_no_sum_and_difference_of_told_figures_is_about_few_people() -> None:
    for counts in product((0, 1, 3, 5), repeat=5):
        own = {name: np.array([count]) for name, count in zip(UNITS, counts, strict=True)}
        shown = [name for name in UNITS if cover_of(name, BELOW, own, 5).told(5)[0]]
        for name in shown:
            inside = [other for other in shown if other != name and name in _above(other)]
            largest = [one for one in inside if not any(o in _above(one) for o in inside)]
            rest = _people(name, own) - sum(_people(one, own) for one in largest)
            assert rest == 0 or rest >= 5, (counts, name)


def _above(unit: str) -> list[str]:
    over = next((parent for parent, below in BELOW.items() if unit in below), None)
    return [] if over is None else [over, *_above(over)]


def _people(unit: str, own: dict[str, np.ndarray]) -> int:
    return int(own[unit][0]) + sum(_people(child, own) for child in BELOW.get(unit, ()))
