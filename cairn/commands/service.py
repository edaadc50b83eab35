"""How is Cairn put to work? `cairn serve` and `cairn demo`."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import typer

from cairn import options, screen
from cairn.home import Home


def serve(folder: options.Folder, host: options.Host = None, port: options.Port = None) -> None:
    """Answer over HTTP from the champion and some tables, until stopped."""
    from api.door import listen
    from api.settings import settings_of

    settings = settings_of(Home.here().folder, host, port)
    with listen(settings.host, settings.port) as door:
        from api.serve import serve as serve_forever

        screen.note(f"Reading {folder}")
        serve_forever(folder, settings, door, screen.note)


def demo(
    once: Annotated[bool, typer.Option("--once", help="Stop before serving.")] = False,
    learners: options.Learners = 2000,
    seed: options.Seed = 7,
    port: options.Port = None,
) -> None:
    """Show everything on a made-up organisation: tables, training, a recommendation, a path, and the service."""
    from api.door import listen, url_of
    from api.settings import settings_of
    from cairn.tour import tour

    home = Home.here()
    settings = settings_of(home.folder, port=port)
    with nullcontext() if once else listen(settings.host, settings.port) as door:
        tour(home, learners, seed, url_of(settings.host, settings.port))
        if door is not None:
            from api.serve import serve as serve_forever

            serve_forever(home.demo, settings, door, screen.note)
