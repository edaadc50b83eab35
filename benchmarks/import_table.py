"""How long does a large export take through a mapping? A made-up transcript, imported as the command does it.

    python benchmarks/import_table.py [--rows 1000000] [--repeat 2]

Prints the seconds of each part: the whole import in memory, then the files written.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from recommender.tables import write
from training.sources.mapped import import_mapped

MAPPING = """
title = "A transcript"
system = "bench"
zone = "Europe/Berlin"

[files.transcript]
path = "*.csv"
delimiter = ";"

[files.contents]
path = "contents.txt"
delimiter = ";"

[read.person]
kind = "id"
prefix = "p-"
drop_zeros = true

[read.content]
kind = "id"
case = "upper"

[read.moment]
kind = "time"
format = ["%d.%m.%Y %H:%M", "%d.%m.%Y"]

[read.status]
kind = "words"
leave_out = ["Not Started"]
words = { Completed = "completed", Abgeschlossen = "completed", Failed = "failed" }

[read.hours]
kind = "clock"

[[tables]]
to = "learners"
from = "transcript"
[tables.columns]
learner_id = { from = "Person", as = "person" }

[[tables]]
to = "contents"
from = "contents"
[tables.columns]
content_id = { from = "Training", as = "content" }
title = "Title"
minutes = { from = "Length", as = "hours" }

[[tables]]
to = "events"
from = "transcript"
join = [{ file = "contents", on = { Training = "Training" }, as = "content" }]
filled = ["Started"]
[tables.columns]
learner_id = { from = "Person", as = "person" }
content_id = { from = "contents.Training", as = "content" }
kind = { value = "started" }
occurred_at = { from = "Started", as = "moment" }

[[tables]]
to = "events"
from = "transcript"
filled = ["Ended"]
bulk = { rows = 1000, days_later = 30 }
[tables.columns]
learner_id = { from = "Person", as = "person" }
content_id = { from = "Training", as = "content" }
kind = { from = "Status", as = "status" }
occurred_at = { from = "Ended", as = "moment" }
recorded_at = { from = "Changed", as = "moment" }
value = { from = "Points", of = "Most" }
"""


def main() -> None:
    """Times the import of a made-up transcript."""
    asked = argparse.ArgumentParser(description="How long does a large export take through a mapping?")
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--repeat", type=int, default=2)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _export(folder / "export", given.rows)
        (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
        for _ in range(given.repeat):
            _timed(folder)


def _timed(folder: Path) -> None:
    begun, before = time.perf_counter(), time.process_time()
    made = import_mapped(folder / "export", folder / "mapping.toml")
    read, cpu = time.perf_counter(), time.process_time() - before
    write(made.tables, folder / "out", "parquet")
    written = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    aside = sum(len(rows) for rows in made.aside.values())
    print(f"{len(made.tables['events']):,} events, {aside:,} problems; ", end="")
    print(f"read {read - begun:.1f} s ({cpu:.1f} s of CPU), ", end="")
    print(f"written {written - read:.1f} s; peak memory {peak:,.0f} MiB")


def _export(folder: Path, rows: int) -> None:
    """A transcript of 50,000 people and 3,000 contents; one row in a thousand has a word that nobody knows."""
    folder.mkdir()
    rng = np.random.default_rng(7)
    ended = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 4 * 365 * 24 * 60, rows), unit="min")
    status = rng.choice(["Completed", "Abgeschlossen", "Failed", "Not Started"], rows)
    columns = {
        "Person": pd.Series(rng.integers(0, 50_000, rows)).astype("str").str.zfill(8),
        "Training": "loc-" + pd.Series(rng.integers(0, 3_000, rows)).astype("str"),
        "Status": np.where(rng.random(rows) < 0.001, "Suspendiert", status),
        "Started": np.where(rng.random(rows) < 0.5, (ended - pd.Timedelta(days=3)).strftime("%d.%m.%Y"), ""),
        "Ended": ended.strftime("%d.%m.%Y %H:%M"),
        "Changed": (ended + pd.Timedelta(minutes=1)).strftime("%d.%m.%Y %H:%M"),
        "Points": rng.integers(0, 41, rows),
        "Most": 40,
    }
    pd.DataFrame(columns).to_csv(folder / "transcript.csv", sep=";", index=False)
    names = [f"LOC-{number}" for number in range(3_000)]
    contents = pd.DataFrame({"Training": names, "Title": names, "Length": "1:30"})
    contents.to_csv(folder / "contents.txt", sep=";", index=False)


if __name__ == "__main__":
    main()
