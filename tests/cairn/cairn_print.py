"""What rich makes of a renderable, as a terminal or a pipe would show it."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType


def printed(*parts: RenderableType, width: int = 100) -> str:
    """The text without colour, at a width."""
    stream = io.StringIO()
    console = Console(file=stream, width=width, highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(part)
    return stream.getvalue()


def words(text: str) -> str:
    """The text with every run of spaces and breaks made one space."""
    return " ".join(text.split())
