"""How are the small tables of one learner kept? As the bytes of their rows, which arrays read without copying them."""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from struct import Struct, pack
from typing import Any, ClassVar, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from recommender.types.names import Ints

Row = TypeVar("Row")


class Form:
    """The fields of a row, each 8 bytes of a real (d) or whole (q) number or 4 of a small one (i), little endian."""

    __slots__ = ("dtype", "pack", "size", "unpack")

    def __init__(self, **fields: str) -> None:
        packing = Struct("<" + "".join(fields.values()))
        self.pack, self.unpack, self.size = packing.pack, packing.unpack, packing.size
        self.dtype = np.dtype([(name, "<" + code) for name, code in fields.items()])


@dataclass(frozen=True, slots=True)
class Rows(Mapping[int, Row]):
    """What is told of some skills or contents, by column: rows in order of their columns, side by side in `data`.

    The same rows are the same bytes. Each kind of table says what a row is, and what its bytes are.
    """

    data: bytes = b""
    form: ClassVar[Form]

    @classmethod
    def of(cls, rows: Mapping[int, Row]) -> Self:
        """The table of some rows."""
        return cls().changed(rows)

    @property
    def table(self) -> NDArray[np.void]:
        """All rows as an array with named fields [rows], the last of them `column`; not to be written to."""
        return np.frombuffer(self.data, self.form.dtype)

    def __len__(self) -> int:
        return len(self.data) // self.form.size

    def __iter__(self) -> Iterator[int]:
        return iter(dict.fromkeys(self._columns()))

    def __getitem__(self, column: int) -> Row:
        row = self.get(column)
        if row is None:
            raise KeyError(column)
        return row

    def __contains__(self, column: object) -> bool:
        return column in self._columns()

    def get(self, column: int, default: Any = None) -> Any:
        """What is told of a column; the default where nothing is."""
        if not self.data:
            return default
        columns, size = self._columns(), self.form.size
        first, stop = bisect_left(columns, column), bisect_right(columns, column)
        return self._row(self.data[first * size : stop * size]) if first < stop else default

    def changed(self, rows: Mapping[int, Row | None]) -> Self:
        """The table with some rows put in their places, or taken out where they are None; all others stay as bytes."""
        if not rows:
            return self
        columns = sorted(rows)
        parts = self._parts(columns, rows)
        return type(self)(b"".join(self._spliced(columns, parts) if self.data else parts))

    def _spliced(self, columns: Sequence[int], parts: Sequence[bytes]) -> Iterator[bytes]:
        data, known, size, start = self.data, self._columns(), self.form.size, 0
        for column, part in zip(columns, parts, strict=True):
            yield data[start : bisect_left(known, column) * size]
            yield part
            start = bisect_right(known, column) * size
        yield data[start:]

    def _columns(self) -> list[int]:
        columns: list[int] = self.table["column"].tolist()
        return columns

    @abstractmethod
    def _row(self, data: bytes) -> Row:
        """The row that some bytes are."""

    @abstractmethod
    def _parts(self, columns: Sequence[int], rows: Mapping[int, Row | None]) -> list[bytes]:
        """The bytes of the rows of some columns, none of those that are taken out."""


class Standing(NamedTuple):
    """One touched skill: θ given the ability a is normal with mean `offset + lean · a` and variance `variance`.

    `at` is when it was last touched by a dated event; `evidence` counts measurements and completions.
    """

    offset: float
    lean: float
    variance: float
    at: int
    evidence: int


_Standing = tuple[float, float, float, int, int]


class Standings(Rows[_Standing]):
    """The standing of each touched skill."""

    __slots__ = ()
    form = Form(offset="d", lean="d", variance="d", at="q", evidence="i", column="i")

    def _row(self, data: bytes) -> Standing:
        return Standing(*self.form.unpack(data)[:-1])

    def _parts(self, columns: Sequence[int], rows: Mapping[int, _Standing | None]) -> list[bytes]:
        packed = self.form.pack
        return [b"" if (row := rows[column]) is None else packed(*row, column) for column in columns]


class Numbers(Rows[int]):
    """One whole number of each of some contents: a second, or a word for how far something is."""

    __slots__ = ()
    form = Form(number="q", column="i")

    def _row(self, data: bytes) -> int:
        number: int = self.form.unpack(data)[0]
        return number

    def _parts(self, columns: Sequence[int], rows: Mapping[int, int | None]) -> list[bytes]:
        packed = self.form.pack
        return [b"" if (row := rows[column]) is None else packed(row, column) for column in columns]


class _Pairs(Rows[tuple[int, int]]):
    """Two seconds of each of some contents."""

    __slots__ = ()

    def _row(self, data: bytes) -> tuple[int, int]:
        first, second, _ = self.form.unpack(data)
        return first, second

    def _parts(self, columns: Sequence[int], rows: Mapping[int, tuple[int, int] | None]) -> list[bytes]:
        packed = self.form.pack
        return [b"" if (row := rows[column]) is None else packed(*row, column) for column in columns]

    def told(self) -> dict[int, tuple[int, int]]:
        """All rows by column, for whoever looks many up."""
        return {column: (first, second) for first, second, column in self.table.tolist()}


class Starts(_Pairs):
    """When a content was taken up, and when that was recorded."""

    __slots__ = ()
    form = Form(at="q", recorded="q", column="i")


class Finishes(_Pairs):
    """When a content was finished, and until when that counts."""

    __slots__ = ()
    form = Form(at="q", until="q", column="i")


class Ends(Rows[tuple[tuple[int, int], ...]]):
    """All times at which a content was finished, each with when that was recorded, in the order in which they came."""

    __slots__ = ()
    form = Form(at="q", recorded="q", column="i")

    def __len__(self) -> int:
        return len(set(self._columns()))

    def _row(self, data: bytes) -> tuple[tuple[int, int], ...]:
        size = self.form.size
        rows = (self.form.unpack(data[start : start + size]) for start in range(0, len(data), size))
        return tuple((at, recorded) for at, recorded, _ in rows)

    def _parts(self, columns: Sequence[int], rows: Mapping[int, tuple[tuple[int, int], ...] | None]) -> list[bytes]:
        packed = self.form.pack
        return [b"".join([packed(*pair, column) for pair in rows[column] or ()]) for column in columns]


@dataclass(frozen=True, slots=True)
class Columns:
    """Some columns, in an order that means something, four bytes each in `data`."""

    data: bytes = b""

    @classmethod
    def of(cls, columns: Collection[int]) -> Columns:
        """The bytes of some columns."""
        return cls(pack(f"<{len(columns)}i", *columns))

    @property
    def array(self) -> Ints:
        """The columns as an array."""
        return np.frombuffer(self.data, "<i4").astype(np.int64)

    def __iter__(self) -> Iterator[int]:
        return iter(np.frombuffer(self.data, "<i4").tolist())

    def __len__(self) -> int:
        return len(self.data) // 4
