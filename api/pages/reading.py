"""How does an answer on the wire read on a page? From the JSON of a path or a recommendation to its view."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from api.pages.views import Chain, Clash, Decided, Level, Offer, Path, Rise, Step, Unmet
from api.pages.words import day, percent, percents

Json = Mapping[str, Any]
TOLD: Final = ("chance", "gap")
"""Codes of reasons that a page tells by itself: the chance, and the rise of a level."""
MOVES: Final = 0.005
"""A level that moves by less is shown as it was."""
WHY: Final = {
    "finished": "it is finished",
    "vetoed": "it was left out",
    "deferred": "it was put off",
    "dismissed": "it was dismissed",
    "not_on_offer": "it is not on offer any more",
    "gives_way": "it gives way to other steps",
}
"""Why a step went -> how a page says it."""
WHO: Final = {
    "learner": "the learner",
    "manager": "the manager",
    "lms": "the learning system",
    "admin": "an administrator",
}
"""Role of whoever decided -> how a page says it."""
DECIDED: Final = {"pin": ("pinned", "unpin"), "veto": ("left out", "unveto")}
"""Kind of a decision -> how a page says it, and the deed that takes it back."""
LIMITS: Final = {
    "weekly_minutes": "Learning time a week",
    "weeks": "Length in weeks",
    "money": "Money",
    "max_steps": "Most steps",
}
"""Limit that somebody set -> how a page says it."""


def path_of(body: Json, title_of: Callable[[str], str]) -> Path:
    """A kept path as a page shows it; `title_of` names contents that are not on it."""
    return Path(
        path_id=body["path_id"],
        version=body["version"],
        state=body["state"],
        stale=body["stale"],
        made_on=day_of(body["made_at"]),
        steps=tuple(_steps(body)),
        minutes=body["minutes"],
        proof=proof_of(body["certificate"]),
        rises=tuple(rise for rise in map(_rise, body["forecast"]) if rise.after.value - rise.before.value >= MOVES),
        unmet=tuple(map(_unmet, body["unmet"])),
        changes=changes_of(body["diff"]),
        decided=tuple(decided_of(body["overrules"], title_of)),
        left_open=tuple(_open_duty(duty) for duty in body["open_duties"]),
        clash=Clash(tuple(body["clash"]), tuple(body["ways_out"])) if body["clash"] else None,
        assumptions=tuple(map(sentence, body["assumptions"])),
    )


def offer_of(item: Json) -> Offer:
    """One content of a list or a path."""
    return Offer(
        content_id=item["content_id"],
        title=item["title"],
        url=_web(item["url"]),
        minutes=item["minutes"],
        chance=_chance(item),
        rises=tuple(map(_rise, item["gains"])),
        reasons=tuple(sentence(reason["text"]) for reason in item["reasons"] if reason["code"] not in TOLD),
        chains=tuple(Chain(one["outcome"], one["behaviour"], one["skill"]) for one in item["because"]),
    )


def level_of(estimate: Json) -> Level:
    """A number with its interval, held within 0 and 1 and in order."""
    value = _held(estimate["value"])
    return Level(value, min(_held(estimate["low"]), value), max(_held(estimate["high"]), value))


def proof_of(certificate: Json) -> tuple[str, ...]:
    """A certificate in words: what we expect, how good the plan is, and what that rests on."""
    wanted = certificate["wanted"]
    if wanted <= 0:
        return ("Nothing that is wanted is missing, so there is nothing to prove.",)
    value, bound = (max(0.0, certificate[name]) / wanted for name in ("value", "bound"))
    simulated = level_of({name: certificate["simulated"][name] / wanted for name in ("value", "low", "high")})
    hoped = f"{percent(simulated.value)} ({percents(simulated)})"
    return (
        f"We expect this path to close {hoped} of what is wanted and missing; steps left unfinished are counted in.",
        _distance(value, bound),
        sentence(certificate["claim"]),
    )


def changes_of(diff: Json | None) -> tuple[str, ...]:
    """What differs from the version before, in sentences."""
    if diff is None:
        return ()
    gone = (
        f"“{step['title']}” is no longer on the path: {WHY.get(step['why'], step['why'])}." for step in diff["removed"]
    )
    come = (f"“{step['title']}” is new, from {day(day_of(step['start']))}." for step in diff["added"])
    return (*gone, *come, *map(_moved, diff["moved"]))


def decided_of(overrules: Sequence[Json], title_of: Callable[[str], str]) -> Iterator[Decided]:
    """What people decided about contents and limits, and how to take it back."""
    for one in overrules:
        who, kind, content = WHO.get(one["by"], one["by"]), one["kind"], one["content_id"]
        if content is None:
            yield Decided("", f"{LIMITS.get(kind, kind)} set to {one['value']} by {who}.", None)
        elif kind == "defer":
            until = day(date.fromisoformat(one["value"]))
            yield Decided(content, f"“{title_of(content)}” put off until {until} by {who}.", "back")
        else:
            yield Decided(content, f"“{title_of(content)}” {DECIDED[kind][0]} by {who}.", DECIDED[kind][1])


def day_of(text: str) -> date:
    """The day of a moment as the wire has it."""
    return datetime.fromisoformat(text).date()


def _distance(value: float, bound: float) -> str:
    if bound - value < 0.0005:
        return "No other fixed plan under the same demands is better, by this model: that is proven."
    return (
        f"If every step is finished it closes {percent(value)}; no fixed plan could close more than {percent(bound)}."
    )


def _chance(item: Json) -> str:
    """The engine's own words, which say whether the chance is learned; made up here only where it gives none."""
    found = level_of(item["chance"])
    plain = f"We expect a chance of {percent(found.value)} to finish in time ({percents(found)})"
    return next((reason["text"] for reason in item["reasons"] if reason["code"] == "chance"), plain)


def _steps(body: Json) -> Iterator[Step]:
    pinned = {one["content_id"] for one in body["overrules"] if one["kind"] == "pin"}
    for step in body["steps"]:
        own = step["content_id"] in pinned
        start, finish = day_of(step["start"]), day_of(step["finish"])
        yield Step(offer_of(step), start, finish, step["mandatory"] and not own, own)


def _moved(step: Json) -> str:
    """How a step moved: its first day, or where that is the same its last."""
    start, old = day_of(step["start"]), day_of(step["old_start"])
    if start != old:
        return f"“{step['title']}” starts on {day(start)} instead of {day(old)}."
    return f"“{step['title']}” is to be finished by {day(day_of(step['finish']))}."


def _open_duty(duty: Json) -> str:
    due = "" if duty["due_on"] is None else f", due on {day(date.fromisoformat(duty['due_on']))}"
    return f"“{duty['title']}”{due}: {sentence(duty['why'])}"


def _rise(gain: Json) -> Rise:
    return Rise(gain["name"], level_of(gain["before"]), level_of(gain["after"]))


def _unmet(one: Json) -> Unmet:
    return Unmet(one["name"], _held(one["wanted"]), level_of(one["expected"]), sentence(one["reason"]))


def _held(number: float) -> float:
    return min(1.0, max(0.0, number))


def _web(url: str | None) -> str | None:
    """An address that a page may link to: nothing but the web."""
    return url if url is not None and urlsplit(url).scheme in {"http", "https"} else None


def sentence(text: str) -> str:
    """A reason as a sentence."""
    whole = text[:1].upper() + text[1:]
    return whole if whole.endswith((".", "!", "?", "”")) else f"{whole}."
