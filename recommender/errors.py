"""Everything that can go wrong on purpose, as one small tree.

CairnError
  + TablesRefused       tables break the schema; carries every problem
  + SourceRefused       an export handed to an importer cannot be read as what it claims to be
  + OutputRefused       a file or folder cannot be written as asked
  + UnknownName         a learner, content, skill, role or bundle that is asked for does not exist
  + QueryRefused        a question that cannot be answered as it stands; carries every problem
  + FitRefused          what an estimator was given cannot be learned from or scored; carries every problem
  + InfeasiblePlan      the demands on a path clash; carries the clash and the ways out
  + BundleRefused       a bundle on the shelf is damaged, incomplete or of another format
  + NotReleased         the gate did not let a challenger pass
  + SettingsRefused     settings of the service cannot be used, or its address cannot be listened on
"""

from __future__ import annotations

from collections.abc import Iterable


class CairnError(Exception):
    """Base of every error that this project raises on purpose.

    `problems` lists every cause found, one sentence each: where, what was found, what was expected, how to mend it.
    """

    def __init__(self, summary: str, problems: Iterable[str] = ()) -> None:
        self.summary = summary
        self.problems = tuple(problems)
        super().__init__("\n  ".join((summary, *self.problems)))


class TablesRefused(CairnError):
    """Tables break the schema in ways that cannot be set aside."""


class SourceRefused(CairnError):
    """An export handed to an importer cannot be read as what it claims to be."""


class OutputRefused(CairnError):
    """A file or folder cannot be written as asked."""


class UnknownName(CairnError):
    """A learner, content, skill, role or bundle that is asked for does not exist."""


class QueryRefused(CairnError):
    """A question cannot be answered as it stands."""


class FitRefused(CairnError):
    """What an estimator was given cannot be learned from or scored."""


class InfeasiblePlan(CairnError):
    """The demands on a path clash: `clash` is a smallest set of them, `ways_out` the cheapest repairs."""

    def __init__(self, clash: Iterable[str], ways_out: Iterable[str] = ()) -> None:
        self.clash = tuple(clash)
        self.ways_out = tuple(ways_out)
        super().__init__(
            "these demands cannot all be met", (*self.clash, *(f"way out: {way}" for way in self.ways_out))
        )


class BundleRefused(CairnError):
    """A bundle on the shelf is damaged, incomplete or of another format."""


class NotReleased(CairnError):
    """The gate did not let a challenger pass."""


class SettingsRefused(CairnError):
    """Settings of the service cannot be used, or its address cannot be listened on."""
