"""Which keys does a section of a mapping hold, and is each what it must be? All that is wrong is gathered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from training.sources.mapped.language import Constant

_NAMES: Final = {str: "text", bool: "true or false", int: "a whole number", float: "a number", dict: "a section"}
_MENDS: Final = {str: "write it in quotation marks", bool: "write true or false without quotation marks"}


class Section:
    """Takes the keys of a section one by one; `close` tells which nobody asked for."""

    def __init__(self, place: str, content: Mapping[str, Any], problems: list[str]) -> None:
        self.place, self.problems, self._content = place, problems, content
        self._asked: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def names(self) -> tuple[str, ...]:
        """The keys that are there, in their order."""
        return tuple(self._content)

    def refuse(self, key: str | None, found: str, expected: str, mend: str) -> None:
        """Note one problem."""
        where = self.place if key is None else f"{self.place}, {key}"
        self.problems.append(f"{where}: found {found}, expected {expected}; {mend}")

    def any(self, key: str) -> Any:
        """Whatever stands there, None if nothing does."""
        self._asked.append(key)
        return self._content.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; without a default it must be there."""
        found = self._one(key, (str,), default is None)
        if found == "" and default != "":
            self.refuse(key, "an empty text", "a text", "fill it in, or leave the key out")
        return default or "" if found is None else found

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """One of a few words; the first one where the word is wrong."""
        word = self.text(key, default)
        if word in allowed:
            return word
        if key in self._content and word:
            self.refuse(key, repr(word), f"one of {', '.join(allowed)}", nearest(word, allowed))
        return allowed[0]

    def number(self, key: str, default: float, above: float | None = None) -> float:
        """A finite number, greater than `above`."""
        found = self._one(key, (int, float), False)
        if found is not None and not (abs(found) < float("inf") and (above is None or found > above)):
            self.refuse(key, str(found), "a number" + ("" if above is None else f" above {above:g}"), "correct it")
            return default
        return default if found is None else float(found)

    def whole(self, key: str, default: int) -> int:
        """A whole number from 1."""
        found = self._one(key, (int,), False)
        if found is not None and found < 1:
            self.refuse(key, str(found), "a whole number from 1", "correct it")
            return default
        return default if found is None else int(found)

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        found = self._one(key, (bool,), False)
        return default if found is None else bool(found)

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of them."""
        found = self.any(key)
        listed = [] if found is None else found if isinstance(found, list) else [found]
        if not all(isinstance(one, str) for one in listed):
            self.refuse(key, _shown(found), "a text or a list of texts", _MENDS[str])
        return tuple(one for one in listed if isinstance(one, str))

    def constant(self, key: str) -> Constant | None:
        """A text, number or flag that is the same in every row."""
        found = self.any(key)
        if found is None or isinstance(found, (str, int, float, bool)):
            return found
        self.refuse(key, _shown(found), "a text, a number, true or false", "write one value")
        return None

    def constants(self, key: str, required: bool) -> dict[str, Constant]:
        """A section of values by text."""
        found = self._one(key, (dict,), required) or {}
        for name, value in found.items():
            if not isinstance(value, (str, int, float, bool)):
                self.refuse(f"{key}.{name}", _shown(value), "a text, a number, true or false", "write one value")
        return {name: value for name, value in found.items() if isinstance(value, (str, int, float, bool))}

    def below(self, key: str, required: bool = False) -> dict[str, Section]:
        """The sections that stand under a key, by name."""
        found = self._one(key, (dict,), required) or {}
        return {name: self._section(f"[{key}.{name}]", content) for name, content in found.items()}

    def one(self, key: str) -> Section | None:
        """A single section under a key."""
        found = self._one(key, (dict,), False)
        return None if found is None else Section(f"{self.place}, {key}", found, self.problems)

    def each(self, key: str) -> list[Section]:
        """The sections of a list of them; one alone is a list of one."""
        found = self.any(key)
        listed = [] if found is None else found if isinstance(found, list) else [found]
        numbered = [(f"{self.place}, {key} {number}", one) for number, one in enumerate(listed, 1)]
        return [self._section(place, one) for place, one in numbered]

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._content:
            if key not in self._asked:
                mend = nearest(key, self._asked)
                self.problems.append(f"{self.place}: there is no key {key!r} here; {mend}")

    def _section(self, place: str, content: Any) -> Section:
        if isinstance(content, dict):
            return Section(place, content, self.problems)
        self.problems.append(f"{place}: found {_shown(content)}, expected a section; write key = value pairs in {{ }}")
        return Section(place, {}, [])

    def _one(self, key: str, kinds: tuple[type, ...], required: bool) -> Any:
        found = self.any(key)
        if found is None:
            if required:
                self.refuse(key, "no such key", _NAMES[kinds[0]], "add it")
            return None
        if not isinstance(found, kinds) or (isinstance(found, bool) and bool not in kinds):
            self.refuse(key, _shown(found), _NAMES[kinds[-1]], _MENDS.get(kinds[0], "correct it"))
            return None
        return found


def nearest(word: str, allowed: Iterable[str]) -> str:
    """How to mend a wrong word.

    >>> nearest("prefx", ["prefix", "case"]), nearest("colour", ["prefix", "case"])
    ('write prefix', 'there are prefix, case')
    """
    known = list(allowed)
    near = get_close_matches(word, known, 1)
    return f"write {near[0]}" if near else f"there are {', '.join(known)}" if known else "leave it out"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
