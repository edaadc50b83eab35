import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from recommender.errors import QueryRefused
from recommender.knowledge import Tracer, interval, level_of, moved, theta_of
from recommender.knowledge.fading import faded, kept
from recommender.knowledge.measurement import after_reading, after_test
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_history, a_log, level, second

CATALOG = a_catalog(
    {
        "loops": {"python": (0.0, 0.8)},
        "maps": {"python": (0.7, 0.9)},
        "sums": {"maths": (0.0, 0.6)},
        "talks": {"speaking": (0.0, 0.7), "writing": (0.0, 0.7)},
    },
    half_life={"maths": 90.0},
)
LOOPS, MAPS, SUMS = (CATALOG.contents.column[c] for c in ("loops", "maps", "sums"))
PYTHON, MATHS = (CATALOG.skills.column[s] for s in ("python", "maths"))


def a_tracer(**params):
    return Tracer(**params).fit(a_log(CATALOG, {"ada": []}), CATALOG)


TRACER = a_tracer()


def trace(*happenings, day=100.0, tracer=TRACER, role=-1):
    return tracer.trace(a_history(CATALOG, *happenings), second(day), role)


def python(*happenings, **more):
    return float(trace(*happenings, **more).mean[PYTHON])


def test_a_new_learner_is_unknown_and_not_a_zero():
    new = trace()
    assert level_of(new.mean).tolist() == pytest.approx([0.3] * 4)
    assert new.variance.tolist() == pytest.approx([1.2**2] * 4)
    assert not new.evidence.any()


def test_unknown_stays_unknown_however_long_one_waits():
    now, later = trace(day=0), trace(day=5000)
    assert (now.mean.tobytes(), now.variance.tobytes()) == (later.mean.tobytes(), later.variance.tobytes())


def test_evidence_counts_measurements_and_completions():
    state = trace(Happening("passed", 0, "loops"), Happening("self_rated", 1, skill="maths", value=0.5))
    assert state.evidence[[PYTHON, MATHS]].tolist() == [2, 1]
    assert state.evidence.sum() == 3


def test_completing_moves_as_the_transition_says_and_measures_nothing():
    state = trace(Happening("completed", 100, "loops"))
    mean, variance = moved(theta_of(np.array([0.3])), np.array([1.44]), np.zeros(1), np.array([0.8]), np.array([0.5]))
    assert state.mean[PYTHON] == pytest.approx(mean[0])
    assert state.variance[PYTHON] == pytest.approx(variance[0])
    assert state.mean[MATHS] == trace().mean[MATHS]


def test_a_second_completion_moves_nothing_while_the_first_counts():
    once, twice = python(Happening("completed", 0, "loops")), [Happening("completed", d, "loops") for d in (0, 10)]
    assert python(*twice) == pytest.approx(once)


def test_a_second_completion_moves_again_once_the_first_has_run_out():
    once = python(Happening("completed", 0, "loops", until=5), day=10)
    assert python(Happening("completed", 0, "loops", until=5), Happening("completed", 10, "loops"), day=10) > once + 0.1


def test_a_completion_counts_until_its_last_second_and_no_longer():
    at_the_end = [Happening("completed", 0, "loops", until=5), Happening("completed", 5, "loops")]
    assert trace(*at_the_end, day=5).evidence[PYTHON] == 2
    assert trace(at_the_end[0], Happening("completed", 4.9, "loops"), day=5).evidence[PYTHON] == 1


def test_a_certificate_that_expired_lets_a_completion_move_again():
    history = [Happening("completed", 0, "loops"), Happening("expired", 5, "loops")]
    assert python(*history, Happening("completed", 10, "loops"), day=10) > python(*history, day=10) + 0.1


def test_passing_after_completing_measures_but_does_not_move_again():
    history = [Happening("completed", 0, "loops"), Happening("passed", 1, "loops")]
    assert trace(*history).evidence[PYTHON] == 2


def test_an_event_fades_then_measures_then_moves():
    prior, limit, noise = theta_of(0.3), 1.2**2, (6 * 0.17) ** 2
    state = trace(
        Happening("scored", 0, skill="maths", value=1.0),
        Happening("passed", 90, "sums"),
        day=90,
        tracer=a_tracer(ability_share=0.0),
    )
    faded_to = faded(*after_reading(prior, limit, 3.0, noise), prior, limit, kept(90.0, 90.0))
    measured = after_test(*faded_to, theta_of(0.6), 1.0, 1.0, 1.0)
    mean, variance = moved(*(np.array([x]) for x in (*measured, 0.0, 0.6, 0.5)))
    assert state.mean[MATHS] == pytest.approx(mean[0])
    assert state.variance[MATHS] == pytest.approx(variance[0])


def test_ability_lifts_what_was_never_measured_but_leaves_it_more_uncertain():
    state = trace(*(Happening("scored", d, skill="python", value=0.95) for d in range(5)), day=5)
    assert trace().mean[MATHS] < state.mean[MATHS] < state.mean[PYTHON]
    assert state.variance[PYTHON] < state.variance[MATHS] < trace().variance[MATHS]
    assert state.evidence[MATHS] == 0


def test_without_a_shared_ability_skills_are_strangers():
    state = trace(Happening("scored", 0, skill="python", value=0.95), tracer=a_tracer(ability_share=0.0))
    assert state.mean[MATHS] == trace().mean[MATHS]


def test_dismissing_moves_no_level_but_saying_that_one_lacks_the_skill_does():
    assert trace(Happening("dismissed", 0, "loops")).mean.tobytes() == trace().mean.tobytes()
    assert python(Happening("self_rated", 0, skill="python", value=0.0)) < python()


def test_knowledge_fades_faster_where_the_half_life_is_shorter():
    known = [Happening("scored", 0, skill=skill, value=0.9) for skill in ("python", "maths")]
    soon, late = trace(*known, day=0), trace(*known, day=200)
    assert late.mean[MATHS] < late.mean[PYTHON] < soon.mean[PYTHON]
    assert late.variance[MATHS] > late.variance[PYTHON] > soon.variance[PYTHON]


def test_events_that_only_have_an_order_do_not_fade():
    history = [Happening("scored", n, skill="maths", value=0.9, dated=False) for n in range(2)]
    soon, late = trace(*history, day=0), trace(*history, day=5000)
    assert soon.mean.tobytes() == late.mean.tobytes()
    assert soon.mean[MATHS] > trace().mean[MATHS] + 1.0


def test_a_date_after_mere_order_starts_the_clock_and_fades_nothing_before_it():
    known = [Happening("scored", n, skill="maths", value=0.9, dated=False) for n in range(2)]
    dated = Happening("self_rated", 400, skill="maths", value=0.9)
    alone = [Happening(*h._replace(day=400 + n, dated=True)) for n, h in enumerate([*known, dated])]
    assert trace(*known, dated, day=400).mean[MATHS] == pytest.approx(trace(*alone, day=402).mean[MATHS], abs=0.02)
    assert trace(*known, dated, day=800).mean[MATHS] < trace(*known, dated, day=400).mean[MATHS] - 0.1


def test_a_belief_asked_about_an_earlier_moment_is_not_wound_back():
    belief = TRACER.fold(
        TRACER.start(), a_history(CATALOG, Happening("scored", 100, skill="maths", value=0.9)), second(100)
    )
    assert TRACER.state(belief, second(10)).mean.tobytes() == TRACER.state(belief, second(100)).mean.tobytes()


def test_what_was_recorded_later_is_not_seen():
    late = Happening("passed", 0, "loops", recorded=50)
    assert trace(late, day=49).evidence.sum() == 0
    assert trace(late, day=50).evidence.sum() == 2


def test_what_has_not_happened_yet_is_not_seen():
    announced = Happening("completed", 10, "loops", recorded=0)
    assert dict(trace(announced, day=9).finished) == {}
    assert trace(announced, day=10).finished.keys() == {LOOPS}


def test_the_state_says_what_became_of_contents():
    state = trace(
        Happening("enrolled", 0, "loops"),
        Happening("started", 1, "maps"),
        Happening("completed", 2, "loops", until=400),
        Happening("dismissed", 3, "sums"),
    )
    assert dict(state.finished) == {LOOPS: second(400)}
    assert dict(state.started) == {MAPS: second(1)}
    assert dict(state.dismissed) == {SUMS: second(3)}
    assert state.sequence.tolist() == [LOOPS, MAPS]
    assert state.as_of == second(100)


def test_what_expired_counted_until_then():
    state = trace(Happening("completed", 0, "loops"), Happening("expired", 5, "loops"))
    assert dict(state.finished) == {LOOPS: second(5)}


def test_the_longer_of_two_certificates_counts():
    state = trace(Happening("passed", 0, "loops", until=400), Happening("passed", 1, "loops", until=300))
    assert dict(state.finished) == {LOOPS: second(400)}


def test_being_under_way_counts_from_the_first_start():
    going_on = [Happening(kind, day, "loops") for day, kind in enumerate(("started", "progressed", "started"))]
    assert dict(trace(*going_on).started) == {LOOPS: second(0)}


def test_withdrawing_ends_being_under_way_and_starting_again_counts_anew():
    history = [Happening("started", 0, "loops"), Happening("withdrawn", 5, "loops")]
    assert dict(trace(*history).started) == {}
    assert dict(trace(*history, Happening("started", 9, "loops")).started) == {LOOPS: second(9)}


def test_taking_up_a_dismissed_content_takes_the_dismissal_back():
    assert dict(trace(Happening("dismissed", 0, "loops"), Happening("started", 1, "loops")).dismissed) == {}


def test_events_before_what_was_folded_already_are_refused():
    belief = TRACER.fold(TRACER.start(), a_history(CATALOG, Happening("started", 5, "loops")), second(9))
    early = a_history(CATALOG, Happening("started", 4, "maps"), Happening("started", 6, "sums"))
    with pytest.raises(QueryRefused, match="event 0 of 2") as refused:
        TRACER.fold(belief, early, second(9))
    assert len(refused.value.problems) == 1


def test_a_history_out_of_order_is_refused():
    muddled = [Happening("started", day, "loops") for day in (3, 1, 2, 0)]
    with pytest.raises(QueryRefused) as refused:
        trace(*muddled)
    assert [problem.split()[1] for problem in refused.value.problems] == ["1", "3"]


def test_events_of_the_same_second_may_follow_each_other():
    belief = TRACER.fold(TRACER.start(), a_history(CATALOG, Happening("started", 5, "loops")), second(9))
    assert TRACER.fold(belief, a_history(CATALOG, Happening("completed", 5, "loops")), second(9)).finished


def test_folding_changes_neither_the_belief_before_nor_the_history():
    before = TRACER.fold(TRACER.start(), a_history(CATALOG, Happening("started", 0, "loops")), second(9))
    copy = repr(before)
    TRACER.fold(before, a_history(CATALOG, Happening("passed", 1, "loops")), second(9))
    assert repr(before) == copy


def test_roles_start_from_where_their_people_stand():
    people = {f"p{n:03d}": [Happening("scored", 0, skill="python", value=0.8 if n % 2 else 0.2)] for n in range(200)}
    tracer = Tracer().fit(a_log(CATALOG, people), CATALOG, np.arange(200) % 2)
    weak, none, able = (tracer.trace(a_history(CATALOG), second(9), role).mean[PYTHON] for role in (0, -1, 1))
    assert weak + 0.5 < none < able - 0.5


def test_an_untrained_tracer_does_not_trace():
    with pytest.raises(NotFittedError):
        Tracer().trace(a_history(CATALOG), second(0))


def test_fit_leaves_the_parameters_alone_and_returns_the_tracer():
    tracer = Tracer(prior_level=0.4)
    assert tracer.fit(a_log(CATALOG, {"ada": []}), CATALOG) is tracer
    assert clone(tracer).get_params() == tracer.get_params()
    assert tracer.get_params()["prior_level"] == 0.4


def honest_people(learners, seed):
    """Learners whose levels, measurements and lessons follow the model; with their true θ at the end."""
    rng, people, true = np.random.default_rng(seed), {}, []
    for n in range(learners):
        theta, happened = rng.normal(-1.2, 1.2), []
        for day in range(3):
            if rng.random() < 0.5:
                happened.append(Happening("scored", day, skill="python", value=level(theta + rng.normal(0, 1.02))))
            else:
                won = rng.random() < 1 / (1 + np.exp(-(theta - theta_of(0.8))))
                happened.append(Happening("passed" if won else "failed", day, "loops"))
                theta += rng.normal(0.5, 0.2) * max(0.0, theta_of(0.8) - theta) if won and not _done(happened) else 0.0
        people[f"p{n:04d}"], true = happened, [*true, theta]
    return people, np.array(true)


def _done(happened):
    return any(h.kind == "passed" for h in happened[:-1])


def test_four_of_five_true_levels_lie_in_their_traced_interval():
    people, true = honest_people(1500, seed=3)
    states = [trace(*people[learner], day=3) for learner in sorted(people)]
    mean, variance = (np.array([getattr(s, name)[PYTHON] for s in states]) for name in ("mean", "variance"))
    low, high = interval(mean, variance)
    inside = np.mean((low <= level_of(true) + 1e-9) & (np.clip(level_of(true), 0, 1) <= high + 1e-9))
    assert 0.74 < inside < 0.88
    assert np.corrcoef(mean, true)[0, 1] > 0.7
    assert abs(np.mean(mean - true)) < 0.12
