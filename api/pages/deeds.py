"""What does a form do? Each button of a page as the change that a system would send, and what the page says then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from pydantic import ValidationError
from starlette.exceptions import HTTPException

from api.breaches import expected, true_ones
from api.flows.events import Sent, take
from api.flows.path_cases import By
from api.flows.paths import Paths, paths_after
from api.problems import Cause, RequestRefused
from api.schemas.asked import PathRequest
from api.schemas.paths import PathChange
from api.workplace import Workplace

LATER: Final = timedelta(weeks=4)
"""How long what is put off waits."""
LEVELS: Final = {"can": 0.8, "lack": 0.2}
"""Level that a learner claims by a button: well able, or hardly begun. One noisy piece of evidence, not a verdict."""
_STATES: Final = {"accept": "accepted", "start": "active", "pause": "paused", "resume": "active"}
_LISTS: Final = frozenset({"pin", "unpin", "veto", "unveto"})
NOTICES: Final[Mapping[str, str]] = {
    "assemble": "A path is suggested.",
    "accept": "The path is accepted.",
    "start": "The path is under way.",
    "pause": "The path is paused: its dates stand still until it is resumed.",
    "resume": "The path goes on.",
    "pin": "It stays on the path.",
    "unpin": "It is no longer pinned.",
    "veto": "It is left out, and the path is planned around it.",
    "unveto": "It may be suggested again.",
    "defer": "It is put off for four weeks.",
    "back": "It may be suggested again at once.",
    "replan": "The path is planned anew.",
    "confirm": "The link is confirmed: it counts in full from now on.",
    "reject": "The link is rejected: it is not used any more.",
    "can": "Thank you. It counts as evidence that you can.",
    "lack": "Thank you. It counts as evidence that this is missing.",
}
"""Deed -> what the page says when it is done."""


@dataclass(frozen=True, slots=True)
class Doer:
    """Does what forms ask, about learners within reach."""

    place: Workplace
    paths: Paths

    def on_path(self, learner_id: str, fields: Mapping[str, str], by: By) -> None:
        """Suggests, moves on or overrules the path of a learner. Raises what the change of a path raises."""
        deed = fields.get("deed", "")
        if deed == "assemble":
            self.paths.assemble(PathRequest(learner_id=learner_id), by)
            return
        change = change_of(deed, fields.get("content_id", ""), self.place.now().date())
        kept = self.paths.current(learner_id)
        self.paths.change(kept.stored.path_id, change, by, _match(fields.get("version")))

    def on_skill(self, learner_id: str, fields: Mapping[str, str]) -> None:
        """Takes what a learner says of a skill of theirs. Raises RequestRefused."""
        if fields.get("deed") not in LEVELS:
            raise HTTPException(400, "the form names no deed of this page")
        row = {
            "learner_id": learner_id,
            "kind": "self_rated",
            "occurred_at": self.place.now().isoformat(),
            "skill_id": fields.get("skill_id", ""),
            "value": LEVELS[fields["deed"]],
            "initiated_by": "self",
            "source": "cairn",
        }
        served = self.place.holder.served
        if served is None or row["skill_id"] not in served.catalog.skills.column:
            raise RequestRefused([Cause("there is no such skill")])
        taken = take(self.place, Sent([row], own=True), paths_after)
        if taken.rejected:
            raise RequestRefused([Cause(one.detail) for one in taken.rejected])


def change_of(deed: str, content_id: str, today: date) -> PathChange:
    """The change of a path that a button stands for. Raises HTTPException where there is no such button."""
    said = _said(deed, content_id, today)
    if said is None:
        raise HTTPException(400, "the form names no deed of this page")
    try:
        return PathChange.model_validate(said)
    except ValidationError as error:
        raise RequestRefused([Cause(expected(one)) for one in true_ones(error.errors())]) from None


def _said(deed: str, content_id: str, today: date) -> Mapping[str, Any] | None:
    if deed in _STATES:
        return {"state": _STATES[deed]}
    if deed in _LISTS:
        return {deed: [content_id]}
    if deed in ("defer", "back"):
        until = today + LATER if deed == "defer" else today
        return {"defer": [{"content_id": content_id, "until": until.isoformat()}]}
    return {"replan": True} if deed == "replan" else None


def _match(version: str | None) -> str | None:
    """The version that a reader saw, as an ETag; for deeds that do not depend on it nothing is asked."""
    return None if version is None else f'"{version}"'
