from __future__ import annotations

from pathlib import Path

import pytest

from cairn.reference import commands, page, section, spelled

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
EVERY = dict(commands())


def test_the_page_on_commands_is_what_the_commands_say():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m cairn.reference > docs/commands.md`"


@pytest.mark.parametrize("name", EVERY)
def test_every_command_says_in_one_sentence_what_it_does(name):
    told = EVERY[name].help
    assert told
    assert told.strip().endswith(".")
    assert f"## `{name}`" in page()


@pytest.mark.parametrize("name", EVERY)
def test_every_argument_and_option_says_what_it_is_and_what_it_takes(name):
    for parameter in EVERY[name].params:
        assert (parameter.help or "").endswith("."), parameter.name
        assert parameter.param_type_name == "argument" or parameter.is_flag or parameter.metavar, parameter.name
        assert spelled(parameter).replace("|", "\\|") in section(name, EVERY[name])


def test_every_command_that_was_promised_is_there():
    plain = (
        "demo",
        "check",
        "make-demo",
        "import",
        "train",
        "recommend",
        "path",
        "batch",
        "serve",
        "load",
        "export",
        "rebuild",
        "replay",
        "erase",
        "sync",
        "map",
        "evaluate",
        "duties",
    )
    models = ("list", "show", "promote", "rollback")
    keys = ("create", "list", "rotate", "revoke")
    below = {f"cairn models {name}" for name in models} | {f"cairn keys {name}" for name in keys}
    assert set(EVERY) == {f"cairn {name}" for name in plain} | below


def test_defaults_are_told():
    assert "| `--learners NUMBER` | Learners of the made-up organisation. | `2000` |" in section(
        "cairn demo", EVERY["cairn demo"]
    )
    assert "| `--by affinity\\|value` | What to rank by. | `affinity` |" in page()


def test_an_option_that_must_be_given_stands_in_the_usage_line():
    assert "    cairn batch DIR --out FILE [OPTIONS]\n" in page()
