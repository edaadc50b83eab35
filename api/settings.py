"""What can an operator set? Every setting of the service, with its bounds and its default."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.breaches import expected
from recommender.errors import SettingsRefused

PREFIX = "CAIRN_"


class Settings(BaseSettings):
    """The settings of the service, read once at start from environment variables that begin with CAIRN_.

    `docs/settings.md` lists them; a test compares the two.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    home: Annotated[Path, Field(description="folder that holds `data/`, `models/` and `mlflow/`")] = Path()
    database_url: Annotated[
        str | None,
        Field(
            repr=False,
            description="`postgresql://NAME:PASSWORD@HOST/NAME` or `sqlite:////FILE`; else `data/cairn.db` in the home",
        ),
    ] = None
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
    cached_learners: Annotated[
        int, Field(ge=0, le=10_000_000, description="learners whose rows and state one worker keeps in memory")
    ] = 20_000
    most_waiting: Annotated[
        int, Field(ge=1, le=100_000, description="recommendations under way in one worker; a further one gets 503")
    ] = 256
    grace_seconds: Annotated[
        int, Field(ge=0, le=600, description="time that requests under way get to finish at shutdown")
    ] = 30
    workers: Annotated[
        int, Field(ge=1, le=64, description="processes that answer; about one for each processor core")
    ] = 1
    limit_concurrency: Annotated[
        int, Field(ge=1, le=10_000, description="requests under way in one worker; a further one gets 503")
    ] = 500
    read_timeout_seconds: Annotated[
        int, Field(ge=1, le=600, description="time in which a request must be sent whole; a slower one gets 408")
    ] = 10
    log_format: Annotated[
        Literal["auto", "plain", "json"],
        Field(description="how the log on stderr is written: `plain`, `json`, or `auto`: `plain` on a terminal only"),
    ] = "auto"
    log_requests: Annotated[
        bool, Field(description="one line in the log for each request: its id, call, status, milliseconds and key")
    ] = False

    rate_per_minute: Annotated[
        int, Field(ge=1, le=10_000_000, description="requests a minute of one key or person, in each worker")
    ] = 12_000
    policy_file: Annotated[
        Path | None, Field(description="TOML file that says what managers see of a person; see `docs/access.md`")
    ] = None
    oidc_issuer: Annotated[str | None, Field(description="identity provider of people: `iss` of its tokens")] = None
    oidc_audience: Annotated[str | None, Field(description="`aud` of the tokens that are meant for this service")] = (
        None
    )
    oidc_jwks_url: Annotated[str | None, Field(description="https address of the provider's public keys")] = None
    oidc_algorithm: Annotated[
        Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"],
        Field(description="the one algorithm that tokens may be signed with: RS, PS or ES256 to 512, or EdDSA"),
    ] = "RS256"
    oidc_roles_claim: Annotated[str, Field(min_length=1, description="claim that lists roles")] = "cairn_roles"
    oidc_learner_claim: Annotated[str, Field(min_length=1, description="claim that names the learner")] = "sub"
    demo: Annotated[
        bool, Field(description="lets anybody sign in as one of three people of the demo; never with real people")
    ] = False

    @property
    def store_url(self) -> str:
        """The address of the database: the one that is set, else a file in the home."""
        return self.database_url or f"sqlite:///{self.home.absolute() / 'data' / 'cairn.db'}"


def settings_of(home: Path, host: str | None = None, port: int | None = None, workers: int | None = None) -> Settings:
    """The settings as the environment has them; what is given wins.

    Raises SettingsRefused with every setting that cannot be used.
    """
    given: dict[str, Any] = {"host": host, "port": port, "workers": workers}
    try:
        return Settings(home=home, **{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        causes = [_told(str(cause["loc"][0]), cause["input"], expected(cause)) for cause in error.errors()]
        raise SettingsRefused("the settings cannot be used", causes) from None


def _told(name: str, found: object, wanted: str) -> str:
    ends = [
        getattr(part, side)
        for side in ("ge", "le")
        for part in Settings.model_fields[name].metadata
        if hasattr(part, side)
    ]
    told = f"expected {' to '.join(map(str, ends))}" if ends else wanted[:1].lower() + wanted[1:]
    return f"{PREFIX}{name.upper()}: found {found!r}, {told}; correct or unset it"
