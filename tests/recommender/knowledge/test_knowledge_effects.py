import numpy as np
import pytest
from scipy.stats import spearmanr

from recommender.knowledge import Effects, Tracer, theta_of
from recommender.knowledge.replay import Changes
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_log, level

TEACHES = {f"c{n:02d}": {f"s{n % 5}": (0.0, 0.9)} for n in range(20)}
PROVIDER = {content: "ab"[n % 2] for n, content in enumerate(TEACHES)}
CATALOG = a_catalog(TEACHES, provider=PROVIDER)


def taught_people(learners, effect, seed=0):
    """Learners scored twice before and twice after one content, which moves their true level."""
    rng, people, contents = np.random.default_rng(seed), {}, sorted(TEACHES)
    for n in range(learners):
        content, theta = contents[n % len(contents)], rng.normal(-0.6, 1.0)
        [skill] = TEACHES[content]
        after = theta + effect[content] * max(0.0, theta_of(0.9) - theta)
        people[f"p{n:05d}"] = [
            *(Happening("scored", d, skill=skill, value=level(theta + rng.normal(0, 0.8))) for d in (0, 1)),
            Happening("completed", 10, content),
            *(Happening("scored", d, skill=skill, value=level(after + rng.normal(0, 0.8))) for d in (20, 21)),
        ]
    return a_log(CATALOG, people)


def some_effects(seed=1):
    drawn = np.clip(np.random.default_rng(seed).normal(0.5, 0.2, len(TEACHES)), 0.0, 0.95)
    return dict(zip(sorted(TEACHES), drawn.tolist(), strict=True))


def changes(link, effect, count, noise=0.3, seed=0, room=2.0, own=0.0, unseen=False):
    rng = np.random.default_rng(seed)
    effects = effect + rng.normal(0, noise, count)
    variance, shared = np.full(count, (room * noise) ** 2), np.full(count, own)
    return Changes(np.full(count, link), np.full(count, room), room * effects, variance, shared, np.full(count, unseen))


def both(*parts):
    return Changes(*(np.concatenate([getattr(p, name) for p in parts]) for name in Changes.__slots__))


def test_effects_are_found_from_scores_before_and_after():
    true = some_effects()
    tracer = Tracer().fit(taught_people(3000, true), CATALOG)
    wanted = [true[CATALOG.contents.ids[content]] for content in CATALOG.links.content]
    assert spearmanr(wanted, tracer.effect_).statistic > 0.9
    assert tracer.effect_.mean() == pytest.approx(np.mean(wanted), abs=0.06)
    assert not tracer.learned_.assumed


def test_even_little_evidence_puts_effects_roughly_in_order():
    true = some_effects()
    tracer = Tracer().fit(taught_people(400, true), CATALOG)
    assert spearmanr([true[c] for c in sorted(TEACHES)], tracer.effect_).statistic > 0.5


def test_without_graded_evidence_effects_are_declared_and_say_so():
    effects = Effects(declared=0.4).fit(None, CATALOG)
    assert effects.assumed_
    assert effects.effect_.tolist() == pytest.approx([0.4] * 20)


def test_one_learner_makes_no_effect():
    one, many = Effects().fit(changes(3, 0.9, 1), CATALOG), Effects().fit(changes(3, 0.9, 500), CATALOG)
    assert one.effect_[3] < 0.7
    assert many.effect_[3] == pytest.approx(0.9, abs=0.05)
    assert one.effect_se_[3] > many.effect_se_[3]
    assert not one.assumed_


def test_a_content_without_evidence_takes_after_its_provider():
    graded = both(*(changes(link, 0.8 if link % 2 else 0.2, 200, seed=link) for link in range(2, 20)))
    effect = Effects().fit(graded, CATALOG).effect_
    assert effect[0] == pytest.approx(0.2, abs=0.1)
    assert effect[1] == pytest.approx(0.8, abs=0.1)


def test_a_provider_without_evidence_takes_after_its_modality():
    modality = {content: "live" if n < 10 else "self_paced" for n, content in enumerate(TEACHES)}
    lone = a_catalog(TEACHES, provider=PROVIDER | {"c00": "new", "c19": "newer"}, modality=modality)
    graded = both(*(changes(link, 0.8 if link < 10 else 0.2, 200, seed=link) for link in range(1, 19)))
    effect = Effects().fit(graded, lone).effect_
    assert effect[0] == pytest.approx(0.8, abs=0.15)
    assert effect[19] == pytest.approx(0.2, abs=0.15)


def test_a_doubtful_link_is_promised_less():
    doubtful = a_catalog(TEACHES, confidence={"c00": 0.5})
    effect = Effects(declared=0.6).fit(None, doubtful).effect_
    assert effect[:2].tolist() == pytest.approx([0.3, 0.6])


def test_effects_stay_within_nought_and_ninety_five_hundredths():
    graded = both(changes(0, 3.0, 500), changes(1, -2.0, 500))
    effect = Effects().fit(graded, CATALOG).effect_
    assert (effect[0], effect[1]) == (0.95, 0.0)


def test_where_there_was_no_room_to_rise_nothing_is_learned():
    assert Effects().fit(changes(0, 0.9, 500, room=0.01), CATALOG).assumed_


def test_fitting_anew_forgets_what_was_learned_before():
    effects = Effects()
    graded = effects.fit(changes(0, 0.9, 500), CATALOG).effect_
    assert effects.fit(None, CATALOG).effect_[0] == 0.5 < graded[0]


def test_what_all_changes_share_does_not_average_out():
    sure, doubtful = (Effects().fit(changes(3, 0.9, 5000, own=own), CATALOG) for own in (0.0, 0.5))
    assert doubtful.effect_se_[3] > 1.3 * sure.effect_se_[3]
    assert doubtful.effect_[3] < sure.effect_[3]


def test_who_was_not_measured_before_tells_less():
    seen, unseen = (Effects().fit(changes(3, 0.9, 5000, unseen=unseen), CATALOG) for unseen in (False, True))
    assert unseen.effect_se_[3] > 1.5 * seen.effect_se_[3]


def test_little_room_to_rise_leaves_an_effect_in_doubt():
    wide, narrow = (Effects().fit(changes(3, 0.5, 5000, room=room), CATALOG) for room in (2.0, 0.3))
    assert narrow.effect_se_[3] > 1.5 * wide.effect_se_[3]


def test_about_four_in_five_effects_lie_in_their_interval():
    inside = []
    for seed in range(4):
        true = some_effects(seed)
        tracer = Tracer().fit(taught_people(1200, true, seed), CATALOG)
        wanted = np.array([true[CATALOG.contents.ids[content]] for content in CATALOG.links.content])
        inside.extend((np.abs(tracer.effect_ - wanted) < 1.2816 * tracer.effect_se_).tolist())
    assert 0.7 < np.mean(inside) < 0.97
