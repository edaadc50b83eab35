"""Which contents does the made-up organisation offer? Words by hand, figures by chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from training.demo.calendar import Calendar
from training.demo.causes.programmes import programme_drafts
from training.demo.drafts import Draft
from training.demo.extras import DUTY_CONTENTS, FASHIONS, DutyContent, Fashion
from training.demo.forms import (
    EXAM,
    GERMAN,
    LIVE,
    ON_SITE,
    PART_ONE,
    PART_TWO,
    POCKET,
    PROGRAMME,
    PROVIDERS,
    SPANISH,
    TESTED,
    Form,
)
from training.demo.history import CALM, History
from training.demo.mess.blemishes import blemished
from training.demo.shelf import Shelf, shelve
from training.demo.texts import SKILLS, SkillText
from training.demo.world import LANGUAGES

_ENGLISH_PROVIDERS: Final = (0.45, 0.27, 0.28)
_TRAINERS: Final = (0.6, 0.4, 0.0)
"""The library of the third provider has no live contents."""
_GERMAN_PROVIDER, _SPANISH_PROVIDER = 3, 4
_WITHDRAWN: Final = 6


def catalogue(calendar: Calendar, rng: np.random.Generator, history: History = CALM) -> Shelf:
    """Every content: a series for each skill, versions in other languages, old editions, fashions and duties.

    A history adds what is wrong with it.
    """
    series = [draft for skill in SKILLS for draft in _series(skill, rng)]
    dated = _over_time(_with_gems(series, history.gems, rng), calendar, history.first_editions, rng)
    fashions = [_fashion(number, fashion, rng) for number, fashion in enumerate(FASHIONS)]
    duties = [draft for content in DUTY_CONTENTS for draft in _duty(content)]
    newest = programme_drafts() if history.causes else []
    return shelve(blemished([*dated, *fashions, *duties], history, calendar, rng), rng, newest)


def _series(skill: SkillText, rng: np.random.Generator) -> Iterator[Draft]:
    room = LIVE if rng.random() < 0.55 else ON_SITE
    for form in (POCKET, PART_ONE, PART_TWO, room, PROGRAMME):
        yield _english(skill, form, rng)
    base = f"{skill.id}/1/en"
    for language, provider, words, about in (
        ("de", _GERMAN_PROVIDER, skill.german, GERMAN[0]),
        ("es", _SPANISH_PROVIDER, skill.spanish, SPANISH[0]),
    ):
        draft = _draft(skill, PART_ONE, language, f"{words[0]} 1: {words[1]}", f"{words[1]}. {about}", provider, rng)
        yield replace(draft, counts_for=base)


def _english(skill: SkillText, form: Form, rng: np.random.Generator) -> Draft:
    topic = skill.topics[form.part]
    about = form.about[int(rng.integers(len(form.about)))]
    shares = _TRAINERS if form in (LIVE, ON_SITE) else _ENGLISH_PROVIDERS
    provider = int(rng.choice(len(shares), p=shares))
    draft = _draft(skill, form, "en", form.title.format(topic=topic, skill=skill.name), about, provider, rng)
    before = {2: f"{skill.id}/1/en", 4: f"{skill.id}/2/en"}.get(form.part)
    return replace(draft, requires=before if before and rng.random() < 0.5 else None)


def _draft(
    skill: SkillText, form: Form, language: str, title: str, about: str, provider: int, rng: np.random.Generator
) -> Draft:
    minutes = int(rng.choice(form.minutes))
    taste = PROVIDERS[provider].liked - 0.1 * form.part
    return Draft(
        key=f"{skill.id}/{form.part}/{language}",
        title=title,
        about=about.format(minutes=minutes, skill=skill.name, means=skill.means),
        teaches=_teaches(skill, form, PROVIDERS[provider].quality, rng),
        minutes=minutes,
        language=language,
        modality=form.modality,
        provider=provider,
        series=skill.id,
        part=form.part,
        liked=float(taste + rng.normal(0.0, 0.8)),
        cost=round(float(rng.uniform(*form.cost)), -1),
        ending=form.ending,
        letters=form.modality == "in_person",
        pretest=bool(rng.random() < form.pretest),
    )


def _teaches(
    skill: SkillText, form: Form, quality: float, rng: np.random.Generator
) -> tuple[tuple[str, float, float, float | None], ...]:
    enters, leaves = np.clip(np.array([form.enters, form.leaves]) + rng.normal(0.0, 0.04, 2), 0.0, 0.95)
    effect = _effect(form.effect * quality, rng)
    main = (skill.id, float(enters), float(leaves), effect)
    aside = skill.needs[0] if skill.needs and form.part >= 2 and rng.random() < 0.5 else None
    if aside is None:
        return (main,)
    if form.part == PROGRAMME.part:
        return (main, (aside, 0.4, 0.4, None))
    return (main, (aside, float(enters) * 0.8, float(leaves) * 0.8, 0.5 * effect))


def _effect(mean: float, rng: np.random.Generator) -> float:
    """A share of the way, drawn around a mean: some contents are far better than others of their kind."""
    centre = min(mean, 0.85)
    return float(np.clip(rng.beta(5.0 * centre, 5.0 * (1.0 - centre)), 0.02, 0.93))


def _with_gems(drafts: list[Draft], many: int, rng: np.random.Generator) -> list[Draft]:
    """Makes a few contents excellent and hardly known."""
    able = [place for place, draft in enumerate(drafts) if draft.part in (1, 2) and draft.language == "en"]
    chosen = set(rng.choice(able, many, replace=False).tolist())
    return [_gem(draft) if place in chosen else draft for place, draft in enumerate(drafts)]


def _gem(draft: Draft) -> Draft:
    skill, enters, leaves, _ = draft.teaches[0]
    return replace(draft, liked=-2.2, teaches=((skill, enters, leaves, 0.88), *draft.teaches[1:]), trait="gem")


def _over_time(drafts: list[Draft], calendar: Calendar, renewals: int, rng: np.random.Generator) -> list[Draft]:
    """Lets some contents appear and some go within the history; a few get an older edition that they replace."""
    free = [place for place, draft in enumerate(drafts) if draft.part in (0, 3) and draft.trait == "plain"]
    parts = [place for place, draft in enumerate(drafts) if draft.part == 1 and draft.language == "en"]
    changed = rng.permutation(free)
    renewed = {int(place) for place in rng.choice(parts, renewals, replace=False)}
    withdrawn, fresh = set(changed[:_WITHDRAWN].tolist()), set(changed[_WITHDRAWN : _WITHDRAWN + 30].tolist())
    after: list[Draft] = []
    for place, draft in enumerate(drafts):
        day = int(rng.integers(calendar.start + 200, calendar.until - 20))
        if place in renewed:
            after += [_first_edition(draft, min(day, calendar.until - 150)), replace(draft, available_from=day - 150)]
        elif place in withdrawn:
            after.append(replace(draft, available_to=day))
        else:
            after.append(replace(draft, available_from=day) if place in fresh else draft)
    return after


def _first_edition(draft: Draft, last: int) -> Draft:
    skill, enters, leaves, effect = draft.teaches[0]
    return replace(
        draft,
        key=f"{draft.key}/first",
        title=f"{draft.title} (first edition)",
        teaches=((skill, enters, leaves, 0.8 * (effect or 0.0)),),
        available_to=last,
        replaced_by=draft.key,
        requires=None,
        counts_for=draft.key,
        trait="plain",
    )


def _fashion(number: int, fashion: Fashion, rng: np.random.Generator) -> Draft:
    return Draft(
        key=f"fashion/{number}",
        title=fashion.title,
        about=fashion.about,
        teaches=((fashion.skill, 0.1, 0.6, float(rng.uniform(0.0, 0.02))),),
        minutes=fashion.minutes,
        language="en",
        modality=fashion.modality,
        provider=1,
        series="fashion",
        part=0,
        liked=float(rng.uniform(1.5, 2.1)),
        ending=TESTED if fashion.modality != "live" else 0,
        pretest=number % 2 == 0,
        trait="fashion",
    )


def _duty(content: DutyContent) -> Iterator[Draft]:
    for language, title in zip(LANGUAGES, content.titles, strict=True):
        if not title:
            continue
        yield Draft(
            key=f"{content.key}/{language}",
            title=title,
            about=content.about,
            teaches=((content.skill, 0.0, 0.5, 0.25),),
            minutes=content.minutes,
            language=language,
            modality=content.modality,
            provider=0,
            series=content.key,
            part=1,
            liked=-1.5,
            ending=EXAM if content.certifies else TESTED,
            certifies=content.certifies,
            counts_for=f"{content.key}/en" if language != "en" else None,
            trait="duty",
        )
