from __future__ import annotations

import pytest

from cairn import screen
from cairn.show.prose import Prose
from recommender.errors import CairnError, InfeasiblePlan


@pytest.fixture
def watched(monkeypatch):
    """Makes both streams look like a terminal."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")


def test_answers_and_notes_go_different_ways(capsys):
    screen.answer("the answer")
    screen.note("beside it")
    said = capsys.readouterr()
    assert said.out.strip() == "the answer"
    assert said.err.strip() == "beside it"


def test_work_is_told_in_plain_lines_where_nobody_watches(capsys):
    with screen.working("Training") as now:
        now("reading histories")
    said = capsys.readouterr()
    assert said.err.splitlines() == ["Training", "reading histories"]


def test_work_spins_on_a_terminal_and_leaves_no_line(capsys, watched):
    with screen.working("Training") as now:
        now("reading histories")
    said = capsys.readouterr()
    assert "reading histories" in said.err
    assert "\x1b[2K" in said.err
    assert said.out == ""


@pytest.mark.parametrize("show", [screen.working, lambda text: screen.counting(text, 3)])
def test_names_with_brackets_are_shown_as_they_are(show, capsys, watched):
    with show("Reading data/[/demo]"):
        pass
    assert "data/[/demo]" in capsys.readouterr().err


def test_counting_is_one_line_where_nobody_watches(capsys):
    with screen.counting("Ranking", 12_000) as advance:
        for _ in range(24):
            advance(500)
    said = capsys.readouterr()
    assert said.err.splitlines() == ["Ranking: 12,000"]


def test_counting_moves_a_bar_to_its_end_on_a_terminal(capsys, watched):
    with screen.counting("Ranking", 10) as advance:
        advance(4)
        advance(6)
    said = capsys.readouterr()
    assert "10/10" in said.err


@pytest.mark.parametrize("show", [screen.working, lambda text: screen.counting(text, 3)])
def test_an_error_inside_work_comes_out_as_it_is(show, watched):
    with pytest.raises(CairnError, match="no"), show("Working"):
        raise CairnError("no")


def test_complaints_give_every_cause_and_every_way_out(capsys):
    screen.complain(InfeasiblePlan(["content c1 must be in the plan"], ["45 more minutes a week"]))
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "cairn: these demands cannot all be met",
        "  • content c1 must be in the plan",
        "  • way out: 45 more minutes a week",
    ]


def test_complaints_hold_no_markup_and_no_escapes(capsys):
    screen.complain(CairnError("no [bold]file[/bold] \x1b[31m"))
    said = capsys.readouterr()
    assert said.err.startswith("cairn: no [bold]file[/bold]")
    assert "\x1b" not in said.err


def test_lines_to_paste_are_never_broken(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    screen.paste("x" * 300)
    said = capsys.readouterr()
    assert said.out == "x" * 300 + "\n"


@pytest.mark.parametrize(("columns", "widest"), [(None, 100), ("80", 80), ("300", 100)])
def test_lines_keep_to_a_comfortable_width(columns, widest, capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)
    screen.answer(Prose("word " * 200))
    said = capsys.readouterr()
    longest = max(map(len, said.out.splitlines()))
    assert widest - 5 < longest <= widest


def test_colour_is_for_terminals_alone(capsys, watched):
    screen.answer(Prose("bold", "bold red"))
    said = capsys.readouterr()
    assert "\x1b[1;31m" in said.out
