"""How is Cairn put to work? `cairn serve` and `cairn demo`."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import typer

from cairn import options, screen
from cairn.home import Home


def serve(host: options.Host = None, port: options.Port = None, workers: options.Workers = None) -> None:
    """Answer over HTTP from the store and the champion, until stopped."""
    from api.door import listen
    from api.settings import settings_of

    settings = settings_of(Home.here().folder, host, port, workers)
    with listen(settings.host, settings.port) as door:
        from api.serve import serve as serve_forever

        serve_forever(settings, door, screen.note)


def demo(
    once: Annotated[bool, typer.Option("--once", help="Stop before serving.")] = False,
    story: Annotated[
        bool, typer.Option("--story", help="Play six scenes against the real service, in about a minute, and stop.")
    ] = False,
    learners: options.Learners = 2000,
    seed: options.Seed = 7,
    port: options.Port = None,
) -> None:
    """Show everything on a made-up organisation: tables, training, a recommendation, a path, and the service."""
    from api.door import listen, url_of
    from api.settings import settings_of
    from cairn import showcase, tour

    home = Home.here()
    if story:
        showcase.tell(home, learners, seed)
        return
    settings = showcase.settings(settings_of(home.folder, port=port))
    with nullcontext() if once else listen(settings.host, settings.port) as door:
        guest, as_of = tour.tour(home, learners, seed)
        key = showcase.stocked(home, settings)
        url = url_of(settings.host, settings.port)
        tour.invite(tour.calls(guest.learner, as_of, url, key), url)
        if door is not None:
            from api.serve import serve as serve_forever

            serve_forever(settings, door, screen.note)
