"""docs/settings.md says of every setting what the code says."""

from __future__ import annotations

from pathlib import Path

from api.settings import PREFIX, Settings

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
