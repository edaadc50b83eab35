from recommender.knowledge import choices, taken
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_history

CATALOG = a_catalog({c: {"python": (0.0, 0.8)} for c in ("arrays", "loops", "maps", "sets")})


def names(columns):
    return [CATALOG.contents.ids[column] for column in columns]


def history(*happenings):
    return a_history(CATALOG, *happenings)


def test_contents_come_in_the_order_of_first_being_taken_up():
    seen = history(
        Happening("enrolled", 0, "sets"),
        Happening("started", 1, "loops"),
        Happening("completed", 2, "sets"),
        Happening("completed", 3, "arrays"),
    )
    assert names(taken(seen)) == ["sets", "loops", "arrays"]


def test_dismissing_rating_or_missing_a_content_does_not_take_it_up():
    kinds = ("dismissed", "rated", "no_show", "withdrawn", "expired")
    assert names(taken(history(*(Happening(kind, 0, "loops") for kind in kinds)))) == []


def test_only_what_a_learner_chose_is_a_choice():
    seen = history(
        Happening("started", 0, "sets", by="requirement"),
        Happening("started", 1, "loops", by="self"),
        Happening("started", 2, "maps", by="manager"),
        Happening("started", 3, "arrays", by="recommendation"),
    )
    assert names(choices(seen)) == ["loops", "arrays"]


def test_what_first_came_as_a_duty_is_no_choice_when_taken_up_again():
    seen = history(Happening("started", 0, "loops", by="manager"), Happening("started", 9, "loops", by="self"))
    assert names(choices(seen)) == []


def test_what_was_chosen_first_stays_a_choice():
    seen = history(Happening("started", 0, "loops", by="self"), Happening("completed", 9, "loops", by="manager"))
    assert names(choices(seen)) == ["loops"]


def test_an_order_without_dates_is_order_enough():
    seen = history(*(Happening("enrolled", n, c, dated=False) for n, c in enumerate(("sets", "arrays"))))
    assert names(choices(seen)) == ["sets", "arrays"]


def test_imports_and_unknown_initiators_are_not_taken_for_choices():
    seen = history(Happening("started", 0, "loops", by="import"), Happening("started", 1, "maps", by="unknown"))
    assert names(choices(seen)) == []


def test_events_without_a_content_are_passed_over():
    seen = history(Happening("self_rated", 0, skill="python", value=0.4), Happening("started", 1, "maps"))
    assert names(taken(seen)) == names(choices(seen)) == ["maps"]


def test_an_empty_history_holds_no_choices():
    assert len(taken(history())) == len(choices(history())) == 0
