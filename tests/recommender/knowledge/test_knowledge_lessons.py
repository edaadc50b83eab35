from recommender.columns import EVENT_KINDS
from recommender.knowledge.lessons import lesson_ends
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_log

CATALOG = a_catalog({"loops": {"python": (0.0, 0.7)}, "sums": {"maths": (0.0, 0.6)}})


def ends(**people):
    """Learner, kind and day of the events at which lessons end."""
    log = a_log(CATALOG, people)
    rows = lesson_ends(log, len(CATALOG.contents))
    kinds = [EVENT_KINDS[kind] for kind in log.events.kind[rows]]
    days = ((log.events.at[rows] - log.events.at.min()) // 86_400).tolist()
    return list(zip(log.learner[rows].tolist(), kinds, days, strict=True))


def start(day):
    return Happening("started", day, "loops")


def score(day):
    return Happening("scored", day, "loops", value=0.5)


def done(day, content="loops"):
    return Happening("completed", day, content)


def test_a_completion_ends_a_lesson():
    assert ends(ada=[start(0), done(5)]) == [(0, "completed", 5)]


def test_a_score_just_before_the_completion_is_a_test_at_the_end():
    assert ends(ada=[start(0), score(9), done(10)]) == [(0, "scored", 9)]


def test_a_score_soon_after_the_start_was_a_test_before_the_lesson():
    assert ends(ada=[start(0), score(1), done(10)]) == [(0, "completed", 10)]
    assert ends(ada=[start(0), score(1), score(9), done(10)]) == [(0, "scored", 9)]


def test_without_a_known_start_a_score_is_a_test_at_the_end():
    assert ends(ada=[score(0), done(10)]) == [(0, "scored", 0)]


def test_who_failed_was_taught_too_and_coming_again_is_no_second_lesson():
    assert ends(ada=[start(0), Happening("failed", 5, "loops"), Happening("passed", 9, "loops")]) == [(0, "failed", 5)]


def test_beginning_anew_after_the_end_is_a_second_lesson():
    assert ends(ada=[start(0), done(5), start(100), score(101), done(105)]) == [
        (0, "completed", 5),
        (0, "completed", 105),
    ]


def test_attending_after_starting_opens_no_second_visit():
    assert ends(ada=[start(0), Happening("attended", 1, "loops"), Happening("attended", 8, "loops"), done(9)]) == [
        (0, "completed", 9)
    ]


def test_a_score_alone_ends_a_lesson_where_nothing_else_is_reported():
    assert ends(ada=[score(3)], bob=[start(0), score(8)]) == [(0, "scored", 3), (1, "scored", 8)]


def test_where_scores_stand_at_the_beginning_who_only_has_one_was_not_taught():
    assert ends(ada=[start(0), score(1), done(10)], bob=[start(0), score(1)]) == [(0, "completed", 10)]


def test_visits_of_other_learners_and_contents_are_kept_apart():
    assert ends(ada=[start(0), done(4, "sums"), done(5)], bob=[done(7)]) == [
        (0, "completed", 4),
        (0, "completed", 5),
        (1, "completed", 7),
    ]


def test_of_nothing_there_are_no_lessons():
    assert ends(ada=[Happening("enrolled", 0, "loops")]) == []
