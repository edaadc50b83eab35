"""Where did it break? An error for the log, without any value in it: messages may name learners."""

from __future__ import annotations

import traceback


def broke_at(error: BaseException) -> str:
    """The class of an error and of what caused it, with the lines that it came through, innermost first."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    here = f"{type(error).__name__} at " + " < ".join(f"{f.filename}:{f.lineno} {f.name}" for f in frames)
    return here if error.__cause__ is None else f"{here}; caused by {broke_at(error.__cause__)}"
