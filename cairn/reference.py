"""What stands in docs/commands.md? One section a command, told by the commands themselves.

`python -m cairn.reference` prints the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, Final

import typer

from cairn.cli import app

_HEAD: Final = """# Commands

This page is printed by `python -m cairn.reference`. `CAIRN_HOME` (by default the current folder) holds `data/`,
`models/` and `mlflow/`. Answers go to standard output, progress and complaints to standard error. Exit codes: 0 done,
1 refused (the reasons are told), 2 the command was not understood.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(section(name, command) for name, command in commands())])


def commands() -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its full name, in the order of the help."""
    yield from _below("cairn", typer.main.get_command(app))


def section(name: str, command: Any) -> str:
    """One command: what it does, how it is called, its arguments and options."""
    told = [f"## `{name}`", "", " ".join(command.help.split()), "", f"    {_usage(name, command)}", ""]
    if command.params:
        told += ["| argument or option | what it is | default |", "|---|---|---|"]
        told += [f"| `{_cell(spelled(one))}` | {_cell(one.help)} | {_default(one)} |" for one in command.params]
        told += [""]
    return "\n".join(told)


def spelled(parameter: Any) -> str:
    """An argument by its metavar, an option by its flag and what it takes."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    flag = ", ".join(parameter.opts)
    return flag if parameter.is_flag else f"{flag} {parameter.metavar}"


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        for below, one in command.commands.items():
            yield from _below(f"{name} {below}", one)
    else:
        yield name, command


def _usage(name: str, command: Any) -> str:
    arguments = [spelled(one) for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name != "argument"]
    needed = [spelled(one) for one in options if one.required]
    return " ".join([name, *arguments, *needed, *(["[OPTIONS]"] if len(options) > len(needed) else [])])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    value = parameter.default
    if value is None or value is False:
        return "–"
    return f"`{value.value if isinstance(value, Enum) else value}`"


if __name__ == "__main__":
    typer.echo(page(), nl=False)
