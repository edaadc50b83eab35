"""How is text broken into lines? Between words, never inside a number and its unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len, chop_cells
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

GLUE: Final = "\N{NO-BREAK SPACE}"
"""Holds a number and its unit together; printed as a plain space, so that piped text can be searched."""
_FOREIGN: Final = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Prose:
    """Text that wraps at plain spaces alone; control characters in it are shown as replaced, never sent.

    `lead` stands before the first line, and as much room before the others.
    """

    text: str
    style: str = ""
    lead: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lead = self.lead
        for line in lines(self.text, max(1, options.max_width - cell_len(lead))):
            yield Text(lead + line, style=self.style, no_wrap=True, overflow="crop")
            lead = " " * cell_len(lead)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        widest = max((cell_len(line) for line in self.text.split("\n")), default=0)
        longest = max((cell_len(word) for word in self.text.replace("\n", " ").split(" ")), default=0)
        lead = cell_len(self.lead)
        return Measurement(lead + longest, lead + widest).with_maximum(options.max_width)


def lines(text: str, width: int) -> Iterator[str]:
    """The lines of a text at a width in terminal cells; only a word that is wider than a line is cut.

    >>> list(lines(f"gap 3{GLUE}% of the wanted", 9))
    ['gap 3 %', 'of the', 'wanted']
    """
    for paragraph in clean(text).split("\n"):
        line = ""
        for word in _words(paragraph, width):
            joined = f"{line} {word}" if line else word
            if cell_len(joined) > width:
                yield line.replace(GLUE, " ")
                line = word
            else:
                line = joined
        yield line.replace(GLUE, " ")


def clean(text: str) -> str:
    """Text that cannot steer a terminal: anything unprintable is replaced, tabs become spaces."""
    return "".join(
        letter if letter.isprintable() or letter in ("\n", GLUE) else (" " if letter == "\t" else _FOREIGN)
        for letter in text
    )


def _words(paragraph: str, width: int) -> Iterator[str]:
    for word in paragraph.split(" "):
        if word:
            yield from chop_cells(word, width) if cell_len(word) > width else (word,)
