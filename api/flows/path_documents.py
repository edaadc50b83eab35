"""How is a path kept, and how is it told? What was asked and decided stands beside the body of each version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final

import orjson

from api.flows.overrules import PIN, Overrule, Overrules
from api.flows.path_diffs import diff_of
from api.flows.path_plans import Planned
from api.schemas.asked import PathRequest
from api.store import StoredPath

MICRO: Final = 1_000_000
_MOMENTARY: Final = {"pinned", "context", "as_of", "learner_id", "profile", "history"}
"""Fields of a request that belong to its moment or are kept otherwise: pins as decisions, the learner beside."""
_DUMP: Final = orjson.OPT_UTC_Z


@dataclass(frozen=True, slots=True)
class Document:
    """What stands beside a version: the request without its moment, decisions, open duties, facts, and the diff."""

    asked: PathRequest
    overrules: Overrules
    facts: str = ""
    open_duties: Sequence[Mapping[str, Any]] = ()
    diff: Mapping[str, Any] | None = None

    @classmethod
    def first(cls, asked: PathRequest, by: str, at: datetime) -> Document:
        """The document of a path that is assembled: what was asked to be pinned is the first decision."""
        pins = tuple(Overrule(PIN, content, None, by, at) for content in dict.fromkeys(asked.pinned))
        return cls(_lasting(asked), pins)

    @classmethod
    def read(cls, stored: StoredPath) -> Document:
        """The document beside a stored version."""
        said = orjson.loads(stored.request)
        overrules = tuple(Overrule.read(row) for row in said["overrules"])
        asked = PathRequest.model_validate(said["asked"])
        return cls(asked, overrules, said["facts"], said["open_duties"], said["diff"])

    def dumped(self) -> bytes:
        """The document as the store keeps it."""
        said = {
            "asked": self.asked.model_dump(mode="json", exclude=_MOMENTARY),
            "overrules": [asdict(overrule) for overrule in self.overrules],
            "facts": self.facts,
            "open_duties": self.open_duties,
            "diff": self.diff,
        }
        return orjson.dumps(said, option=_DUMP)

    def of(self, learner_id: str) -> PathRequest:
        """The request, asked again about a learner."""
        return self.asked.model_copy(update={"learner_id": learner_id})


@dataclass(frozen=True, slots=True)
class Stuck:
    """Why no newer version could be planned."""

    clash: tuple[str, ...]
    ways_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """One version of a path as it stands now: `state` may be superseded, `stale` says that something happened since."""

    stored: StoredPath
    document: Document
    state: str
    stale: bool = False
    stuck: Stuck | None = None

    @classmethod
    def read(cls, stored: StoredPath) -> Kept:
        """A stored version with its document."""
        return cls(stored, Document.read(stored), stored.state)

    @property
    def etag(self) -> str:
        """The version, and a digest of all that is told of it: what went stale or was superseded has another tag."""
        return f'"{self.stored.version}.{blake2b(self.json(), digest_size=6).hexdigest()}"'

    @property
    def body(self) -> dict[str, Any]:
        """The path of this version."""
        return orjson.loads(self.stored.body)

    def with_plan(self, body: bytes, plan: Planned, diff: Mapping[str, Any]) -> Kept:
        """The version to come, with another plan."""
        document = replace(self.document, facts=plan.facts, open_duties=plan.open_duties, diff=diff)
        return replace(self, stored=replace(self.stored, body=body), document=document)

    def with_same_steps(self, is_fresh: bool) -> Kept:
        """The version to come, with the same plan, which goes on to be fresh or waits to be planned again."""
        diff = diff_of(self.body, self.body)
        return replace(self, document=replace(self.document, facts=self.document.facts if is_fresh else "", diff=diff))

    def next_of(self, before: StoredPath, at: int, seq: int) -> StoredPath:
        """This as the version after another one."""
        version = before.version + 1
        return replace(
            self.stored, version=version, state=self.state, made_at=at, request=self.document.dumped(), seq=seq
        )

    def told(self) -> dict[str, Any]:
        """The path with all that is said about it, as the wire has it."""
        stored, document = self.stored, self.document
        return self.body | {
            "path_id": stored.path_id,
            "version": stored.version,
            "state": self.state,
            "made_at": moment(stored.made_at),
            "stale": self.stale,
            "overrules": [asdict(overrule) for overrule in document.overrules],
            "open_duties": document.open_duties,
            "diff": self.diff,
            "clash": self.stuck.clash if self.stuck else (),
            "ways_out": self.stuck.ways_out if self.stuck else (),
        }

    @property
    def diff(self) -> Mapping[str, Any] | None:
        """What is different from the version before, as the wire has it; None for the first."""
        version, diff = self.stored.version, self.document.diff
        return None if diff is None else {"from_version": version - 1, "to_version": version, **diff}

    def json(self) -> bytes:
        """The bytes of `told`."""
        return orjson.dumps(self.told(), option=_DUMP)


def moment(micros: int) -> datetime:
    """A time of the store, in whole seconds."""
    return datetime.fromtimestamp(micros // MICRO, UTC)


def micros(at: datetime) -> int:
    """A moment as the store has it."""
    return int(at.timestamp()) * MICRO


def _lasting(asked: PathRequest) -> PathRequest:
    return PathRequest.model_validate(asked.model_dump(mode="json", exclude=_MOMENTARY))
