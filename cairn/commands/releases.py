"""How does a bundle come into service, and out of it? `cairn train` and `cairn models`."""

from __future__ import annotations

from typing import Final

import typer

from cairn import options, screen
from cairn.home import Home

INTERRUPTED: Final = 130
"""Exit code of what was stopped with Ctrl-C."""


def train(folder: options.Folder, seed: options.Seed = 7) -> None:
    """Train on some tables, judge against the floor and the champion, and release what passes."""
    from cairn import tracking
    from cairn.show.released import released
    from training.run import release

    tracking.require()
    home = Home.here()
    try:
        with screen.working(f"Training on {folder}") as now:
            found = release(folder, home.folder, seed, now)
    except KeyboardInterrupt:
        screen.note("Interrupted: the champion stays as it was.")
        raise typer.Exit(INTERRUPTED) from None
    screen.answer(released(found))


def list_() -> None:
    """List the bundles on the shelf, oldest release first, and say which one is in service."""
    from cairn.show.shelf import shelf
    from recommender.bundle import Shelf

    screen.answer(shelf(Shelf(Home.here().models)))


def show(version: options.Version) -> None:
    """Show the card of a bundle: how it was made, how good it is, and what it assumes."""
    from cairn.show.card import card
    from recommender.bundle import Shelf

    kept = Shelf(Home.here().models)
    bundle = kept.load(version)
    screen.answer(card(version, bundle.card, kept.release(version)))


def promote(version: options.Version) -> None:
    """Put a bundle into service."""
    from cairn.tracking import put_into_service

    screen.note(put_into_service(Home.here(), version))


def rollback() -> None:
    """Put the bundle back into service that was in service before."""
    from cairn.tracking import put_into_service
    from recommender.bundle import Shelf
    from recommender.errors import UnknownName

    home = Home.here()
    version = Shelf(home.models).previous()
    if version is None:
        hint = "list what is there with `cairn models list`, then `cairn models promote VERSION`"
        raise UnknownName("no bundle was in service before the champion", [hint])
    screen.note(put_into_service(home, version))
