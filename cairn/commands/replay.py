"""Would Cairn give the same answer again? `cairn replay`."""

from __future__ import annotations

from typing import Annotated

import typer

from cairn import screen
from cairn.home import Home


def replay(
    answer: Annotated[str, typer.Argument(metavar="ID", help="The id of an answer.", show_default=False)],
) -> None:
    """Give an answer again from what the store and the shelf kept, and compare the two byte by byte.

    Ends with exit code 1 if anything differs.
    """
    from api.flows.replay import replay as given_again
    from cairn.database import opened

    home = Home.here()
    with opened(home) as store, screen.working("Asking again"):
        again = given_again(store, home.models, answer)
    if not again.differences:
        screen.note(f"{answer}: the same bytes.")
        return
    screen.note(f"{answer}: not the same.")
    for difference in again.differences:
        screen.note(f"  {difference}")
    raise typer.Exit(1)
