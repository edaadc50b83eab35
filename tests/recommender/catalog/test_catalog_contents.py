"""What can be taken, as arrays: every wrong column, day or session here would be offered to somebody."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from recommender.catalog.contents import TYPICAL_MINUTES, main_language
from recommender.catalog.index import Index
from tests.builders import NOW, a_catalog, a_content, second

NOON = int(NOW.timestamp())


def column(catalog, values, content_id):
    return values[catalog.contents.column[content_id]]


def a_session(name, content_id, starts_at):
    return {"session_id": name, "content_id": content_id, "starts_at": starts_at}


def test_ids_are_sorted_once_each_and_unknown_ones_have_no_column():
    index = Index.of(["b", "a", "b", "ä", "Z"])
    assert index.ids == ("Z", "a", "b", "ä")
    assert index.columns(["b", None, "nobody", "Z"]).tolist() == [2, -1, -1, 0]
    assert Index.of([]).columns(["a"]).tolist() == [-1]


def test_attributes_stand_in_the_column_of_their_id_whatever_the_order_of_the_rows():
    ids = ["loops", "Zebra", "ångström", "arrays", "日本"]
    catalog = a_catalog(contents=[a_content(i, title=f"about {i}", minutes=float(n)) for n, i in enumerate(ids, 1)])
    assert catalog.contents.ids == tuple(sorted(ids))
    for number, name in enumerate(ids, 1):
        assert column(catalog, catalog.contents.titles, name) == f"about {name}"
        assert column(catalog, catalog.contents.minutes, name) == number


def test_minutes_that_are_not_stated_are_the_median_of_the_modality_and_marked():
    catalog = a_catalog(
        contents=[
            a_content("a", minutes=10.0),
            a_content("b", minutes=30.0),
            a_content("c", minutes=500.0),
            a_content("guess", minutes=None),
            a_content("live", minutes=90.0, modality="live"),
            a_content("live-guess", minutes=None, modality="live"),
        ]
    )
    assert column(catalog, catalog.contents.minutes, "guess") == 30.0
    assert column(catalog, catalog.contents.minutes, "live-guess") == 90.0
    assumed = catalog.contents.minutes_assumed
    assert [i for i in catalog.contents.ids if column(catalog, assumed, i)] == ["guess", "live-guess"]


def test_a_modality_without_any_minutes_takes_the_median_of_all_not_nan():
    rows = [a_content("a", minutes=20.0), a_content("b", minutes=40.0), a_content("m", minutes=None, modality="mobile")]
    assert a_catalog(contents=rows).contents.minutes.tolist() == [20.0, 40.0, 30.0]


def test_without_any_stated_minutes_an_hour_is_assumed():
    assert a_catalog(contents=[a_content("a", minutes=None)]).contents.minutes.tolist() == [TYPICAL_MINUTES]


def test_nought_minutes_are_stated_minutes():
    contents = a_catalog(contents=[a_content("a", minutes=0.0), a_content("b", minutes=50.0)]).contents
    assert contents.minutes.tolist() == [0.0, 50.0]
    assert not contents.minutes_assumed.any()


@pytest.mark.parametrize(
    ("day", "offered"),
    [(date(2026, 2, 28), False), (date(2026, 3, 1), True), (date(2026, 3, 10), True), (date(2026, 3, 11), False)],
)
def test_the_first_and_the_last_day_on_offer_both_count(day, offered):
    contents = a_catalog(contents=[a_content("a", available_from="2026-03-01", available_to="2026-03-10")]).contents
    assert contents.on_offer(second(day))[0] == offered


def test_the_last_day_on_offer_counts_until_its_last_second():
    contents = a_catalog(contents=[a_content("a", available_to="2026-03-10")]).contents
    assert contents.on_offer(second(date(2026, 3, 11)) - 1)[0]


def test_a_retired_content_is_not_on_offer():
    contents = a_catalog(contents=[a_content("a", status="retired"), a_content("b")]).contents
    assert contents.on_offer(NOON).tolist() == [False, True]


def test_what_has_sessions_needs_one_to_come_and_what_has_none_does_not():
    contents = a_catalog(
        contents=[a_content("ahead"), a_content("past"), a_content("self-paced")],
        sessions=[a_session("s1", "past", "2026-03-02T11:59:59Z"), a_session("s2", "ahead", "2026-03-02T12:00:01Z")],
    ).contents
    assert contents.on_offer(NOON).tolist() == [True, False, True]


def test_a_session_that_starts_this_very_second_is_missed():
    contents = a_catalog(sessions=[a_session("s1", "loops", NOW.isoformat())]).contents
    assert not contents.on_offer(NOON)[0]
    assert contents.on_offer(NOON - 1)[0]


def test_sessions_after_a_moment_come_in_order_of_time_and_are_those_of_the_content():
    contents = a_catalog(
        contents=[a_content("a"), a_content("b")],
        sessions=[
            a_session("s1", "a", "2026-03-09T09:00:00+01:00"),
            a_session("s2", "a", "2026-03-05T09:00:00Z"),
            a_session("s3", "b", "2026-03-04T09:00:00Z"),
            a_session("s0", "a", "2026-03-01T09:00:00Z"),
        ],
    ).contents
    found = contents.sessions_after(contents.column["a"], NOON)
    assert found == (datetime(2026, 3, 5, 9, tzinfo=UTC), datetime(2026, 3, 9, 8, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 1, 31), True), (date(2026, 2, 1), False)],
)
def test_an_equivalence_holds_from_its_first_day_to_its_last(day, holds):
    equivalent = {"content_id": "new", "counts_for": "old", "from_on": "2026-01-01", "until_on": "2026-01-31"}
    contents = a_catalog(contents=[a_content("new"), a_content("old")], content_equivalents=[equivalent]).contents
    assert contents.equivalents(second(day)).tolist() == ([[0, 1]] if holds else [])


def test_days_of_equivalences_stay_with_their_pair_when_rows_are_sorted():
    rows = [
        {"content_id": "c", "counts_for": "a", "until_on": "2020-01-01"},
        {"content_id": "a", "counts_for": "b"},
    ]
    contents = a_catalog(contents=[a_content(i) for i in "abc"], content_equivalents=rows).contents
    assert contents.equivalents(NOON).tolist() == [[0, 1]]


def test_one_way_pairs_keep_their_direction():
    rows = [{"content_id": "a", "requires_content_id": "b"}]
    assert a_catalog(contents=[a_content("a"), a_content("b")], content_requires=rows).contents.requires.tolist() == [
        [0, 1]
    ]


@pytest.mark.parametrize(("status", "holds"), [("validated", True), ("suggested", False), ("rejected", False)])
def test_a_prerequisite_binds_only_once_somebody_stands_behind_it(status, holds):
    rows = [{"content_id": "a", "requires_content_id": "b", "status": status, "confidence": 0.99}]
    contents = a_catalog(contents=[a_content("a"), a_content("b")], content_requires=rows).contents
    assert contents.requires.tolist() == ([[0, 1]] if holds else [])


def test_a_catalogue_without_pairs_has_empty_pairs_not_none():
    contents = a_catalog().contents
    assert contents.requires.shape == contents.counts_for.shape == (0, 2)
    assert contents.equivalents(NOON).shape == (0, 2)


def test_languages_meet_in_their_primary_subtag_whatever_its_case():
    contents = a_catalog(contents=[a_content(c, language=g) for c, g in zip("abc", ["de-CH", "DE", None], strict=True)])
    language = contents.contents.language
    assert language[0] == language[1] != language[2] == -1
    assert main_language("EN-gb") == "en"


def test_providers_without_a_name_share_no_number_with_those_that_have_one():
    provider = a_catalog(contents=[a_content("a", provider="guild"), a_content("b")]).contents.provider
    assert provider.tolist() == [0, -1]


def test_arrays_are_as_long_as_the_catalogue():
    contents = a_catalog(contents=[a_content(f"c{n}") for n in range(5)]).contents
    for name in ("minutes", "cost", "modality", "provider", "active", "replaced_by", "opens", "closes", "language"):
        assert np.shape(getattr(contents, name)) == (len(contents),)
