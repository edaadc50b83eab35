"""docs/settings.md says of every setting what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from api.settings import PREFIX, Settings
from cairn.cli import app

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def rows() -> list[str]:
    """The table as it must stand."""
    return [
        f"| `{PREFIX}{name.upper()}` | `{field.default}` | {bounds_of(field.metadata)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]


def bounds_of(metadata: list[object]) -> str:
    """The least and the most that a setting takes."""
    ends = [getattr(part, side) for side in ("ge", "le") for part in metadata if hasattr(part, side)]
    return " to ".join(f"{end:,}" for end in ends)


def test_the_page_lists_every_setting_with_default_bounds_and_meaning() -> None:
    found = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{PREFIX}")]
    assert found == rows()


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_the_port_of_the_command_line_is_that_of_the_settings(command: str) -> None:
    field = Settings.model_fields["port"]
    [port] = [one for one in typer.main.get_command(app).commands[command].params if one.name == "port"]
    assert port.default is None
    assert f"{port.min:,} to {port.max:,}" == bounds_of(field.metadata)
    assert f"{port.min} to {port.max}; by default {PREFIX}PORT, else {field.default}" in port.help


def test_the_host_of_the_command_line_is_that_of_the_settings() -> None:
    [host] = [one for one in typer.main.get_command(app).commands["serve"].params if one.name == "host"]
    assert host.default is None
    assert f"by default {PREFIX}HOST, else {Settings.model_fields['host'].default}" in host.help
