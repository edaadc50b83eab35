"""Texts and skills whose links follow their words, with a little noise."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

TOPICS = {
    "excel": ("Spreadsheets", "pivot tables in excel"),
    "python": ("Programming", "writing code in python"),
    "law": ("Contract law", "rights by law and duties"),
    "sales": ("Selling", "closing deals, making sales"),
    "safety": ("Fire safety", "alarms, extinguishers and safety"),
}
_FILLERS = (
    "for managers",
    "in practice",
    "at work",
    "today",
    "with examples",
    "step by step",
    "made easy",
    "for teams",
)


def a_catalogue(number: int, seed: int = 1) -> tuple[pd.DataFrame, csr_array, pd.DataFrame]:
    """Texts, links and skills: each text teaches the skill of its topic, some the next one too."""
    rng = np.random.default_rng(seed)
    words = list(TOPICS)
    topics = rng.integers(0, len(words), number)
    titles = [f"{words[topic]} {_FILLERS[rng.integers(8)]} {_FILLERS[rng.integers(8)]}" for topic in topics]
    links = np.zeros((number, len(words)), dtype=np.float32)
    links[np.arange(number), topics] = 1
    extra = rng.random(number) < 0.3
    links[extra, (topics[extra] + 1) % len(words)] = 1
    texts = pd.DataFrame({"title": titles, "description": ""})
    return texts, csr_array(links), the_skills()


def the_skills() -> pd.DataFrame:
    """The skills behind the topics."""
    names, descriptions = zip(*TOPICS.values(), strict=True)
    return pd.DataFrame({"name": names, "description": descriptions})
