"""Which tables are there, and what may stand in each column? The one place that says so."""

from __future__ import annotations

from typing import Final

from recommender.tables.schema.column import Column, Kind, Table
from recommender.tables.schema.contents import CONTENTS
from recommender.tables.schema.duties import DUTIES
from recommender.tables.schema.history import HISTORY
from recommender.tables.schema.outcomes import OUTCOMES
from recommender.tables.schema.people import PEOPLE
from recommender.tables.schema.skills import SKILLS

__all__ = ["TABLES", "Column", "Kind", "Table"]

TABLES: Final[dict[str, Table]] = {t.name: t for t in (*PEOPLE, *SKILLS, *OUTCOMES, *CONTENTS, *DUTIES, *HISTORY)}
"""Every table by name."""
