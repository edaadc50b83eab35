"""Which level does a word for mastery stand for?"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import pandas as pd

BEGINNER: Final = 0.35
INTERMEDIATE: Final = 0.6
EXPERT: Final = 0.85

_BEGINNER = ("beginner", "basic", "entry", "familiar", "foundation", "modest", "novice")
_INTERMEDIATE = ("intermediate", "medium", "mid")
_EXPERT = ("expert", "advanced", "fluent", "high")
_UNSAID = ("unknown", "all", "mandatory", "recommended")
"""Words that stand where a level should, and name none."""

LEVELS: Final[dict[str, float | None]] = {
    **dict.fromkeys(_BEGINNER, BEGINNER),
    **dict.fromkeys(_INTERMEDIATE, INTERMEDIATE),
    **dict.fromkeys(_EXPERT, EXPERT),
    **dict.fromkeys(_UNSAID, None),
}


def level_of(text: str, highest: bool, unsaid: float) -> float | None:
    """The level that a free text names, None if it names nothing known.

    Of several words the highest counts where a content aims (`highest`), the lowest where something is demanded or
    claimed. `unsaid` is the level of a text that only says that none is stated.

    >>> level_of("beginner to advanced", True, 0.5), level_of("beginner/intermediate", False, 0.5)
    (0.85, 0.35)
    >>> level_of("unknown", False, 0.5), level_of("jsp", False, 0.5)
    (0.5, None)
    """
    words = [word for word in re.findall(r"[a-z]+", text.lower()) if word in LEVELS]
    said = [level for level in map(LEVELS.get, words) if level is not None]
    if said:
        return max(said) if highest else min(said)
    return unsaid if words else None


def levels_of(texts: pd.Series, highest: bool, unsaid: float) -> pd.Series:
    """`level_of` for a column; NaN where a text names nothing known. Each distinct text is read once."""
    known = {text: level_of(str(text), highest, unsaid) for text in texts.dropna().unique()}
    return texts.map(known).astype("float64")


def problems_of_scale(path: Path) -> list[str]:
    """What keeps a JSON file from being the scale that the levels above belong to: every word known, in their order."""
    try:
        scale = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return [f"{path.name} is missing; put it beside the other files"]
    except (OSError, ValueError, RecursionError) as problem:
        return [f"{path.name} is not JSON ({problem}); export it again"]
    if not isinstance(scale, dict) or not all(type(rank) in (int, float) for rank in scale.values()):
        return [f'{path.name} holds something else than words with their ranks; expected {{"beginner": 1, ...}}']
    unknown = [
        f"{path.name}: the word {word!r} is not known; expected {', '.join(LEVELS)}" for word in scale.keys() - LEVELS
    ]
    ranked = [level for word in sorted(scale, key=scale.__getitem__) if (level := LEVELS.get(word)) is not None]
    disordered = ranked != sorted(ranked)
    return (
        sorted(unknown) + [f"{path.name}: the ranks are not in the order beginner, intermediate, expert"] * disordered
    )
