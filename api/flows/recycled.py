"""Does an id still mean what it meant? Evidence hangs on ids of contents and skills, so they are never used again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from api.flows.bodies import Key
from api.flows.judging import Asked
from api.problems import Cause, RequestRefused, shown
from api.store import Change, Session

_TITLES: Final = {"contents": "title", "skills": "name"}
"""Tables whose ids carry evidence, and the column that says what an id stands for."""


def require_same(session: Session, asked: Asked, created: Sequence[Change]) -> None:
    """Raises RequestRefused where an id that was deleted is put again as something else."""
    title = _TITLES.get(asked.table.name)
    if title is None:
        return
    ended = session.past.ended(asked.table.name, [change.key for change in created if change.body])
    rows = {one.key: one.row for one in asked.puts}
    causes = []
    for change in created:
        if change.body is None or change.key not in ended:
            continue
        was = _titles(session, asked.table.name, change.key, title)[-1]
        if _plain(was) != _plain(change.body[title]):
            said = f"this id was deleted as {shown(was)} and is never used again: put it back as that, or take a new id"
            causes.append(asked.sheet.cause(rows[change.key], said, title))
    if causes:
        raise RequestRefused(causes)


def taken_over(session: Session, asked: Asked, changed: Sequence[Key]) -> Iterator[Cause]:
    """Warns of contents of which nothing is left, neither the title nor a single skill, since their id came up."""
    if asked.table.name not in ("contents", "content_skills"):
        return
    rows = {one.key[0]: one.row for one in reversed(asked.given)}
    for content in sorted({key[0] for key in changed}):
        if _is_another(session, content):
            said = (
                f"content {shown(content)} has another title and other skills than when its id came up; what learners "
                "did with it still counts for it: give another content an id of its own, and say replaced_by"
            )
            yield asked.sheet.cause(rows[content], said, "content_id")


def _is_another(session: Session, content: str) -> bool:
    titles = _titles(session, "contents", (content,), "title")
    if len(titles) < 2 or _plain(titles[0]) == _plain(titles[-1]):
        return False
    links = session.past.versions("content_skills", (content,))
    first = {row.key for row in links if row.seq == links[0].seq and row.body is not None}
    now = {row.key: row.body for row in links}
    standing = {key for key, body in now.items() if body is not None}
    return bool(first and standing) and first.isdisjoint(standing)


def _titles(session: Session, table: str, key: Key, title: str) -> list[Any]:
    return [row.body[title] for row in session.past.versions(table, key) if row.body is not None]


def _plain(text: Any) -> str:
    return " ".join(str(text).casefold().split())
