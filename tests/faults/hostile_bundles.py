"""Bundles that somebody made to do harm: each with the right digest of what stands in it, and wrong all the same."""

from __future__ import annotations

import json
import os
import pickle
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np

from recommender.bundle import files


class Executed:
    """Whoever unpickles this makes a file."""

    def __init__(self, canary: Path) -> None:
        self._canary = str(canary)

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (self._canary, "w")


def hostile(whole: Path, canary: Path, breaks: Callable[[Path, Path], None]) -> str:
    """Puts a broken copy of a bundle beside it, named after its own digest; gives the name."""
    draft = whole.parent / ".draft-hostile"
    shutil.copytree(whole, draft)
    breaks(draft, canary)
    name = files.digest(draft)
    os.replace(draft, whole.parent / name)
    return name


@contextmanager
def flipped(file: Path, place: int) -> Iterator[None]:
    """A file with one bit turned, as a bad disk or a bad line leaves it; right again at the end."""
    whole = file.read_bytes()
    data = bytearray(whole)
    data[place % len(data)] ^= 1
    file.write_bytes(data)
    yield
    file.write_bytes(whole)


def _array(draft: Path, name: str, change: Callable[[np.ndarray], np.ndarray]) -> None:
    np.save(draft / f"{name}.npy", change(np.load(draft / f"{name}.npy")), allow_pickle=False)


def _document(draft: Path, name: str, change: Callable[[Any], None]) -> None:
    found = json.loads((draft / f"{name}.json").read_text())
    change(found)
    (draft / f"{name}.json").write_text(json.dumps(found))


def _header(draft: Path, name: str, header: str) -> None:
    """An array whose header says something else than its data."""
    text = header.encode().ljust(117) + b"\n"
    (draft / f"{name}.npy").write_bytes(b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + bytes(64))


def pickle_for_an_array(draft: Path, canary: Path) -> None:
    (draft / "chance.weights.npy").write_bytes(pickle.dumps(Executed(canary)))


def objects_in_an_array(draft: Path, canary: Path) -> None:
    np.save(draft / "chance.weights.npy", np.array([Executed(canary)], dtype=object), allow_pickle=True)


def code_in_a_header(draft: Path, canary: Path) -> None:
    _header(draft, "chance.weights", f"__import__('pathlib').Path({str(canary)!r}).touch()")


def a_link_to_elsewhere(draft: Path, _: Path) -> None:
    _document(draft, "card", lambda card: card.update(seed=99))
    (draft / "chance.weights.npy").rename(draft.parent / "elsewhere.npy")
    (draft / "chance.weights.npy").symlink_to("../elsewhere.npy")


def an_enormous_shape(draft: Path, _: Path) -> None:
    _header(draft, "popularity.share", "{'descr': '<f8', 'fortran_order': False, 'shape': (4000000000000000000,)}")


def a_shape_that_overflows(draft: Path, _: Path) -> None:
    _header(draft, "popularity.share", "{'descr': '<f8', 'fortran_order': False, 'shape': (2**32, 2**32, 2**32)}")


def no_numbers(draft: Path, _: Path) -> None:
    _array(draft, "tracer.mean", lambda a: np.full_like(a, np.nan))


def infinite_numbers(draft: Path, _: Path) -> None:
    _array(draft, "chance.weights", lambda a: np.full_like(a, np.inf))


def numbers_beyond_all_measure(draft: Path, _: Path) -> None:
    _array(draft, "tracer.mean", lambda a: np.full_like(a, 1e308))


def weights_beyond_all_measure(draft: Path, _: Path) -> None:
    _array(draft, "chance.weights", lambda a: np.full_like(a, 1e308))


def numbers_of_another_kind(draft: Path, _: Path) -> None:
    _array(draft, "tracer.effect", lambda a: a.astype("<i8"))


def letters_for_numbers(draft: Path, _: Path) -> None:
    _array(draft, "tracer.effect", lambda a: a.astype("<U8"))


def half_an_array(draft: Path, _: Path) -> None:
    file = draft / "tracer.mean.npy"
    file.write_bytes(file.read_bytes()[:-8])


def _sparse(draft: Path, indices: list[int], starts: list[int] | None = None) -> None:
    """Weights between contents, with columns and the places where rows start."""
    contents = len(json.loads((draft / "ids.json").read_text())["contents"])
    starts = [0] + [len(indices)] * contents if starts is None else [*starts, *[len(indices)] * (contents + 1)]
    np.save(draft / "ranker.data.npy", np.ones(len(indices)))
    np.save(draft / "ranker.indices.npy", np.array(indices, np.int64))
    np.save(draft / "ranker.indptr.npy", np.array(starts[: contents + 1], np.int64))


def columns_below_the_first(draft: Path, _: Path) -> None:
    _sparse(draft, [0, -1_000])


def columns_beyond_the_last(draft: Path, _: Path) -> None:
    _sparse(draft, [0, 1_000_000])


def rows_that_end_before_they_begin(draft: Path, _: Path) -> None:
    _sparse(draft, [0, 1], [0, 2, -5])


def links_beyond_the_last_skill(draft: Path, _: Path) -> None:
    _array(draft, "links", lambda a: a + 1_000)


def a_document_nested_too_deep(draft: Path, _: Path) -> None:
    (draft / "card.json").write_text("[" * 100_000 + "]" * 100_000)


def a_document_with_half_a_letter(draft: Path, _: Path) -> None:
    _document(draft, "card", lambda card: card.update(assumptions=["\ud800"]))


def a_document_with_an_infinite_figure(draft: Path, _: Path) -> None:
    text = (draft / "card.json").read_text()
    (draft / "card.json").write_text(text.replace('"metrics": {}', '"metrics": {"gain": 1e999}'))


def a_document_with_an_endless_number(draft: Path, _: Path) -> None:
    text = (draft / "card.json").read_text()
    (draft / "card.json").write_text(text.replace('"seed": 1', '"seed": ' + "1" * 100_000))


def ids_that_stand_twice(draft: Path, _: Path) -> None:
    _document(draft, "ids", lambda ids: ids.update(contents=[ids["contents"][0], *ids["contents"][:-1]]))


def trees_of_another_program(draft: Path, _: Path) -> None:
    (draft / "trees.txt").write_text("tree\nversion=v4\n")


def an_array_nobody_knows(draft: Path, _: Path) -> None:
    np.save(draft / "trees.npy", np.zeros(3))


BUNDLES: Final[tuple[Callable[[Path, Path], None], ...]] = (
    pickle_for_an_array,
    objects_in_an_array,
    code_in_a_header,
    an_enormous_shape,
    a_shape_that_overflows,
    no_numbers,
    infinite_numbers,
    numbers_beyond_all_measure,
    weights_beyond_all_measure,
    numbers_of_another_kind,
    letters_for_numbers,
    half_an_array,
    columns_below_the_first,
    columns_beyond_the_last,
    rows_that_end_before_they_begin,
    links_beyond_the_last_skill,
    a_document_nested_too_deep,
    a_document_with_half_a_letter,
    a_document_with_an_infinite_figure,
    a_document_with_an_endless_number,
    ids_that_stand_twice,
    trees_of_another_program,
    an_array_nobody_knows,
    a_link_to_elsewhere,
)
CHAMPIONS: Final[Mapping[str, bytes]] = {
    "up": b"../elsewhere",
    "far up": b"../../../../../../etc",
    "absolute": b"/etc",
    "nothing": b"",
    "nul": b"\x00",
    "not UTF-8": b"\xff\xfe",
    "a pattern": b"????????????????",
    "lines": b"a\nb\n",
    "a link": b"f" * 16,
    "endless": b"a" * 5_000_000,
}
"""Names in the file `champion` that are no bundle's."""
