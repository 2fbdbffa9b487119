"""What an installation can set: environment variables `ZILV_…`, each of which `ZILV_…_FILE` may read from a file."""

import os
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from zilv.errors import ZilvError

PREFIX = "ZILV_"


class Settings(BaseSettings):
    """What a server or a command of the desk runs with; the command line's options come before the environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True)

    database: str = ""
    """`sqlite:///PATH` or `postgresql://…`; "" = `zilv.db` in the user's data folder."""

    law: str = "cn"
    """Which law binds lenders that chose none."""

    ttl_s: int = Field(default=3600, ge=1, le=7 * 86400)
    """How long a reservation waits for its outcome before it is flagged."""

    host: str = "127.0.0.1"
    port: int = Field(default=8720, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=256)

    rate: int = Field(default=5000, ge=1)
    """So many asks a second one key may make of one process, of several workers each; twice as many at once. A larger
    batch is let in when none was made for two seconds, and paid for by waiting afterwards.
    """

    drain_s: int = Field(default=10, ge=1, le=300)
    """So long a server that was told to end goes on answering what it has accepted."""

    deliver: bool = True
    """Whether a server delivers events to webhooks itself; `no` where only `zilv webhooks deliver` may reach out."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Options, environment, files named in the environment."""
        return init_settings, env_settings, _NamedFiles(settings_cls)


class _NamedFiles(PydanticBaseSettingsSource):
    """`ZILV_DATABASE_FILE=/run/secrets/database` and the like: passwords stay out of the environment."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        named = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        if not named:
            return None, field_name, False
        try:
            return Path(named).read_text("utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError) as error:
            raise ZilvError(
                f"{named}, named in {PREFIX}{field_name.upper()}_FILE, cannot be read: {type(error).__name__}"
            ) from None

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(info, name)[0] for name, info in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


def settings(**options: Any) -> Settings:
    """What holds here; options that are None were not given. Raises ZilvError, naming the variable and the range."""
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        wrong = [f"{PREFIX}{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise ZilvError("设置有误 · settings: " + "; ".join(wrong)) from None


def as_environment(given: Settings) -> dict[str, str]:
    """The same settings as environment variables, for processes that are started.

    What a file says that the environment names is left there, and is read from it again: a password stays out.
    """
    files = _NamedFiles(type(given))()
    told = {name: (f"{PREFIX}{name.upper()}", str(value)) for name, value in given.model_dump().items()}
    return {
        variable: value
        for name, (variable, value) in told.items()
        if variable in os.environ or str(files.get(name)) != value
    }
