"""A recipe says everything about how a bundle is made, and survives being written on a card."""

from __future__ import annotations

import json

import pytest

from recommender.bundle.bundle import PARTS
from recommender.errors import UnknownName
from training.recipe import Recipe


def test_a_recipe_names_every_parameter_of_every_part() -> None:
    assert {name: set(params) for name, params in Recipe().parts.items()} == {
        name: set(part().get_params()) for name, part in PARTS.items()
    }


def test_a_recipe_read_back_from_a_card_is_the_same_recipe() -> None:
    changed = Recipe.of({"affinity": {"powers": (1.0, 2.0)}, "ranker": {"ridge": 7.0}})
    for recipe in (Recipe(), changed):
        assert Recipe.of(json.loads(json.dumps(recipe.plain()))) == recipe
    assert changed != Recipe()


def test_what_is_not_changed_keeps_its_default() -> None:
    changed = Recipe.of({"ranker": {"ridge": 7.0}})
    assert changed.parts["ranker"] == {**Recipe().parts["ranker"], "ridge": 7.0}
    assert changed.parts["chance"] == Recipe().parts["chance"]


def test_a_recipe_that_names_what_does_not_exist_is_refused_with_every_slip() -> None:
    with pytest.raises(UnknownName) as refused:
        Recipe.of({"rankr": {"ridge": 1.0}, "ranker": {"rigde": 1.0, "ridge": 2.0}, "chance": {"depth": 3}})
    said = "\n".join(refused.value.problems)
    assert len(refused.value.problems) == 3
    assert "'rankr'" in said
    assert "'rigde'" in said
    assert "'depth'" in said
    assert "it has" in said
    assert "ridge, " in said
