"""How do codes, days and seconds become cells of a table?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from recommender.types import Ints
from training.demo.calendar import NEVER


def named(names: Sequence[str], codes: Ints) -> pd.Series[str]:
    """Text for each code; a negative code is missing."""
    return picked(pd.Series(names, dtype="str"), codes)


def numbered(prefix: str, numbers: Ints, width: int) -> pd.Series[str]:
    """Ids such as L000042.

    >>> list(numbered("L", np.array([7]), 4))
    ['L0007']
    """
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.large_string()), width, "0")
    return _text(pc.binary_join_element_wise(pa.scalar(prefix, pa.large_string()), digits, _NOTHING))


def picked(ids: pd.Series[str], codes: Ints) -> pd.Series[str]:
    """The id at each code; a negative code is missing."""
    missing = codes < 0
    places = pa.array(np.where(missing, 0, codes), mask=missing)
    return _text(pa.array(ids, pa.large_string()).take(places))


def joined(first: pd.Series[str], second: pd.Series[str]) -> pd.Series[str]:
    """Two words with a space between them."""
    parts = [pa.array(part, pa.large_string()) for part in (first, second)]
    return _text(pc.binary_join_element_wise(*parts, pa.scalar(" ", pa.large_string())))


def dates(days: Ints) -> pd.Series[pd.Timestamp]:
    """Dates without a zone; NEVER is missing."""
    moments = days.astype("datetime64[D]").astype("datetime64[s]")
    moments[days >= NEVER] = np.datetime64("NaT")
    return pd.Series(moments)


def times(seconds: Ints) -> pd.Series[pd.Timestamp]:
    """Times in UTC; a negative second is missing."""
    moments = seconds.astype("datetime64[s]").astype("datetime64[us]")
    moments[seconds < 0] = np.datetime64("NaT")
    return pd.Series(moments).dt.tz_localize("UTC")


_NOTHING = pa.scalar("", pa.large_string())


def _text(cells: pa.Array) -> pd.Series[str]:
    return pd.Series(pd.array(cells, dtype="str"))
