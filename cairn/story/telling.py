"""How is the story told? Scene by scene, as it happens."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from cairn.home import Home
from cairn.story import scenes
from cairn.story.scenes import Scene
from cairn.story.stage import Stage, stage
from training.recipe import Recipe
from training.run import train


@contextmanager
def story(home: Home, seed: int) -> Iterator[tuple[Callable[[], Scene], ...]]:
    """The scenes in their order, each played when it is called. Nothing of the home changes."""
    with (
        tempfile.TemporaryDirectory(prefix="cairn-story-") as folder,
        stage(home.demo, home.models, Path(folder)) as on,
    ):
        simple = (scenes.reason, scenes.failed_test, scenes.impossible, scenes.weight_moved, scenes.fad)
        yield (
            *(partial(scene, on) for scene in simple),
            partial(scenes.new_champion, on, partial(_challenger, home, seed)),
        )


def _challenger(home: Home, seed: int, on: Stage) -> str:
    """A bundle of the same recipe with another seed, on the shelf of the stage but not in service."""
    from recommender.tables import checked

    return train(Recipe(), checked(home.demo), seed + 1, None, lambda _: None).bundle.save(on.models)
