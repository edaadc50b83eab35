"""Is somebody named in a text? As a word: an id of random digits may hold the letters of a name by chance."""

from __future__ import annotations

import re


def names(who: str, text: str) -> bool:
    """Whether a text says a name, alone or as part of an id such as `learner-ada`.

    >>> names("ada", "asked by learner-ada"), names("ada", "a51adaf97f498de6")
    (True, False)
    """
    return re.search(rf"(?<![0-9a-zA-Z]){re.escape(who)}(?![0-9a-zA-Z])", text) is not None
