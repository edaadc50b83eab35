"""What do the cells of a column say, as the mapping says that they are to be read?"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from recommender.tables.schema import Column, Kind
from recommender.types import Bools
from training.sources.mapped.clocks import moments
from training.sources.mapped.heard import Heard, flags
from training.sources.mapped.language import (
    Amounts,
    Clocks,
    Ids,
    Numbers,
    Options,
    Plain,
    Reader,
    Shares,
    Times,
    Words,
)
from training.sources.mapped.numerals import amount, clock, number, share

_SHOWN: Final = 6
_FLAGS: Final = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}
_BY_KIND: Final[Mapping[Kind, Options]] = {
    Kind.NUMBER: Numbers(".", "", 1.0),
    Kind.INTEGER: Numbers(".", "", 1.0),
    Kind.BOOLEAN: Words(_FLAGS, ()),
    Kind.DATE: Times(("%Y-%m-%d",), "UTC", "time"),
    Kind.TIME: Times(("%Y-%m-%dT%H:%M:%S%z",), "UTC", "time"),
}
"""How columns of Cairn are read where a mapping does not say: as the tables themselves are written."""


def heard(cells: pd.Series, options: Options | None, column: Column) -> Heard:
    """The values of a column of text (missing where a cell is empty) as its kind wants them.

    Each text is read once, however often it stands there.
    """
    codes, texts = pd.factorize(cells, use_na_sentinel=True)
    once = _heard(pd.Series(texts, dtype="str"), _BY_KIND.get(column.kind) if options is None else options, column)

    def spread(marks: Bools | None) -> Bools:
        return np.append(flags(marks, len(texts)), False)[codes]

    values = once.values.reindex(codes).set_axis(cells.index)
    marks = (spread(once.leave_out), spread(once.day), spread(once.twice))
    return Heard(values, spread(once.bad), once.expected, *marks)


def said(cells: pd.Series, reader: Reader | None) -> pd.Series:
    """The cells without those that say nothing to a reader."""
    return cells if reader is None or not reader.empty else cells.where(~cells.isin(reader.empty))


def _heard(texts: pd.Series, options: Options | None, column: Column) -> Heard:
    if options is None:
        return Heard(texts, np.zeros(len(texts), bool), "text")
    if isinstance(options, Times):
        return moments(texts, options, column.kind is Kind.DATE)
    if isinstance(options, Words):
        return _words(texts, options)
    if isinstance(options, (Ids, Plain)):
        return _found(texts, options)
    return _counted(texts, options, column)


def points(cells: pd.Series, most: pd.Series, options: Options | None, column: Column) -> Heard:
    """Points as a share of the most points, which stand in another column; both are read as numbers."""
    as_number = Column(column.name, Kind.NUMBER, column.doc)
    got, top = heard(cells, options, as_number).values, heard(most, options, as_number).values
    share_of = (got / top.where(top.gt(0))).where(lambda one: one.between(0.0, 1.0))
    bad = (cells.notna() & share_of.isna()).to_numpy(bool)
    return Heard(_written(share_of, column), bad, f"points from 0 to the most, as {most.name} says")


def _counted(texts: pd.Series, options: Numbers | Shares | Amounts | Clocks, column: Column) -> Heard:
    if isinstance(options, Numbers):
        read = number(texts, options)
    elif isinstance(options, Shares):
        read = share(texts, options)
    else:
        read = amount(texts, options) if isinstance(options, Amounts) else clock(texts, options)
        if column.kind is Kind.INTEGER:  # months and years are no whole numbers of days
            read = replace(read, values=read.values.round())
    return Heard(_written(read.values, column), read.bad, read.expected)


def _written(numbers: pd.Series, column: Column) -> pd.Series:
    """Numbers, as text where the column holds text."""
    if column.kind not in (Kind.ID, Kind.TEXT):
        return numbers
    return numbers.map("{:.10g}".format, na_action="ignore").astype("str")


def _words(texts: pd.Series, options: Words) -> Heard:
    folded = texts.str.strip().str.casefold()
    values = folded.map(options.words)
    leave_out = folded.isin(options.leave_out).to_numpy(bool)
    bad = values.isna().to_numpy(bool) & ~leave_out & texts.notna().to_numpy(bool)
    known = [*options.words, *options.leave_out]
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return Heard(values, bad, f"one of {', '.join(known[:_SHOWN])}{more}", leave_out)


def _found(texts: pd.Series, options: Ids | Plain) -> Heard:
    """The part that is kept, as it is to be spelled; a cell in which it is not found is not read."""
    text = texts
    if isinstance(options, Plain) and options.tags == "drop":
        text = _without_tags(text)
    if options.find is not None:
        text = text.str.extract(options.find, expand=False)
    text = text.str.strip()
    text = text.where(text.ne("")).astype("str")
    bad = (texts.notna() & text.isna()).to_numpy(bool)
    if isinstance(options, Ids):
        text = _spelled(text, options)
        return Heard(text, bad, "an id" if options.find is None else f"an id that fits {options.find}")
    return Heard(text, bad & (options.find is not None), f"text that fits {options.find}")


def _without_tags(text: pd.Series) -> pd.Series:
    """Prose as a reader sees it: tags gone, &amp; and its like written out; 5 < 7 is no tag."""
    bare = (
        text.str.replace(r"<[/!?]?[A-Za-z-][^>]*>", " ", regex=True)
        .map(html.unescape, na_action="ignore")
        .astype("str")
    )
    return bare.str.replace(r"\s+", " ", regex=True).str.replace(r" ([,.;:!?])", r"\1", regex=True)


def _spelled(ids: pd.Series, options: Ids) -> pd.Series:
    text = ids if options.case == "keep" else ids.str.lower() if options.case == "lower" else ids.str.upper()
    if options.drop_zeros:
        text = text.str.replace(r"^0+(?=.)", "", regex=True)
    return options.prefix + text
