from __future__ import annotations

import pytest

from training.sources.mapped.section import Section, nearest


@pytest.fixture
def told():
    return []


def section(told, **content):
    return Section("[here]", content, told)


def test_keys_that_are_as_they_must_be_are_taken_without_a_word(told):
    one = section(told, a="x", b=2, c=1.5, d=True, e=["p", "q"], f="p", g={"h": {"i": 1}})
    assert one.text("a") == "x"
    assert one.whole("b", 1) == 2
    assert one.number("c", 0.0) == 1.5
    assert one.flag("d", False) is True
    assert one.texts("e") == ("p", "q")
    assert one.texts("f") == ("p",)
    assert one.below("g")["h"].number("i", 0) == 1.0
    one.close()
    assert told == []


def test_keys_that_are_not_there_have_their_defaults(told):
    one = section(told)
    assert one.text("a", "x") == "x"
    assert one.whole("b", 7) == 7
    assert one.number("c", 0.5) == 0.5
    assert one.flag("d", True) is True
    assert one.texts("e") == ()
    assert one.constant("f") is None
    assert one.below("g") == {}
    assert one.one("h") is None
    assert one.each("i") == []
    assert told == []


@pytest.mark.parametrize(
    ("take", "value", "problem"),
    [
        (lambda s: s.text("k"), None, "[here], k: found no such key, expected text; add it"),
        (lambda s: s.text("k"), 3, "[here], k: found 3, expected text; write it in quotation marks"),
        (lambda s: s.text("k"), "", "[here], k: found an empty text"),
        (lambda s: s.whole("k", 1), 0, "[here], k: found 0, expected a whole number from 1"),
        (lambda s: s.whole("k", 1), 1.5, "[here], k: found 1.5, expected a whole number"),
        (lambda s: s.whole("k", 1), True, "[here], k: found True, expected a whole number"),
        (lambda s: s.number("k", 1.0), "1", "[here], k: found '1', expected a number"),
        (lambda s: s.number("k", 1.0), float("nan"), "[here], k: found nan, expected a number"),
        (lambda s: s.number("k", 1.0, above=0), 0, "[here], k: found 0, expected a number above 0"),
        (lambda s: s.flag("k", True), 1, "[here], k: found 1, expected true or false"),
        (lambda s: s.texts("k"), [1], "[here], k: found [1], expected a text or a list of texts"),
        (lambda s: s.constant("k"), [1], "[here], k: found [1], expected a text, a number, true or false"),
        (lambda s: s.constants("k", True), {"a": []}, "[here], k.a: found [], expected a text, a number"),
        (lambda s: s.below("k"), 1, "[here], k: found 1, expected a section"),
        (lambda s: s.below("k"), {"a": 1}, "[k.a]: found 1, expected a section"),
        (lambda s: s.one("k"), "x", "[here], k: found 'x', expected a section"),
        (lambda s: s.each("k"), [1], "[here], k 1: found 1, expected a section"),
        (lambda s: s.choice("k", ("a", "b")), "c", "[here], k: found 'c', expected one of a, b; there are a, b"),
    ],
)
def test_a_key_that_is_not_as_it_must_be_is_told_with_what_was_expected(told, take, value, problem):
    take(section(told, **({} if value is None else {"k": value})))
    assert len(told) == 1
    assert told[0].startswith(problem)


def test_a_long_value_is_told_by_its_beginning(told):
    section(told, k=["x" * 500, 1]).texts("k")
    assert "…" in told[0]
    assert len(told[0]) < 200


def test_every_key_that_nobody_asked_for_is_told_with_the_nearest_that_is_known(told):
    one = section(told, prefx="u-", colour="red")
    one.text("prefix", "")
    one.close()
    assert told == [
        "[here]: there is no key 'prefx' here; write prefix",
        "[here]: there is no key 'colour' here; there are prefix",
    ]
    assert nearest("x", []) == "leave it out"


def test_one_section_where_a_list_was_expected_is_a_list_of_one(told):
    (only,) = section(told, k={"a": "x"}).each("k")
    assert only.text("a") == "x"
    assert only.place == "[here], k 1"
