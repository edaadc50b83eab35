"""What is wrong with a catalogue like real ones? The same thing twice, new versions, one step that nobody gets past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from training.demo.calendar import Calendar
from training.demo.drafts import Draft
from training.demo.forms import PROVIDERS
from training.demo.history import History

_TWINNED: Final = ("self_paced", "mobile")
_SECOND_PART: Final = 2
_STUCK_LIKED: Final = 2.2
_STUCK_VALUES: Final = (0.45, 0.55, 0.65, 0.75)
_HALF: Final = float(np.log(2.0))
_MOST_VERSIONS: Final = 3


def blemished(drafts: Sequence[Draft], history: History, calendar: Calendar, rng: np.random.Generator) -> list[Draft]:
    """The drafts with a bad step, versions and twins as the history has them; without any, the same drafts."""
    done = list(drafts)
    if history.sticking:
        done = _with_bad_step(done, rng)
    if history.edited:
        done = [_edited(draft, history.edited, calendar, rng) for draft in done]
    return _with_twins(done, history.twins, rng) if history.twins else done


def _with_bad_step(drafts: list[Draft], rng: np.random.Generator) -> list[Draft]:
    """Makes one content popular, and breaks it somewhere past its first third."""
    able = [
        place
        for place, draft in enumerate(drafts)
        if _plain(draft) and draft.part == _SECOND_PART and not draft.requires and not PROVIDERS[draft.provider].silent
    ]
    place = int(rng.choice(able))
    done = list(drafts)
    value = float(rng.choice(_STUCK_VALUES))
    done[place] = replace(drafts[place], stuck_at=value, liked=_STUCK_LIKED, trait="stuck")
    return done


def _edited(draft: Draft, share: float, calendar: Calendar, rng: np.random.Generator) -> Draft:
    """Perhaps some days on which a new version took the place of the last one, under the same id."""
    days = np.sort(rng.integers(calendar.start + 60, calendar.until - 30, _MOST_VERSIONS))
    many, chosen = int(rng.integers(1, _MOST_VERSIONS + 1)), rng.random() < share
    return replace(draft, edited=tuple(days[:many].tolist())) if chosen else draft


def _with_twins(drafts: list[Draft], many: int, rng: np.random.Generator) -> list[Draft]:
    """Puts some of the better liked contents there a second time; the two share what would have been taken of one."""
    short = [
        place
        for place, draft in enumerate(drafts)
        if _plain(draft) and draft.modality in _TWINNED and draft.part <= _SECOND_PART
    ]
    middle = float(np.median([drafts[place].liked for place in short]))
    able = [place for place in short if drafts[place].liked >= middle]
    chosen = set(rng.choice(able, min(many, len(able)), replace=False).tolist())
    halved = [replace(draft, liked=draft.liked - _HALF) if n in chosen else draft for n, draft in enumerate(drafts)]
    return [*halved, *(_twin(halved[place], rng) for place in sorted(chosen))]


def _twin(draft: Draft, rng: np.random.Generator) -> Draft:
    others = [number for number in range(3) if number != draft.provider]
    minutes = max(5, round(draft.minutes * float(rng.uniform(0.9, 1.1)) / 5) * 5)
    return replace(
        draft,
        key=f"{draft.key}/twin",
        title=_retitled(draft.title, rng),
        provider=int(rng.choice(others)),
        minutes=minutes,
        requires=None,
        edited=(),
        twin_of=draft.key,
        trait="twin",
    )


def _retitled(title: str, rng: np.random.Generator) -> str:
    """The same thing in other words: parts of the title change places, or a word of the trade is added."""
    first, found, rest = title.partition(": ")
    if found and rng.random() < 0.6:
        return f"{rest} ({first.rstrip('12 ')})"
    words = ("{} – essentials", "Masterclass: {}", "{}, explained", "Short course: {}")
    return words[int(rng.integers(len(words)))].format(rest or first)


def _plain(draft: Draft) -> bool:
    """English, of a series, on offer all the time and by nobody replaced."""
    steady = draft.available_from < 0 and draft.available_to > 10**5 and draft.replaced_by is None
    return draft.trait == "plain" and draft.language == "en" and steady
