"""Why is a content not in a path? Found by forcing it in: a rule, a clash, or the value that it would cost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from api.flows.barriers import barriers
from api.flows.path_cases import Case, contents_of
from api.flows.path_documents import Kept
from api.flows.path_plans import still_pinned
from recommender.errors import InfeasiblePlan, UnknownName
from recommender.types import ContentId, Path

NO_COST = 5e-4
"""A difference of value, as a share of all that is wanted, that is told as none."""


def why_not(case: Case, kept: Kept, content_id: str) -> dict[str, Any]:
    """What keeps a content out of the newest version of a path. Raises UnknownName for one that nobody knows."""
    catalog, content = case.served.catalog, ContentId(content_id)
    if content not in catalog.contents.column:
        raise UnknownName("there is no such content", ["use an id of the contents table of the catalogue in service"])
    title = catalog.contents.titles[catalog.contents.column[content]]
    if content in contents_of(kept):
        return _told(kept, content, "in_path", f"“{title}” is in the path.")
    order = case.order(kept.document)
    scene = case.served.engine.look(order.query)
    found = barriers(content, scene, order.overrules, catalog)
    if found:
        rules = [rule.says for rule in found]
        ways = [rule.way_out for rule in found if rule.way_out]
        sentence = f"“{title}” may not be in the path: {'; '.join(rules)}."
        return _told(kept, content, "policy", sentence) | {"rules": rules, "ways_out": ways}
    wishes = replace(order.wished, pinned=still_pinned(order.wished.pinned, scene, catalog))
    try:
        without = case.served.engine.path(order.asked, wishes)
        with_it = case.served.engine.path(order.asked, replace(wishes, pinned=wishes.pinned | {content}))
    except InfeasiblePlan as error:
        sentence = f"“{title}” cannot be fitted in: {'; '.join(error.clash)}."
        return _told(kept, content, "clash", sentence) | {"clash": error.clash, "ways_out": error.ways_out}
    return _told(kept, content, "costs", _sentence(title, without, with_it)) | _cost(without, with_it)


def _cost(without: Path, with_it: Path) -> dict[str, Any]:
    held = {step.suggestion.content_id for step in with_it.steps}
    return {
        "value_without": without.certificate.value,
        "value_with": with_it.certificate.value,
        "out": [c for step in without.steps if (c := step.suggestion.content_id) not in held],
    }


def _sentence(title: str, without: Path, with_it: Path) -> str:
    """The cost in words, as shares of all that is wanted."""
    wanted, (best, forced) = without.certificate.wanted, (p.certificate.value for p in (without, with_it))
    if wanted <= 0:
        return f"Nothing is wanted that “{title}” could close; pin it, and the path holds it."
    if best - forced < NO_COST * wanted:
        return f"“{title}” would cost nothing: pin it, and the path closes as much as without it."
    return (
        f"The best plan found without “{title}” closes {best / wanted:.1%} of what is wanted, the best with it "
        f"{forced / wanted:.1%}: it would cost {(best - forced) / wanted:.1%}."
    )


def _told(kept: Kept, content: ContentId, verdict: str, sentence: str) -> dict[str, Any]:
    nothing: dict[str, Any] = {"rules": [], "clash": [], "ways_out": [], "out": []}
    numbers = {"value_without": None, "value_with": None}
    head = {"content_id": content, "path_id": kept.stored.path_id, "verdict": verdict, "sentence": sentence}
    return head | nothing | numbers
