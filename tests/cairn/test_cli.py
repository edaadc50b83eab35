from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from importlib.metadata import version

import pytest

from cairn import cli, screen
from recommender.errors import CairnError
from tests.cairn.cairn_house import cairn, tables_in

HEAVY = ("pandas", "numpy", "scipy", "sklearn", "mlflow", "training", "recommender.tables", "api", "fastapi")


def python(*arguments, **environment):
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, timeout=300)


def test_the_module_is_the_command(tmp_path):
    said = python("-m", "cairn", "check", tmp_path / "nowhere")
    assert said.returncode == 1
    assert said.stdout == ""
    assert "nowhere" in said.stderr
    assert "Traceback" not in said.stderr


def test_help_loads_nothing_heavy():
    code = f"import sys, cairn.cli; print([name for name in {HEAVY} if name in sys.modules])"
    assert python("-c", code).stdout.strip() == "[]"


def test_without_a_command_the_help_is_shown():
    said = cairn()
    told = said.out + said.err
    for command in ("demo", "check", "make-demo", "import", "train", "recommend", "path", "batch", "serve", "models"):
        assert command in told


def test_every_problem_of_an_error_stands_on_a_line_of_its_own(monkeypatch):
    def refuse(*_):
        raise CairnError("it cannot be done", ["first cause", "second cause"])

    monkeypatch.setattr(screen, "working", refuse)
    said = cairn("check", "anything")
    assert said.code == 1
    assert said.err.splitlines() == ["cairn: it cannot be done", "  • first cause", "  • second cause"]


def test_an_error_that_nobody_meant_keeps_its_traceback(monkeypatch):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(screen, "working", fail)
    with pytest.raises(ZeroDivisionError):
        cli.main(["check", "anything"])


def test_what_a_stream_cannot_spell_is_replaced_not_fatal(tmp_path):
    said = python("-m", "cairn", "recommend", "müller→", CAIRN_HOME=str(tmp_path), PYTHONIOENCODING="ascii")
    assert said.returncode == 1
    assert "Traceback" not in said.stderr


def test_the_version_is_told():
    said = cairn("--version")
    assert (said.code, said.out) == (0, f"cairn {version('cairn')}\n")


def test_a_training_that_is_interrupted_says_that_the_champion_stays(monkeypatch, empty_home):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("training.run.release", stop)
    said = cairn("train", empty_home)
    assert said.code == 130
    assert "Interrupted: the champion stays as it was." in said.err


def test_piped_answers_carry_no_colour(tmp_path):
    said = python("-m", "cairn", "check", tables_in(tmp_path))
    assert said.returncode == 0
    assert "\x1b" not in said.stdout + said.stderr


@pytest.mark.parametrize("columns", ["80", "100", "200"])
def test_answers_are_never_wider_than_the_terminal_nor_than_a_comfortable_line(columns, home, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    said = cairn("path", "ada")
    assert max(map(len, said.out.splitlines())) <= min(int(columns), 100)


def test_serving_answers_until_it_is_told_to_stop(home):
    port = free_port()
    command = [sys.executable, "-m", "cairn", "serve", "--port", str(port)]
    environment = os.environ | {"CAIRN_HOME": str(home)}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert answered(f"http://127.0.0.1:{port}/healthz", server) == 200
    finally:
        server.terminate()
    assert server.wait(30) in (0, -15, 143)


def free_port():
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answered(url, server):
    for _ in range(300):
        if server.poll() is not None:
            raise AssertionError("the service stopped")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.status
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} never answered")
