"""How does the demo organisation get into a running service? A database of its own, a key, and the story."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import Final

from api.settings import Settings
from cairn import screen, tour
from cairn.home import Home
from cairn.organisations import Made
from cairn.show.layout import heading

DATABASE: Final = "demo.db"
"""The database of the demo, beside the one that `cairn serve` uses."""


def settings(given: Settings) -> Settings:
    """The settings of the demo: a database of its own, and anybody may sign in as one of three made-up people."""
    url = f"sqlite:///{given.home.absolute() / 'data' / DATABASE}"
    return given.model_copy(update={"demo": True, "database_url": url})


def stocked(home: Home, settings: Settings) -> str:
    """Brings the demo organisation into its database, and gives the key of its learning system.

    What an earlier demo left there is replaced: the demo begins anew each time.
    """
    from api.flows.loading import load
    from api.pages.demo_key import demo_key
    from api.store import Store
    from cairn.database import micros_now
    from recommender.tables import read

    for ending in ("", "-wal", "-shm"):
        (home.data / f"{DATABASE}{ending}").unlink(missing_ok=True)
    shutil.rmtree(home.data / f"{DATABASE}-log", ignore_errors=True)
    with closing(Store.open(settings.store_url)) as store:
        with screen.working("Loading the organisation into the database"):
            load(store, read(home.demo), micros_now())
        return demo_key(home.folder, store, micros_now())


def tell(home: Home, learners: int, seed: int) -> None:
    """Makes and trains what is not there yet, then plays the story, scene by scene."""
    from cairn import tracking
    from cairn.story.telling import story
    from training.run import release

    tracking.require()
    tour.prepare(home, Made(learners, seed))
    with screen.working("Training") as progress:
        release(home.demo, home.folder, seed, progress)
    with story(home, seed) as scenes:
        for number, play in enumerate(scenes, start=1):
            with screen.working("Playing the next scene"):
                scene = play()
            screen.answer("", heading(f"{number}. {scene.title}"))
            screen.answer(*scene.told)
