"""What can an operator set? Every setting of the service, with its bounds and its default."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from recommender.errors import SettingsRefused

PREFIX = "CAIRN_"


class Settings(BaseSettings):
    """The settings of the service, read once at start from environment variables that begin with CAIRN_.

    `docs/settings.md` lists them; a test compares the two.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    home: Annotated[Path, Field(description="folder that holds `data/`, `models/` and `mlflow/`")] = Path()
    host: Annotated[str, Field(description="address to listen on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65_535, description="port to listen on")] = 8000
    max_body_bytes: Annotated[
        int, Field(ge=1_000, le=100_000_000, description="largest request body in bytes; a larger one gets 413")
    ] = 1_000_000
    max_k: Annotated[int, Field(ge=1, le=100, description="most contents that one request may ask for")] = 100
    path_threads: Annotated[
        int, Field(ge=1, le=64, description="paths assembled at the same time in threads; further ones wait their turn")
    ] = 1
    retry_after_seconds: Annotated[
        int, Field(ge=1, le=3600, description="what `Retry-After` says while no bundle is in service")
    ] = 30
    grace_seconds: Annotated[
        int, Field(ge=0, le=600, description="time that requests under way get to finish at shutdown")
    ] = 30


def settings_of(home: Path, host: str | None = None, port: int | None = None) -> Settings:
    """The settings as the environment has them; what is given wins.

    Raises SettingsRefused with every setting that cannot be used.
    """
    given: dict[str, Any] = {"host": host, "port": port}
    try:
        return Settings(home=home, **{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        causes = [_told(str(cause["loc"][0]), cause["input"]) for cause in error.errors()]
        raise SettingsRefused("the settings cannot be used", causes) from None


def _told(name: str, found: object) -> str:
    ends = [
        getattr(part, side)
        for side in ("ge", "le")
        for part in Settings.model_fields[name].metadata
        if hasattr(part, side)
    ]
    return f"{PREFIX}{name.upper()}: found {found!r}, expected {' to '.join(map(str, ends))}; correct or unset it"
