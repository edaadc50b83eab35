"""Which arguments and options do commands share? Each is declared once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How tables are written."""

    CSV = "csv"
    PARQUET = "parquet"


class World(StrEnum):
    """Worlds that an organisation can be made up in, as `training.demo.worlds` knows them."""

    FRIENDLY = "friendly"
    MISSPECIFIED = "misspecified"
    HOSTILE = "hostile"


class By(StrEnum):
    """What a batch is ranked by."""

    AFFINITY = "affinity"
    VALUE = "value"


class Source(StrEnum):
    """Exports that can be imported."""

    ENROLMENTS = "enrolments"
    MOOCCUBEX = "mooccubex"
    JCREC = "jcrec"
    ESCO = "esco"
    ONET = "onet"
    OULAD = "oulad"
    TABLE = "table"


Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder that holds the tables.", show_default=False)]
Out = Annotated[Path, typer.Argument(metavar="OUT", help="Folder that the tables go to.", show_default=False)]
LearnerName = Annotated[str, typer.Argument(metavar="LEARNER", help="Id of the learner.", show_default=False)]
Version = Annotated[str, typer.Argument(metavar="VERSION", help="Version of a bundle.", show_default=False)]

Tables = Annotated[
    Path | None,
    typer.Option(
        "--tables",
        metavar="DIR",
        help="Folder that holds the tables; by default data/demo, or the only folder in data/ with events.",
        show_default=False,
    ),
]
Role = Annotated[
    str | None,
    typer.Option("--role", metavar="ROLE", help="Ask about one role alone: its id, or its name.", show_default=False),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="The moment of asking: a day, or a time with zone; by default the latest moment that the tables know of.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")]
Learners = Annotated[int, typer.Option("--learners", metavar="NUMBER", help="Learners of the made-up organisation.")]
Seed = Annotated[
    int,
    typer.Option("--seed", metavar="NUMBER", help="Seed of everything that is drawn; the same gives the same."),
]
Map = Annotated[
    str | None,
    typer.Option(
        "--map",
        metavar="MAPPING",
        help="How any export becomes tables (with table): a mapping file, or the name of one that comes with Cairn.",
        show_default=False,
    ),
]
Written = Annotated[Format, typer.Option("--format", metavar="csv|parquet", help="Format of the files.")]
Host = Annotated[
    str | None,
    typer.Option(
        "--host",
        metavar="ADDRESS",
        help="Address to listen on; by default CAIRN_HOST, else 127.0.0.1.",
        show_default=False,
    ),
]
Port = Annotated[
    int | None,
    typer.Option(
        "--port",
        metavar="NUMBER",
        min=1,
        max=65_535,
        help="Port to listen on, 1 to 65535; by default CAIRN_PORT, else 8000.",
        show_default=False,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="NUMBER",
        min=1,
        max=64,
        help="Processes that answer, 1 to 64; by default CAIRN_WORKERS, else 1.",
        show_default=False,
    ),
]
