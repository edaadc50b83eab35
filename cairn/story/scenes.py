"""What happens in each scene? One function a scene: it calls the service, and says what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import islice
from typing import Any, Final

import numpy as np

from cairn.story.evidence import Fad, fad_of
from cairn.story.stage import Stage, StoryBroke
from recommender.knowledge.levels import TENTH

TRIED: Final = 60
"""People looked at, at most, to find one whom a scene is about."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What was shown: a title, sentences, and the facts behind them, which a test asserts."""

    title: str
    told: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)


def reason(stage: Stage) -> Scene:
    """From the outcome that must move to a person, a content, and the reason."""
    person, path = next(_with_path(stage))
    step = max((step for step in path["steps"] if step["because"]), key=lambda step: step["value"])
    chain, unit = step["because"][0], stage.desk.people.learner(person, stage.now.date()).unit_id
    why = next(cause["text"] for cause in step["reasons"] if cause["code"] == "gap")
    told = (
        f"What must move: “{chain['outcome']}”, which unit {unit} answers for.",
        f"What moves it is the behaviour “{chain['behaviour']}”; behind that stands the skill {chain['skill']}.",
        f"{person} works there. What serves it most: “{step['title']}”, {step['minutes']:.0f} minutes.",
        f"{why}.",
        _proof(path["certificate"]),
    )
    return Scene("From the outcome to the person to the reason", told, {"step": step, "path": path})


def failed_test(stage: Stage) -> Scene:
    """A failed test is posted, and the answer to the post says how the path changed."""
    for person, path in islice(_with_path(stage), TRIED):
        step = path["steps"][0]
        event = {"learner_id": person, "kind": "failed", "content_id": step["content_id"]}
        body = stage.require("POST", "/v1/events", [event | {"occurred_at": stage.now.isoformat()}])
        found = next((one for one in body["paths"] if one.get("diff")), None)
        if found and (found["diff"]["added"] or found["diff"]["removed"]):
            break
    else:
        raise StoryBroke(f"no path of {TRIED} people changed after a failed test")
    diff = found["diff"]
    told = (
        f"{person} fails the test of “{step['title']}”; the learning system posts one event.",
        f"The answer to that post tells what became of the path, now version {found['version']}:",
        *(f"+ “{one['title']}” from {one['start'][:10]}" for one in diff["added"]),
        *(f"- “{one['title']}” ({one['why'].replace('_', ' ')})" for one in diff["removed"]),
        *(f"→ “{one['title']}” from {one['start'][:10]} instead of {one['old_start'][:10]}" for one in diff["moved"]),
    )
    return Scene("A test is failed, and the path answers", told, {"diff": diff, "accepted": body["accepted"]})


def impossible(stage: Stage) -> Scene:
    """More is demanded than there are hours: the answer is the clash, and the cheapest way out."""
    person, path = next(_with_path(stage))
    for longest in sorted(path["steps"], key=lambda step: -step["minutes"]):
        asked = {"learner_id": person, "weeks": 1, "weekly_minutes": 10, "pinned": [longest["content_id"]]}
        answer = stage.call("POST", "/v1/paths", asked)
        if answer.status == 422 and any("minutes a week" in way for way in answer.body.get("ways_out", ())):
            break  # others cannot be had in a week at all, such as a course without a session in it
    else:
        raise StoryBroke("an impossible demand was not refused with a way out", [f"status {answer.status}"])
    told = (
        f"Of {person}, “{longest['title']}” ({longest['minutes']:.0f} minutes) is demanded in one week of 10 minutes.",
        "No path is made up. What clashes:",
        *(f"✗ {one}" for one in answer.body["clash"]),
        "The cheapest ways out:",
        *(f"✓ {one}" for one in answer.body["ways_out"]),
    )
    return Scene("An impossible deadline", told, {"problem": answer.body})


def weight_moved(stage: Stage) -> Scene:
    """The organisation changes what matters, and the path of the same person follows."""
    outcomes = {row["outcome_id"]: row for row in stage.require("GET", "/v1/outcomes?limit=1000")["rows"]}
    for person, path in islice(_with_path(stage), TRIED):
        served = {chain["outcome"] for step in path["steps"] for chain in step["because"]}
        first = next((row for row in outcomes.values() if row["name"] in served), None)
        if first is None:
            continue
        before = stage.require("GET", "/readyz")["catalog_version"]
        stage.require("PUT", "/v1/outcomes", [_row(first) | {"weight": 0.0}])
        version = stage.wait_for("catalog_version", before)
        after = stage.require("POST", "/v1/paths", {"learner_id": person})
        stage.require("PUT", "/v1/outcomes", [_row(first)])
        stage.wait_for("catalog_version", version)
        old, new = ([step["title"] for step in one["steps"]] for one in (path, after))
        if old != new:
            told = (
                f"“{first['name']}” no longer counts: its weight is set to 0, one PUT, no restart.",
                f"The path of {person}, planned again on catalogue {version}:",
                *(f"- “{title}”" for title in old if title not in new),
                *(f"+ “{title}”" for title in new if title not in old),
                *([] if set(old) != set(new) else ["the same contents in another order"]),
            )
            return Scene("What matters is moved, and the path moves with it", told, {"old": old, "new": new})
    raise StoryBroke("no path changed with the weight of its outcome")


def fad(stage: Stage) -> Scene:
    """A content that many choose and that teaches nothing is not recommended, and here is the evidence."""
    found = fad_of(stage)
    shown = stage.require("POST", "/v1/recommendations", {"learner_id": found.learner, "k": 10})["items"]
    place = next((item["rank"] for item in shown if item["content_id"] == found.content_id), None)
    if place is not None:
        raise StoryBroke(f"“{found.title}” is recommended at rank {place}")
    best = max(shown, key=lambda item: item["value"])
    told = (
        (
            f"“{found.title}” is the {_ordinal(found.popular)}most chosen of {found.contents} contents, with "
            f"{100 * found.share:.1f} % of all choices. It claims to teach {found.skill}; {found.learner} lacks "
            "that, and may take it."
        ),
        f"What tests and ratings around {found.completions} completions say: {_effect(found)}.",
        (
            f"It would close {found.value:.4f} of what is missing, and is not among the ten recommended; "
            f"“{best['title']}” would close {best['value']:.4f}, and is."
        ),
    )
    return Scene("Popular is not useful", told, {"fad": found, "shown": [item["content_id"] for item in shown]})


def new_champion(stage: Stage, challenger: Callable[[Stage], str]) -> Scene:
    """A new bundle is promoted while requests keep coming: all are answered, the later ones by the new model."""
    from recommender.bundle import Shelf

    before = stage.require("GET", "/readyz")["model_version"]
    version = challenger(stage)
    people, seen, stop = stage.desk.people.ids[:50], list[tuple[int, str]](), threading.Event()

    def ask() -> None:
        while not stop.is_set():
            for person in people:
                try:
                    answer = stage.call("POST", "/v1/recommendations", {"learner_id": person, "k": 3})
                except (OSError, HTTPException):  # no answer is a failed request, and must not end the asking
                    seen.append((0, ""))
                else:
                    seen.append((answer.status, answer.body.get("model_version", "")))

    caller = threading.Thread(target=ask, daemon=True)
    caller.start()
    try:
        Shelf(stage.models).promote(version)
        stage.wait_for("model_version", before)
    finally:
        stop.set()
        caller.join()
    stage.require("POST", "/v1/recommendations", {"learner_id": people[0], "k": 3})
    failed = sum(status != 200 for status, _ in seen)
    old, new = (sum(model == one for _, model in seen) for one in (before, version))
    told = (
        f"Model {before} serves; {version} is promoted while a learning system keeps asking.",
        f"{len(seen)} requests in the meantime, {failed} failed; the old model answered {old}, the new one {new}.",
    )
    return Scene("A new model goes live under requests", told, {"seen": seen, "before": before, "after": version})


def _with_path(stage: Stage) -> Iterator[tuple[str, dict[str, Any]]]:
    """People whose unit answers for an outcome, each with a path of several steps, of which one serves an outcome."""
    units = stage.desk.catalog.units
    for person in stage.desk.people.ids:
        unit = units.index.column.get(stage.desk.people.learner(person, stage.now.date()).unit_id or "", -1)
        if unit < 0 or not len(units.wants[unit]):
            continue
        answer = stage.call("POST", "/v1/paths", {"learner_id": person})
        if answer.status < 300 and len(answer.body["steps"]) > 1 and _serves(answer.body):
            yield person, answer.body


def _serves(path: Mapping[str, Any]) -> bool:
    return any(step["because"] for step in path["steps"])


def _proof(certificate: Mapping[str, Any]) -> str:
    share = certificate["value"] / certificate["wanted"]
    bound = certificate["bound"] / certificate["wanted"]
    return (
        f"The path closes {100 * share:.0f} % of what is missing, by this model; "
        f"no plan with fixed dates closes more than {100 * bound:.0f} %."
    )


def _row(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """An outcome as it is put, without what the service says of it."""
    return {name: value for name, value in outcome.items() if name not in ("seq", "updated_at", "deleted")}


def _ordinal(place: int) -> str:
    return {1: "", 2: "second ", 3: "third "}.get(place, f"{place}th ")


def _effect(found: Fad) -> str:
    reach = TENTH * found.error
    low, high = np.clip([found.effect - reach, found.effect + reach], 0.0, 1.0)
    return (
        f"effect {found.effect:.2f} ({low:.2f} to {high:.2f}); the middle one of all contents has {found.typical:.2f}"
    )
