"""How surely does a link between two things stand? What a person has not confirmed counts, but forbids nothing."""

from __future__ import annotations

import pandas as pd


def trusted(links: pd.DataFrame) -> pd.DataFrame:
    """The links that were not rejected; `confidence` stays with suggested ones, validated ones count in full."""
    kept = links[links["status"] != "rejected"]
    return kept.assign(confidence=kept["confidence"].where(kept["status"] == "suggested", 1.0))


def teaching(links: pd.DataFrame) -> pd.DataFrame:
    """What contents teach, as `trusted`; suggested links that teach nothing and only ask for a level are left out."""
    only_asks = (links["status"] == "suggested") & (links["exit_level"] <= links["entry_level"])
    return trusted(links[~only_asks])


def binding(rules: pd.DataFrame) -> pd.DataFrame:
    """The rules that a person stands behind: a suggested one forbids nothing (docs/decisions/0012-drafts.md)."""
    return rules[rules["status"] == "validated"]
