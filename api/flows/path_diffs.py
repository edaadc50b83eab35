"""What is different between two versions of a path? Steps added, removed, moved and kept, from their bodies alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Body = Mapping[str, Any]
GIVES_WAY = "gives_way"


def diff_of(old: Body, new: Body, why: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Steps by content: `added` and `removed` in their own order, `moved` where start or finish differ, `kept` else.

    `why` says what took a step away; a step that nothing took away gives way to others.
    """
    before, after = _steps(old), _steps(new)
    stayed = [content for content in after if content in before]
    moved = [content for content in stayed if _dates(before[content]) != _dates(after[content])]
    causes = why or {}
    return {
        "added": [_place(step) for content, step in after.items() if content not in before],
        "removed": [
            _place(step) | {"why": causes.get(content, GIVES_WAY)}
            for content, step in before.items()
            if content not in after
        ],
        "moved": [
            _place(after[c]) | {"old_start": before[c]["start"], "old_finish": before[c]["finish"]} for c in moved
        ],
        "kept": [content for content in stayed if content not in moved],
    }


def is_empty(diff: Mapping[str, Any]) -> bool:
    """Whether nothing was added, removed or moved."""
    return not any(diff.get(name) for name in ("added", "removed", "moved"))


def _steps(body: Body) -> dict[str, Any]:
    return {step["content_id"]: step for step in body["steps"]}


def _dates(step: Body) -> tuple[str, str]:
    return step["start"], step["finish"]


def _place(step: Body) -> dict[str, Any]:
    return {name: step[name] for name in ("content_id", "title", "start", "finish")}
