"""How surely does a link between two things stand?"""

from __future__ import annotations

import pandas as pd


def trusted(links: pd.DataFrame) -> pd.DataFrame:
    """The links that were not rejected; `confidence` stays with suggested ones, validated ones count in full."""
    kept = links[links["status"] != "rejected"]
    return kept.assign(confidence=kept["confidence"].where(kept["status"] == "suggested", 1.0))
