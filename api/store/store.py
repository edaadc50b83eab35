"""How is the database read and written? In transactions, and by four calls that every answer makes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Engine

from api.store import counters
from api.store.decisions import Decisions, row_of
from api.store.events import Events
from api.store.failures import told
from api.store.forgetting import forget
from api.store.heads import Heads
from api.store.kept import Kept
from api.store.keys import Keys
from api.store.lines import Lines
from api.store.migrating import migrate
from api.store.opening import Address, reads, writes
from api.store.past import Past
from api.store.paths import Paths
from api.store.rows import Bodies, Rows
from api.store.schema import DECISIONS, HEADS
from api.store.sweeping import sweep
from api.store.tail import Tail
from api.store.turn import Turn
from api.store.values import Decision, Forgotten, Head

_GLANCE: Final = "SELECT version, fold_key FROM heads WHERE learner_id = {}"
_KNOWN: Final = (
    f"SELECT {', '.join(f'h.{column.name}' for column in HEADS.c)}, r.table_name, r.body"
    " FROM heads h LEFT JOIN rows r ON r.owner = h.learner_id"
    " AND r.superseded IS NULL AND r.body IS NOT NULL WHERE h.learner_id = {} ORDER BY r.table_name, r.row_key"
)
_MARKS: Final = "SELECT name, value FROM counters"
_LOG: Final = "INSERT INTO decisions VALUES ({}) ON CONFLICT DO NOTHING"
_CELLS: Final = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(DECISIONS.c)))
_MOVE: Final = f"INSERT INTO decisions SELECT {_CELLS} FROM json_each(?) WHERE true ON CONFLICT DO NOTHING"


class Session:
    """One transaction: all tables, and `seq`: its own number while writing, the last one it sees while reading."""

    def __init__(self, turn: Turn) -> None:
        self.seq = turn.seq
        self.rows = Rows(turn)
        self.events = Events(turn)
        self.heads = Heads(turn)
        self.decisions = Decisions(turn)
        self.paths = Paths(turn)
        self.keys = Keys(turn)
        self.kept = Kept(turn)
        self.past = Past(turn)
        self._turn = turn

    def forget(self, learner_id: str, at: int) -> Forgotten | None:
        """Erases a learner for good, from the past too; None where nothing is known of them."""
        return forget(self._turn, learner_id, at)


class Store:
    """The database. Many threads may use one store; after a fork each process opens its own.

    Every call may raise StoreUnavailable; a later one succeeds as soon as the database is back. `beside` holds what
    others keep of it in memory, one of a kind, and goes with it.
    """

    def __init__(self, address: Address, engine: Engine) -> None:
        self.is_local = address.is_local
        self.beside: dict[type, Any] = {}
        self._address = address
        self._engine = engine
        self._lines = Lines(address)
        mark = "?" if self.is_local else "%s"
        self._glance = _GLANCE.format(mark)
        self._known = _KNOWN.format(mark)
        self._log = _LOG.format(", ".join([mark] * len(DECISIONS.c)))
        has_tail = self.is_local and sys.platform != "win32"  # which locks files in another way
        self._tail = Tail(Path(f"{address.file}-log"), self._move) if has_tail else None

    @classmethod
    def open(cls, url: str) -> Store:
        """The database at an address such as sqlite:////var/cairn.db, led to the newest schema first.

        Raises StoreRefused for an address or a schema that this version does not know.
        """
        address = Address.of(url)
        engine = address.engine()
        try:
            with told():
                migrate(engine, address)
        except BaseException:
            engine.dispose()
            raise
        return cls(address, engine)

    def close(self) -> None:
        """Moves what waits beside the database, and ends all connections."""
        if self._tail is not None:
            self._tail.close()
        self._lines.close()
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment of the database, whatever others write meanwhile."""
        with told(), reads(self._engine.connect()) as connection, connection.begin():
            yield Session(Turn(connection, counters.last(connection), self.is_local))

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that writes all or nothing, and waits for its turn; what it wrote is durable at the end."""
        with told(), writes(self._engine.connect()) as connection, connection.begin():
            yield Session(Turn(connection, counters.taken(connection), self.is_local))

    def glance(self, learner_id: str) -> tuple[int, str | None] | None:
        """Version and fold key of a learner's head, as last written by whomever."""
        return self._lines.ask(lambda line: line.execute(self._glance, (learner_id,)).fetchone())

    def known(self, learner_id: str) -> tuple[Head, dict[str, Bodies]] | None:
        """A learner's head with the rows that belong to them, by table, as of one moment; None of nobody."""
        found = self._lines.ask(lambda line: line.execute(self._known, (learner_id,)).fetchall())
        if not found:
            return None
        rows: dict[str, Bodies] = {}
        for *_, table, body in found:
            if table is not None:
                rows.setdefault(table, []).append(orjson.loads(body))
        return Head(*found[0][:-2]), rows

    def sweep(self) -> bool:
        """Rids the file of SQLite of what was deleted; False where somebody who reads holds on to old pages.

        PostgreSQL does so in its own time: always True.
        """
        with told():
            return sweep(self._address)

    def marks(self) -> Mapping[str, int]:
        """Numbers of the last transaction (`seq`), and of the last that changed `catalog` or `keys`, or `erased`."""
        return dict(self._lines.ask(lambda line: line.execute(_MARKS).fetchall()))

    def log(self, decisions: Sequence[Decision]) -> None:
        """Keeps decisions, durable at the end; one that is kept already stays as it is. `decision` finds them at once.

        On SQLite it waits for nobody: they reach the table a little later (see `Tail`).
        """
        rows = [row_of(decision) for decision in decisions]
        if self._tail is not None:
            self._tail.add(rows)
        else:
            self._lines.ask(lambda line: _logged(line, self._log, rows))

    def decision(self, answer_id: str) -> Decision | None:
        """What is known of an answer, whichever process gave it."""
        with self.reading() as session:
            found = session.decisions.get(answer_id)
        if found is not None or self._tail is None:
            return found
        self._tail.settle(of_all=True)
        with self.reading() as session:
            return session.decisions.get(answer_id)

    def _move(self, rows: str) -> None:
        self._lines.ask(lambda line: _moved(line, rows))


def _logged(line: Any, statement: str, rows: list[tuple[Any, ...]]) -> None:
    cursor = line.cursor()
    cursor.execute("BEGIN")
    cursor.executemany(statement, rows)
    cursor.execute("COMMIT")


def _moved(line: Any, rows: str) -> None:
    """One statement for all rows: between two of them the interpreter would wait for its turn."""
    line.execute("BEGIN IMMEDIATE")
    line.execute(_MOVE, (rows,))
    line.execute("COMMIT")
