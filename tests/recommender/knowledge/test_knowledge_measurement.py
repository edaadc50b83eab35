import numpy as np
import pytest

from recommender.columns import EVENT_KINDS
from recommender.knowledge import rater_number, theta_of
from recommender.knowledge.measurement import (
    after_reading,
    after_test,
    as_reading,
    chance_of_passing,
    measurements,
    unbiased,
    with_noise,
)
from recommender.knowledge.yardstick import Pitches, Yardstick
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_history

CATALOG = a_catalog(
    {
        "loops": {"python": (0.2, 0.7)},
        "numpy": {"python": (0.5, 0.8), "maths": (0.6, 0.4)},
        "blank": {"writing": (0.0, 0.5)},
    }
)
NOISE = np.full(len(EVENT_KINDS), 2.0)
PLAIN = Yardstick.plain(1.0, NOISE, 0.5)


def found(*happenings):
    return measurements(a_history(CATALOG, *happenings), CATALOG.links, PLAIN)


def skills(columns):
    return [CATALOG.skills.ids[column] for column in columns]


def test_passing_and_failing_test_the_skill_at_the_exit_level():
    both = found(Happening("passed", 0, "loops"), Happening("failed", 1, "loops"))
    assert both.test.tolist() == [True, True]
    assert both.won.tolist() == [True, False]
    assert both.target.tolist() == pytest.approx([theta_of(0.7)] * 2)


def test_a_skill_that_is_only_required_is_tested_at_its_entry_level():
    both = found(Happening("passed", 0, "numpy"))
    assert dict(zip(skills(both.skill), both.target.tolist(), strict=True)) == pytest.approx(
        {"maths": theta_of(0.6), "python": theta_of(0.8)}
    )


def test_a_test_of_two_skills_speaks_half_for_each():
    assert found(Happening("passed", 0, "numpy")).noise.tolist() == [2.0, 2.0]
    assert found(Happening("scored", 0, "numpy", value=0.5)).noise.tolist() == [4.0, 4.0]


def test_half_of_a_score_is_the_pitch_and_more_is_more():
    half, most = found(Happening("scored", 0, "loops", value=0.5)), found(Happening("scored", 0, "loops", value=0.8))
    assert half.target[0] == pytest.approx(theta_of(0.7))
    assert most.target[0] == pytest.approx(theta_of(0.7) + np.log(4.0))


def test_a_full_score_is_no_proof_of_an_endless_level():
    full = found(Happening("scored", 0, "loops", value=1.0))
    assert full.target[0] == pytest.approx(theta_of(0.7) + np.log(19.0))


def test_a_score_of_a_skill_alone_is_a_level():
    alone = found(Happening("scored", 0, skill="maths", value=0.75))
    assert (alone.test[0], alone.target[0], alone.noise[0]) == (False, 1.5, 2.0)


def test_naming_a_skill_beside_the_content_measures_this_skill_only():
    named = found(Happening("passed", 0, "numpy", skill="python"))
    assert skills(named.skill) == ["python"]
    assert named.noise.tolist() == [1.0]


@pytest.mark.parametrize("kind", ["self_rated", "manager_rated", "observed"])
def test_a_rating_of_a_skill_is_a_level(kind):
    rated = found(Happening(kind, 0, skill="python", value=0.0))
    assert rated.target.tolist() == [-3.0]
    assert not rated.test[0]


MUTE = [
    Happening("completed", 0, "loops"),
    Happening("certified", 0, "loops"),
    Happening("attended", 0, "loops"),
    Happening("progressed", 0, "loops", value=0.5),
    Happening("dismissed", 0, "loops"),
    Happening("rated", 0, "loops", value=1.0),
    Happening("no_show", 0, "loops"),
    Happening("expired", 0, "loops"),
    Happening("scored", 0, "loops"),
    Happening("self_rated", 0, skill="python"),
    Happening("self_rated", 0, "loops", value=0.5),
    Happening("passed", 0, skill="python"),
]


@pytest.mark.parametrize("mute", MUTE, ids=lambda h: f"{h.kind} {h.content} {h.skill} {h.value}")
def test_what_says_nothing_of_a_level_measures_nothing(mute):
    assert len(found(mute)) == 0


def test_measurements_stand_in_the_order_of_their_events():
    mixed = found(
        Happening("self_rated", 0, skill="maths", value=0.4),
        Happening("passed", 1, "numpy"),
        Happening("self_rated", 2, skill="python", value=0.4),
        Happening("failed", 3, "loops"),
    )
    assert mixed.event.tolist() == [0, 1, 1, 2, 3]


def test_bias_and_leniency_are_taken_off_and_strangers_are_doubted():
    bias = np.zeros(len(EVENT_KINDS))
    bias[EVENT_KINDS.index("self_rated")], bias[EVENT_KINDS.index("manager_rated")] = 0.8, -0.2
    known = Yardstick(1.0, NOISE, bias, np.array([rater_number("bob")]), np.array([0.5]), np.array([0.1]), stranger=0.5)
    rated = found(
        Happening("self_rated", 0, skill="python", value=0.5),
        Happening("manager_rated", 1, skill="python", value=0.5, rater="bob"),
        Happening("manager_rated", 2, skill="python", value=0.5, rater="eve"),
        Happening("passed", 3, "loops"),
    )
    honest = unbiased(rated, known)
    assert honest.target[:3].tolist() == pytest.approx([-0.8, -0.3, 0.2])
    assert honest.noise[:3].tolist() == pytest.approx([2.0, 2.1, 2.5])
    assert (honest.target[3], honest.noise[3]) == (rated.target[3], rated.noise[3])


def test_a_yardstick_that_knows_no_raters_doubts_them_all():
    rated = found(Happening("observed", 0, skill="python", value=0.5, rater="bob"))
    assert unbiased(rated, PLAIN).noise.tolist() == [2.5]


def test_reading_a_level_is_the_precision_weighted_mean():
    mean, variance = after_reading(0.0, 1.0, 3.0, 2.0)
    assert (mean, variance) == (pytest.approx(1.0), pytest.approx(2.0 / 3.0))


def test_the_chance_of_passing_is_the_logistic_link_averaged_over_the_doubt():
    rng = np.random.default_rng(0)
    for mean, variance, pitch in ((0.0, 1.4, 1.2), (-1.0, 0.5, 0.6), (2.0, 2.0, 0.0)):
        theta = rng.normal(mean, np.sqrt(variance), 400_000)
        averaged = np.mean(1.0 / (1.0 + np.exp(-(theta - pitch))))
        assert chance_of_passing(mean, variance, pitch, 1.0) == pytest.approx(averaged, abs=0.01)


def test_a_test_moves_a_level_as_bayes_rule_does():
    theta = np.linspace(-9, 9, 4001)
    for won in (1.0, 0.0):
        likelihood = 1.0 / (1.0 + np.exp(-(theta - 0.6) * (2 * won - 1)))
        weight = np.exp(-((theta + 0.5) ** 2) / (2 * 1.2)) * likelihood
        exact_mean = np.average(theta, weights=weight)
        exact_variance = np.average((theta - exact_mean) ** 2, weights=weight)
        mean, variance = after_test(-0.5, 1.2, 0.6, won, 1.0, 1.0)
        assert mean == pytest.approx(exact_mean, abs=0.02)
        assert variance == pytest.approx(exact_variance, abs=0.05)


def test_a_test_read_as_a_level_does_the_same():
    mean, variance, won = np.array([-0.5, 1.0]), np.array([1.2, 0.4]), np.array([1.0, 0.0])
    target, noise = as_reading(mean, variance, np.array([0.6, 0.0]), won, 1.3, np.array([0.5, 1.0]))
    straight = after_test(mean, variance, np.array([0.6, 0.0]), won, 1.3, np.array([0.5, 1.0]))
    np.testing.assert_allclose(after_reading(mean, variance, target, noise), straight)


def test_half_a_test_says_less_than_a_whole_one():
    whole, half = after_test(0.0, 1.0, 0.0, 1.0, 1.0, 1.0), after_test(0.0, 1.0, 0.0, 1.0, 1.0, 0.5)
    assert 0.0 < half[0] < whole[0]
    assert whole[1] < half[1] < 1.0


def test_offsets_are_taken_off_tests_and_scores_and_their_doubt_is_added_to_scores():
    both = found(Happening("scored", 0, "loops", value=0.8), Happening("passed", 1, "loops"))
    link, three = int(both.link[0]), np.zeros(len(CATALOG.links))
    offset, doubt, easier = three.copy(), three.copy(), three.copy()
    offset[link], doubt[link], easier[link] = 0.3, 0.1, 0.7
    known = Yardstick(
        1.0, NOISE, np.zeros(len(EVENT_KINDS)), np.empty(0, np.int64), np.empty(0), np.empty(0), 0.5,
        Pitches(0.25, offset, doubt, easier),
    )  # fmt: skip
    honest = unbiased(both, known)
    relative, absolute = theta_of(0.7) + np.log(4.0), theta_of(0.8)
    assert honest.target.tolist() == pytest.approx([0.25 * relative + 0.75 * absolute - 0.3, theta_of(0.7) - 0.7])
    assert honest.noise.tolist() == pytest.approx([2.1, 1.0])


def test_learned_noise_stands_in_for_the_assumed_one_but_not_for_the_weight_of_tests():
    both = found(Happening("scored", 0, "numpy", value=0.5), Happening("passed", 1, "loops"))
    halved = with_noise(both, PLAIN, Yardstick.plain(1.0, NOISE / 2.0, 0.5))
    assert halved.noise.tolist() == [2.0, 2.0, 1.0]
