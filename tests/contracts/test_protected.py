"""Protected attributes: only what measures fairness, and what brings or makes tables, ever reads a column of them."""

from dataclasses import fields
from pathlib import Path

import pandas as pd

from recommender.catalog import Catalog
from recommender.engine import Engine
from recommender.people import People
from recommender.ranking.features import NAMES
from recommender.tables import check
from recommender.types import Learner, Query
from tests.builders import NOW, QUICK, a_bundle, numbered
from tests.organisation import an_organisation

ROOT = Path(__file__).parents[2]
PRODUCT = ("recommender", "training", "api", "cairn")
MAY = ("recommender/tables/schema/", "training/slices.py", "training/demo/", "training/sources/")


def test_no_code_but_the_schema_the_slices_and_the_makers_of_tables_names_them():
    files = [p for room in PRODUCT for p in sorted((ROOT / room).rglob("*.py"))]
    naming = [str(p.relative_to(ROOT)) for p in files if "audit_" in p.read_text(encoding="utf-8")]
    assert "training/slices.py" in naming
    assert [name for name in naming if not name.startswith(MAY)] == []


def test_neither_features_nor_learners_nor_questions_have_a_place_for_them():
    named = {*NAMES, *(f.name for f in fields(Learner)), *(f.name for f in fields(Query))}
    for word in ("audit", "age", "gender", "sex", "birth", "nationality", "disability", "religion", "ethnic"):
        assert [name for name in named if word in name.split("_")] == []


def answers(rows):
    """The bundle's arrays and every list, from an organisation with these learners."""
    tables = check({name: pd.DataFrame(numbered(r) if name == "events" else r) for name, r in rows.items()}).tables
    bundle, catalog = a_bundle(tables), Catalog.of(tables)
    engine, people = Engine(bundle, catalog, QUICK), People.of(tables, catalog)
    arrays = [array.tobytes() for part in bundle.parts.estimators().values() for array in part.arrays().values()]
    return arrays, [engine.recommend(people.query(learner, NOW)) for learner in people.ids]


def test_changing_them_changes_no_byte_of_a_bundle_and_no_answer():
    rows = an_organisation()
    plain = [{k: v for k, v in row.items() if not k.startswith("audit_")} for row in rows["learners"]]
    flipped = [row | {"audit_age": "x" if n % 3 else "y", "audit_gender": str(n % 2)} for n, row in enumerate(plain)]
    assert answers(rows | {"learners": plain}) == answers(rows | {"learners": flipped})
