"""Can everybody read it? Contrast (WCAG 2.2, 1.4.3 and 1.4.11) computed from the colours of the style sheet."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

STYLE = files("api.pages").joinpath("static", "cairn.css").read_text(encoding="utf-8")
TEXT = [
    *((ink, ground) for ink in ("ink", "quiet", "accent", "warn") for ground in ("paper", "card")),
    *((ink, ground) for ink in ("ink", "quiet", "warn") for ground in ("tint", "warn-tint")),
    ("on-accent", "accent"),
]
SHAPES = [
    *((line, ground) for line in ("edge", "accent", "warn") for ground in ("paper", "card")),
    ("accent", "range"),
    ("accent", "line"),
    ("ink", "range"),
]


def colours(scheme: str) -> dict[str, str]:
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in re.split(r"@media \(prefers", STYLE)[:2]
    )
    return light if scheme == "light" else light | dark


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dim, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def test_contrast_is_computed_as_the_guideline_has_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_by_four_and_a_half(scheme: str) -> None:
    found = colours(scheme)
    low = {pair: round(contrast(found[pair[0]], found[pair[1]]), 2) for pair in TEXT}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_and_marks_stand_out_by_three(scheme: str) -> None:
    found = colours(scheme)
    low = {pair: round(contrast(found[pair[0]], found[pair[1]]), 2) for pair in SHAPES}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 3} == {}


def test_every_colour_has_a_name_and_both_schemes() -> None:
    rules = STYLE.split("* { box-sizing", 1)[1]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", rules) == []
    light, dark = (set(re.findall(r"--([\w-]+): #", part)) for part in re.split(r"@media \(prefers", STYLE)[:2])
    assert light == dark


def test_the_style_needs_nothing_from_outside_and_moves_nothing() -> None:
    for word in ("url(", "@import", "http", "animation", "transition"):
        assert word not in STYLE


def test_focus_can_be_seen_and_is_taken_away_nowhere() -> None:
    assert ":focus-visible { outline: 3px solid var(--accent)" in STYLE
    assert "outline: none" not in STYLE
    assert "outline: 0" not in STYLE
