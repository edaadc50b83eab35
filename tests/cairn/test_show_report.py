from __future__ import annotations

from dataclasses import replace

from cairn.show.report import report
from recommender.tables import Answerable, Problem, Report, Severity
from tests.cairn.cairn_print import printed, words

NONSENSE = Problem(
    Severity.ERROR,
    "events",
    "events.csv",
    12,
    "kind",
    "'jumped'",
    "one of enrolled",
    "correct the word",
    "unknown_word",
)


def a_report(*problems, counts=None, **more):
    counted = counts or {(p.severity, p.table, p.column, p.code): 1 for p in problems}
    return report(Report(problems, counted, **more))


def test_a_problem_says_where_what_was_found_what_was_expected_and_how_to_mend_it():
    text = printed(a_report(NONSENSE))
    for part in ("error", "events.csv", "line 12", "column kind", "'jumped'", "one of enrolled", "correct the word"):
        assert part in words(text)


def test_places_and_moments_are_in_one_piece_at_eighty_columns():
    late = replace(NONSENSE, file="requirement_audiences.csv", expected="a time such as 2026-03-01T09:00:00+01:00")
    text = printed(a_report(late), width=80)
    assert "requirement_audiences.csv" in text
    assert "2026-03-01T09:00:00+01:00" in text


def test_what_broken_tables_can_answer_is_promised_for_later():
    found = (Answerable("popular", "what is taken", True),)
    assert "Once the errors are mended, these tables can answer" in printed(a_report(NONSENSE, answers=found))
    assert "What these tables can answer" in printed(a_report(answers=found))


def test_rows_of_parquet_are_rows_not_lines():
    problem = Problem(Severity.WARNING, "events", "events.parquet", 3, None, "a", "b", "c", "code")
    text = printed(a_report(problem))
    assert "row 3" in text
    assert "line" not in text


def test_a_problem_of_a_whole_table_has_no_row():
    problem = Problem(Severity.ERROR, "learners", None, None, None, "nothing", "a file", "add it", "missing_table")
    text = printed(a_report(problem))
    assert "learners" in text
    assert "None" not in text


def test_the_verdict_counts_all_problems_not_the_listed_ones():
    counts = {(Severity.ERROR, "events", "kind", "unknown_word"): 480, (Severity.WARNING, "skills", None, "x"): 2}
    text = words(printed(a_report(NONSENSE, counts=counts, quarantined={"events": 1234})))
    assert "These tables cannot be used: 480 errors, 1,234 rows set aside, 2 warnings." in text
    assert "events.kind: unknown word, 480 times in all, 1 listed" in text


def test_what_is_listed_as_a_whole_is_not_counted_again():
    assert "in all" not in printed(a_report(NONSENSE))


def test_tables_without_errors_can_be_used():
    assert "can be used: 0 errors" in words(printed(a_report()))


def test_rows_kept_and_set_aside_stand_side_by_side():
    text = words(printed(a_report(rows={"learners": 1000, "goals": 0}, quarantined={"goals": 7})))
    assert "learners 1,000 –" in text
    assert "goals 0 7" in text


def test_answers_say_whether_they_are_possible_and_what_is_missing():
    found = (Answerable("popular", "what is taken", True), Answerable("role", "paths", False, ("skills", "roles")))
    text = words(printed(a_report(answers=found)))
    assert "popular yes what is taken –" in text
    assert "role no paths skills, roles" in text


def test_a_report_fits_eighty_columns_without_losing_a_word():
    problem = Problem(
        Severity.QUARANTINE, "requirement_audiences", "requirement_audiences.csv", 123456, "requirement_id",
        "'a rather long identifier that nobody knows'", "an id of requirements", "add the requirement", "dangling_id",
    )  # fmt: skip
    text = printed(a_report(problem), width=80)
    assert max(map(len, text.splitlines())) <= 80
    assert "line 123456" in text
    assert "quarantine" in text
    assert "nobody" in text
