"""Which suggested links of the store should a person look at first, and what becomes of their answers?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from api.access import Entry, Role
from api.problems import Cause, pointer
from api.schemas.confirmations import LinkAnswer
from api.serving.catalogue import tables_of
from api.store import Change
from api.workplace import Workplace
from recommender.confirmations import LEVELS, LINKS, REVIEWED, Confirmation, confirmations, waiting

_NEEDED: Final = (
    *LINKS,
    *("contents", "skills", "roles", "outcomes", "outcome_units", "behaviours"),
    *("learners", "employments", "goals"),
)
_ANSWERED: Final = {"validated": True, "rejected": False}
_MICROS: Final = 1_000_000
Body = Mapping[str, Any]


def waiting_links(place: Workplace, entry: Entry, limit: int) -> dict[str, Any]:
    """The suggested links to confirm first, with names and what hangs on each. Raises NotReady without contents.

    Numbers of fewer people than the policy's smallest group are told to administrators alone.
    """
    served = place.serving()
    with place.store.reading() as session:
        tables = tables_of(_NEEDED, session.rows.current)
        finished = pd.DataFrame(session.events.finished(), columns=["learner_id", "content_id"], dtype="str")
    now = place.now()
    found = confirmations(tables, served.catalog, finished, now.date(), limit)
    smallest = 1 if Role.ADMIN in entry.principal.roles else place.access.policy.smallest_group
    return {
        "as_of": now,
        "waiting": waiting(tables),
        "smallest_group": smallest,
        "confirmations": [_told(one, smallest) for one in found],
    }


def _told(one: Confirmation, smallest: int) -> dict[str, Any]:
    asked, few = one.question, 0 < one.people < smallest
    return {
        "table": asked.table,
        "ids": list(asked.ids),
        "names": list(asked.names),
        "levels": dict(asked.levels),
        "confidence": asked.confidence,
        "source": asked.source,
        "people": None if few else one.people,
        "paths": None if few else round(one.paths, 1),
    }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one answer comes to: a row to write, or nothing as it stands so already, or why it is not taken."""

    change: Change | None = None
    cause: str | None = None


def answered(place: Workplace, answers: Sequence[LinkAnswer]) -> dict[str, Any]:
    """Writes what a person said to suggested links, each judged on its own; said twice it changes nothing more.

    A link that is unknown, or was answered otherwise since, is told by its place in the call.
    """
    at = int(place.now().timestamp()) * _MICROS
    with place.store.writing() as session:
        rows = {name: session.rows.get(name, keys) for name, keys in _keys(answers).items()}
        verdicts: list[Verdict] = []
        for answer in answers:
            verdict = judged(answer, rows[answer.table].get(answer.ids))
            if verdict.change is not None and verdict.change.body is not None:
                rows[answer.table][answer.ids] = dict(verdict.change.body)
            verdicts.append(verdict)
        session.rows.put([one.change for one in verdicts if one.change is not None], at)
    accepted = [answer.accept for answer, one in zip(answers, verdicts, strict=True) if one.change is not None]
    causes = [Cause(one.cause, pointer("answers", n)) for n, one in enumerate(verdicts) if one.cause is not None]
    return {
        "confirmed": sum(accepted),
        "rejected": len(accepted) - sum(accepted),
        "unchanged": len(answers) - len(accepted) - len(causes),
        "refused": [{"detail": cause.detail, "pointer": cause.pointer} for cause in causes],
    }


def judged(answer: LinkAnswer, body: Body | None) -> Verdict:
    """What an answer comes to, for a link as it stands in the store; `body` is None where there is none."""
    if body is None:
        return Verdict(cause="there is no such link: it may have ended; ask for the list again")
    levels = {name: level for name, level in answer.levels if level is not None}
    if odd := sorted(set(levels) - set(LEVELS[answer.table])):
        expected = " and ".join(LEVELS[answer.table]) or "none"
        return Verdict(cause=f"{answer.table} has no {' and no '.join(odd)}: expected {expected}")
    body = dict(body)
    if (stands := _ANSWERED.get(body["status"])) is not None:
        same = stands == answer.accept and all(body.get(name) == level for name, level in levels.items())
        mend = f"an administrator can change that with PUT /v1/{answer.table}"
        return Verdict() if same else Verdict(cause=f"it was {body['status']} meanwhile, expected suggested; {mend}")
    after = body | {"status": "validated" if answer.accept else "rejected", "source": REVIEWED}
    after |= levels if answer.accept else {}
    if levels and answer.accept and answer.table == "content_skills" and after["exit_level"] <= after["entry_level"]:
        return Verdict(
            cause=f"exit_level is {after['exit_level']}, expected more than entry_level {after['entry_level']}"
        )
    return Verdict(Change(answer.table, answer.ids, after))


def _keys(answers: Iterable[LinkAnswer]) -> dict[str, list[tuple[str, ...]]]:
    keys: dict[str, dict[tuple[str, ...], None]] = {}
    for answer in answers:
        keys.setdefault(answer.table, {})[answer.ids] = None
    return {table: list(found) for table, found in keys.items()}
