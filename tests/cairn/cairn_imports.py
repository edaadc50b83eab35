"""A small export, a mapping of it, and both brought in at the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cairn.cairn_house import Said, cairn
from tests.training.sources.mapped.mapped_exports import LOG, TOP, events

PEOPLE = """
[[tables]]
to = "learners"
from = "log"
columns = { learner_id = "who", location = "town" }
"""
ONLY_PEOPLE = TOP + LOG + PEOPLE
MAPPING = events() + PEOPLE
"""Of log.csv to completions and to learners."""
ROW = "ada,c,2024-01-31,Bern"


def bring(folder: Path, *rows: str, out: str = "out", mapping: str = MAPPING, form: str = "csv") -> Said:
    """Imports a log of some rows (who, what, at, town) into a folder beside it."""
    src = folder / "src"
    src.mkdir(exist_ok=True)
    (src / "log.csv").write_text("\n".join(["who,what,at,town", *rows]) + "\n")
    (folder / "mapping.toml").write_text(mapping)
    return cairn("import", "table", src, folder / out, "--map", folder / "mapping.toml", "--format", form)
