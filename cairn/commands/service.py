"""How is Cairn put to work? `cairn serve` and `cairn demo`."""

from __future__ import annotations

from typing import Annotated

import typer

from cairn import options, screen
from cairn.home import Home


def serve(folder: options.Folder, host: options.Host = "127.0.0.1", port: options.Port = 8000) -> None:
    """Answer over HTTP from the champion and some tables, until stopped."""
    from api.serve import serve as serve_forever

    screen.note(f"Reading {folder}, then answering at http://{host}:{port} until Ctrl-C.")
    serve_forever(folder, Home.here().folder, host, port)


def demo(
    once: Annotated[bool, typer.Option("--once", help="Stop before serving.")] = False,
    learners: options.Learners = 2000,
    seed: options.Seed = 7,
    port: options.Port = 8000,
) -> None:
    """Show everything on a made-up organisation: tables, training, a recommendation, a path, and the service."""
    from cairn.tour import tour

    home = Home.here()
    tour(home, learners, seed, port)
    if not once:
        serve(home.demo, port=port)
