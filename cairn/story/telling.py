"""How is the story told? Scene by scene, as it happens."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from cairn.home import Home
from cairn.story import scenes
from cairn.story.scenes import Scene
from cairn.story.stage import Stage, stage
from training.recipe import Recipe
from training.run import train


def story(home: Home, seed: int) -> Iterator[Scene]:
    """The scenes, each played when it is asked for. Nothing of the home changes."""
    with (
        tempfile.TemporaryDirectory(prefix="cairn-story-") as folder,
        stage(home.demo, home.models, Path(folder)) as on,
    ):
        yield scenes.reason(on)
        yield scenes.failed_test(on)
        yield scenes.impossible(on)
        yield scenes.weight_moved(on)
        yield scenes.fad(on)
        yield scenes.new_champion(on, lambda on: _challenger(on, home, seed))


def _challenger(on: Stage, home: Home, seed: int) -> str:
    """A bundle of the same recipe with another seed, on the shelf of the stage but not in service."""
    from recommender.tables import checked

    return train(Recipe(), checked(home.demo), seed + 1, None, lambda _: None).bundle.save(on.models)
