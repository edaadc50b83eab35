"""Small, but not crumbs: files, functions and the share of tests keep their size."""

import ast
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[2]
CODE = ("api", "cairn", "recommender", "training")
LONGEST_FILE = 300
LONGEST_BODY = 40
WORDS = (ROOT / "training" / "demo" / "texts", ROOT / "training" / "demo" / "world")
"""Hand-written words of the demo organisation: length is no complexity there."""
VAGUE = {"utils", "helpers", "common", "misc", "base", "util", "helper", "managers"}


def _files():
    return [p for room in CODE for p in sorted((ROOT / room).rglob("*.py")) if not set(WORDS) & set(p.parents)]


def _lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def _bodies():
    """(place, lines of the body without its docstring) of every function."""
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body
                yield f"{path.relative_to(ROOT)}:{node.name}", body[-1].end_lineno - body[0].lineno + 1


def test_files_are_short():
    lengths = [_lines(p) for p in _files()]
    assert median(lengths) <= 85
    assert quantiles(lengths, n=10)[-1] <= 200


def test_no_file_is_long():
    assert {str(p.relative_to(ROOT)): n for p in _files() if (n := _lines(p)) > LONGEST_FILE} == {}


def test_functions_are_short():
    lengths = [length for _, length in _bodies()]
    assert median(lengths) <= 8
    assert quantiles(lengths, n=10)[-1] <= 20


def test_no_function_is_long():
    assert {place: length for place, length in _bodies() if length > LONGEST_BODY} == {}


def test_no_room_is_named_for_anything_and_everything():
    assert [str(p) for p in _files() if p.stem in VAGUE or p.parent.name in VAGUE] == []


def _code(path):
    """Lines that hold code: no blank lines, no comments, no docstrings, which the sources have far more of."""
    text = path.read_text(encoding="utf-8")
    prose = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, node.end_lineno + 1)
    }
    lines = enumerate(text.splitlines(), start=1)
    return sum(1 for n, line in lines if n not in prose and line.strip() and not line.strip().startswith("#"))


def test_there_is_at_least_as_much_test_as_source():
    assert sum(_code(p) for p in (ROOT / "tests").rglob("*.py")) >= sum(_code(p) for p in _files())


def test_the_share_of_tests_does_not_fall_with_prose_counted_too():
    assert sum(_lines(p) for p in (ROOT / "tests").rglob("*.py")) >= 0.95 * sum(_lines(p) for p in _files())
