"""Whatever stands in a file, reading it ends in a report or a refusal."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.errors import TablesRefused
from recommender.tables import RULES, Reading, Tables, check, read
from recommender.tables.schema import TABLES
from tests.recommender.tables.tables_builders import a_folder

HEADERS = {name: ",".join(TABLES[name].names).encode() for name in ("learners", "contents", "events", "employments")}
CELLS = st.sampled_from(
    b"||ada|loops| ada |completed|0.5|1e999|-1|nan|2026-03-01|9999-12-31|2026-03-01T09:00:00Z|2026-03-01T09:00:00|"
    b'0000-01-01T00:00:00Z|true|"|"a\n"|"a""b"|\xff|\0|\r|\n|;|=1+1|left|\xc3\xa9\xe2\x80\xa8'.split(b"|")
)
ROWS = st.lists(st.lists(CELLS, min_size=0, max_size=22).map(b",".join), max_size=6).map(b"\n".join)
NAMES = st.sampled_from(sorted(HEADERS))


def read_bytes(name: str, data: bytes, suffix: str = ".csv") -> Reading | None:
    with tempfile.TemporaryDirectory() as place:
        folder = a_folder(Path(place))
        (folder / f"{name}.csv").unlink(missing_ok=True)
        (folder / f"{name}{suffix}").write_bytes(data)
        try:
            return read(folder)
        except TablesRefused:
            return None


def is_whole(reading: Reading) -> bool:
    """Whether the reading keeps what it promises, whatever was read."""
    tables: Tables = reading.tables
    assert tables.names == tuple(TABLES)
    assert all(set(table.names) <= set(tables[name].columns) for name, table in TABLES.items())
    assert all(problem.code in RULES and problem.text for problem in reading.report.problems)
    assert len(tables.fingerprint) == 64
    if reading.report.errors:
        return True
    again = check(tables.frames)
    assert not again.report.errors
    assert not again.report.quarantined
    assert again.tables.fingerprint == tables.fingerprint
    return True


@settings(max_examples=60, deadline=None)
@given(NAMES, st.binary(max_size=400))
def test_any_bytes_end_in_a_report(name: str, data: bytes) -> None:
    assert is_whole(reading) if (reading := read_bytes(name, data)) is not None else True


@settings(max_examples=100, deadline=None)
@given(NAMES, ROWS, st.sampled_from([b"\n", b"\r\n", b"\r"]), st.booleans())
def test_any_rows_below_a_good_header_end_in_a_report(name: str, rows: bytes, line_end: bytes, mark: bool) -> None:
    data = (b"\xef\xbb\xbf" if mark else b"") + HEADERS[name] + line_end + rows
    assert is_whole(reading) if (reading := read_bytes(name, data)) is not None else True


@settings(max_examples=60, deadline=None)
@given(NAMES, st.data())
def test_any_cells_in_well_formed_rows_end_in_a_report(name: str, data: st.DataObject) -> None:
    width = len(TABLES[name].columns)
    plain = CELLS.filter(lambda cell: not set(cell) & set(b'",\r\n\0\xff'))
    rows = data.draw(st.lists(st.lists(plain, min_size=width, max_size=width).map(b",".join), max_size=8))
    reading = read_bytes(name, b"\n".join([HEADERS[name], *rows]))
    assert reading is not None
    assert is_whole(reading)
    blank = b"," * (width - 1)
    read_rows = reading.report.rows.get(name, 0) + reading.report.quarantined.get(name, 0)
    copies = sum(count for key, count in reading.report.counts.items() if key[3].startswith("duplicate_"))
    stubs = sum(count for key, count in reading.report.counts.items() if key[3] == f"stub_{name[:-1]}")
    assert read_rows + copies - stubs == sum(row != blank for row in rows)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 600), st.integers(0, 60))
def test_any_damage_to_a_parquet_file_ends_in_a_report(noise: bytes, at: int, cut: int) -> None:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"skill_id": ["a", "b"], "name": ["A", "B"], "half_life_days": [1.0, 2.0]}), sink)
    whole = sink.getvalue().to_pybytes()
    reading = read_bytes("skills", whole[:at] + noise + whole[at + cut :], ".parquet")
    assert reading is not None
    assert is_whole(reading)
