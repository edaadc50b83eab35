"""What do all tables and headings have in common?"""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cairn.show.prose import Prose


def heading(text: str) -> RenderableType:
    """The title of a part, with an empty line before it."""
    return Group(Text(""), Prose(text, "bold"))


def bullets(sentences: Iterable[str], style: str = "") -> RenderableType:
    """Sentences as a list."""
    return Group(*(Prose(sentence, style, lead="  • ") for sentence in sentences))


def sentence(text: str) -> str:
    """Text that begins with a capital and ends with a stop.

    >>> sentence("levels fade"), sentence("Is it?")
    ('Levels fade.', 'Is it?')
    """
    begun = text[:1].upper() + text[1:]
    return begun if not begun or begun[-1] in ".!?…" else f"{begun}."


def stacked(*parts: str | tuple[str, str]) -> RenderableType:
    """Short texts one under the other in a cell, each plain or with its style; empty ones are left out."""
    styled = [(part, "") if isinstance(part, str) else part for part in parts]
    return Group(*(Prose(text, style) for text, style in styled if text))


def table(wide: bool = True) -> Table:
    """An open table without a frame, as wide as there is room or (not `wide`) as it needs."""
    return Table(box=box.SIMPLE_HEAD, expand=wide, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")


def number_column(grid: Table, title: str) -> None:
    """Adds a column of numbers, as wide as the widest of them, set to the right and never wrapped."""
    grid.add_column(title, justify="right", no_wrap=True)


def figure_column(grid: Table, title: str) -> None:
    """Adds a column of numbers with their intervals, broken between two numbers where there is too little room."""
    grid.add_column(title, justify="right")


def text_column(grid: Table, title: str, ratio: int = 1) -> None:
    """Adds a column of text that shares the room by its ratio."""
    grid.add_column(title, ratio=ratio, overflow="fold")
