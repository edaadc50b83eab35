"""Whatever is written in whatever order: a reader who follows the cursors ends up with what stands in the table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from api.flows.deltas import Look, Place, page_of, place_of
from api.flows.kept import Reply
from api.flows.sheets import Sheet
from api.flows.tables import put
from api.store import Store
from recommender.tables.schema import TABLES
from tests.api.tables.tables_house import standing

SKILLS = TABLES["skills"]
ROWS = st.dictionaries(st.sampled_from("abcde"), st.sampled_from([1.0, 2.0, 3.0, None]), min_size=1, max_size=4)
WRITE = st.tuples(st.just("write"), ROWS)
READ = st.tuples(st.just("read"), st.integers(1, 3))


@contextmanager
def a_store() -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{Path(folder)}/cairn.db")
        try:
            yield store
        finally:
            store.close()


def written(store: Store, rows: dict[str, float | None]) -> Reply:
    """Puts skills with these half-lives; one without a half-life is deleted."""
    sent = tuple(
        {"skill_id": name, "deleted": True}
        if days is None
        else {"skill_id": name, "name": name, "half_life_days": days}
        for name, days in rows.items()
    )
    return put(store, SKILLS, Sheet(sent), None, 1)


class Reader:
    """A system that keeps a copy of a table, page by page."""

    def __init__(self, store: Store) -> None:
        self.store, self.after, self.copy = store, Place(), {}

    def read(self, limit: int) -> bool:
        """Takes one page in; says whether there are more."""
        with self.store.reading() as session:
            page = page_of(session, Look(SKILLS, self.after, limit))
        for row in page.rows:
            if row.get("deleted"):
                self.copy.pop(row["skill_id"], None)
            else:
                self.copy[row["skill_id"]] = row
        self.after = place_of("skills", page.cursor)
        return page.more


@settings(max_examples=40, deadline=None)
@given(st.lists(WRITE | READ, max_size=12))
def test_a_reader_who_follows_cursors_ends_up_with_what_stands_there(steps):
    with a_store() as store:
        reader = Reader(store)
        for what, how in steps:
            if what == "write":
                written(store, how)
            else:
                reader.read(how)
        while reader.read(2):
            pass
        assert [reader.copy[name] for name in sorted(reader.copy)] == standing(store, "skills")


@settings(max_examples=40, deadline=None)
@given(st.lists(ROWS, max_size=8))
def test_writing_in_order_leaves_what_was_said_last_and_counts_every_row_once(calls):
    with a_store() as store:
        model: dict[str, float] = {}
        for rows in calls:
            told = orjson.loads(written(store, rows).body)
            created = sum(days is not None and name not in model for name, days in rows.items())
            deleted = sum(days is None and name in model for name, days in rows.items())
            changed = sum(name in model and days not in (None, model[name]) for name, days in rows.items())
            assert (told["created"], told["changed"], told["deleted"]) == (created, changed, deleted)
            assert told["unchanged"] == len(rows) - created - changed - deleted
            model |= {name: days for name, days in rows.items() if days is not None}
            model = {name: days for name, days in model.items() if rows.get(name, days) is not None}
        assert {row["skill_id"]: row["half_life_days"] for row in standing(store, "skills")} == model
