"""What is said of an argument or option that cannot be read? What was expected, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer
from typer.core import TyperGroup


class Plainly(TyperGroup):
    """Commands whose arguments and options are complained of in plain words."""

    def invoke(self, ctx: Any) -> Any:
        """Runs a command. Raises BadParameter, with every word of it our own."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = _said(error)
            raise


def _said(error: typer.BadParameter) -> str:
    """The library that reads arguments keeps what it found as the cause."""
    from api.breaches import expected

    found: list[Mapping[str, Any]] = getattr(error.__cause__, "errors", list)()
    if not found:
        return error.message
    told = expected(found[0])
    return told if found[0]["type"] == "value_error" else f"found {str(found[0]['input'])!r}, {told}"
