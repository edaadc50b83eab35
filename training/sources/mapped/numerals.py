"""Which number does a text state: with commas or points, in units, on a clock, or as a share of a scale?"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd

from training.sources.mapped.heard import Heard
from training.sources.mapped.language import Amounts, Clocks, Numbers, Shares

_NUMBER: Final = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
_CLOCK: Final = r"(\d{1,6}):([0-5]\d)(?::([0-5]\d))?"


def number(cells: pd.Series, options: Numbers) -> Heard:
    """Plain numbers, multiplied."""
    found = _finite(plain(cells, options.decimal, options.thousands) * options.factor)
    example = f"1{options.thousands}234{options.decimal}5"
    return Heard(found, _unread(cells, found), f"a number such as {example}")


def share(cells: pd.Series, options: Shares) -> Heard:
    """Numbers of a scale as shares of it, 0 to 1; beyond its ends nothing is read."""
    found = (plain(cells, options.decimal, "") - options.low) / (options.high - options.low)
    inside = found.where(found.between(-1e-9, 1 + 1e-9)).clip(0.0, 1.0)
    return Heard(inside, _unread(cells, inside), f"a number from {options.low:g} to {options.high:g}")


def clock(cells: pd.Series, options: Clocks) -> Heard:
    """1:30 as 90 minutes (or 1.5, where minutes come first); 1:30:00 always starts with hours."""
    parts = cells.str.extract(f"^{_CLOCK}$").astype("float64")
    hours = parts[0] * 60 + parts[1]
    brief = hours if options.first == "hours" else parts[0] + parts[1] / 60
    minutes = brief.where(parts[2].isna(), hours + parts[2] / 60)
    return Heard(minutes, _unread(cells, minutes), "a time span such as 1:30")


def amount(cells: pd.Series, options: Amounts) -> Heard:
    """Numbers with units, added up: 1 h 30 min."""
    units = "|".join(re.escape(unit) for unit in sorted(options.units, key=len, reverse=True))
    decimal = re.escape(options.decimal)
    one = rf"(\d+(?:{decimal}\d+)?)\s*({units})(?![^\W\d_])"
    folded = cells.str.strip().str.casefold()
    whole = folded.str.fullmatch(rf"(?:{_bare(one)}[\s,]*)+").eq(True)
    parts = folded.where(whole).str.extractall(one)
    factors = parts[1].map(options.units).astype("float64")
    numbers = parts[0].str.replace(options.decimal, ".", regex=False).astype("float64") * factors
    found = _finite(numbers.groupby(level=0).sum().reindex(cells.index))
    return Heard(found, _unread(cells, found), f"numbers with units among {', '.join(options.units)}")


def plain(cells: pd.Series, decimal: str = ".", thousands: str = "") -> pd.Series:
    """Finite numbers, missing where a cell is none."""
    text = cells
    if thousands:
        grouped = rf"[+-]?\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+(?:{re.escape(decimal)}\d*)?"
        with_groups = text.str.fullmatch(grouped).eq(True)
        text = text.where(~with_groups, text.str.replace(thousands, "", regex=False))
    if decimal != ".":
        text = text.where(~text.str.contains(".", regex=False).eq(True)).str.replace(decimal, ".", regex=False)
    numbers = pd.to_numeric(text.where(text.str.fullmatch(_NUMBER).eq(True)), errors="coerce").astype("float64")
    return _finite(numbers)


def _finite(numbers: pd.Series) -> pd.Series:
    return numbers.where(np.isfinite(numbers))


def _bare(pattern: str) -> str:
    """The same pattern without groups that are remembered."""
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern)


def _unread(cells: pd.Series, found: pd.Series) -> np.ndarray:
    return (cells.notna() & found.isna()).to_numpy(bool)
