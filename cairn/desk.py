"""Who can be asked about whom? The champion over some tables, opened once and asked as often as needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from cairn.home import Home
from recommender.bundle import Bundle, Shelf
from recommender.catalog import Catalog
from recommender.engine import Engine
from recommender.errors import QueryRefused, UnknownName
from recommender.people import People
from recommender.tables import Tables, checked
from recommender.types import Query, RoleId

_CLOSE: Final = 5


@dataclass(frozen=True, slots=True)
class Desk:
    """The engine of the champion, the people of some tables, and the catalogue that both share."""

    engine: Engine
    catalog: Catalog
    people: People

    @classmethod
    def open(cls, home: Home, tables: Path, version: str | None = None) -> Desk:
        """The desk over a folder of tables, by default of the champion.

        Raises TablesRefused, and UnknownName for an unknown version and where nothing was released yet.
        """
        bundle = Shelf(home.models).load(version)
        return cls.over(checked(tables), bundle)

    @classmethod
    def over(cls, tables: Tables, bundle: Bundle) -> Desk:
        """The desk of a bundle over tables."""
        catalog = Catalog.of(tables)
        return cls(Engine(bundle, catalog), catalog, People.of(tables, catalog))

    def latest(self) -> datetime | None:
        """The latest moment that the tables know of: recorded with a date, else as a position; None without events."""
        return self.people.latest()

    def query(self, learner: str, as_of: datetime, role: str | None = None, k: int = 10) -> Query:
        """The question about one learner, with goals and duties from the tables. Raises UnknownName, QueryRefused."""
        if learner not in self.people:
            raise unknown("learner", learner, self.people.ids)
        aim = None if role is None else self.role(role)
        return self.people.query(learner, as_of, aim=aim, k=k)

    def role(self, asked: str) -> RoleId:
        """The role with this id, or the only one with this name in any case. Raises UnknownName, QueryRefused."""
        ids, names = self.catalog.roles.index.ids, self.catalog.roles.names
        if asked in ids:
            return RoleId(asked)
        exact = [role for role, name in zip(ids, names, strict=True) if name == asked]
        folded = [role for role, name in zip(ids, names, strict=True) if name.casefold() == asked.casefold()]
        found = exact or folded
        if len(found) == 1:
            return RoleId(found[0])
        if found:
            raise QueryRefused(f"more than one role is called {asked!r}", [f"--role {role}" for role in found])
        raise unknown("role", asked, ids, names)

    def require_contents(self, asked: Iterable[str]) -> None:
        """Raises UnknownName with every content that the catalogue does not know."""
        ids = self.catalog.contents.ids
        errors = [
            unknown("content", content, ids) for content in sorted(asked) if content not in self.catalog.contents.column
        ]
        if errors:
            told = (f"{error.summary}; {error.problems[0]}" for error in errors)
            raise UnknownName("some contents do not exist", told)


def unknown(thing: str, asked: str, known: Sequence[str], names: Sequence[str] = ()) -> UnknownName:
    """An error that names what is close to what was asked for; where there are names, each id with its own."""
    spoken = {one: f"{one} ({name})" for one, name in zip(known, names, strict=False)}
    owner = {name: one for one, name in zip(known, names, strict=False)} | {one: one for one in known}
    close = dict.fromkeys(owner[one] for one in get_close_matches(asked, list(owner), _CLOSE, cutoff=0.5))
    shown = ", ".join(spoken.get(one, one) for one in close or known[:3])
    told = f"close to it: {shown}" if close else f"there are {len(known):,}, such as {shown}"
    return UnknownName(f"no {thing} is called {asked!r}", [told if known else f"the tables hold no {thing}"])
