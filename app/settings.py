"""Settings, all from the environment (NUANYANG_*) or an .env file in the working directory."""

from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an administrator may choose. docs/administrators.md describes each."""

    model_config = SettingsConfigDict(env_prefix="NUANYANG_", env_file=".env", extra="ignore")

    host: str = "127.0.0.1"
    port: int = 8000
    watch_host: str = "127.0.0.1"
    watch_port: int = Field(5093, ge=0, le=65535)
    watch_connections_per_source: int = Field(2_000, gt=0)
    mqtt_url: SecretStr | None = None
    database_url: str = "sqlite:///var/nuanyang.db"
    admin_password: SecretStr | None = None
    service_name: str = "暖阳虚拟养老院"
    time_zone: str = "Asia/Shanghai"
    shift_hours: list[Annotated[int, Field(ge=0, le=23)]] = Field([0, 8, 16], min_length=1)
    max_body_bytes: int = Field(4 * 1024 * 1024, gt=0)
    max_import_bytes: int = Field(64 * 1024 * 1024, gt=0)
    max_pending_pings: int = Field(20_000, gt=0)
    secure_cookies: bool = False
    map_style_url: str | None = None
    downlink_secret: SecretStr | None = None
    public_url: str | None = None
    calls: Literal["tel", "webhook", "ari"] = "tel"
    calls_url: str | None = None
    calls_secret: SecretStr | None = None
    ari_url: str | None = None
    ari_user: str = "nuanyang"
    ari_password: SecretStr | None = None
    ari_operator: str = "PJSIP/{extension}"
    ari_outside: str | None = None
    ari_caller_id: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.calls == "webhook" and not (self.calls_url and self.calls_secret and self.public_url):
            raise ValueError(
                "NUANYANG_CALLS=webhook needs NUANYANG_CALLS_URL, _SECRET and NUANYANG_PUBLIC_URL"
            )
        if self.calls == "ari" and not (self.ari_url and self.ari_password and self.ari_outside):
            raise ValueError(
                "NUANYANG_CALLS=ari needs NUANYANG_ARI_URL, NUANYANG_ARI_PASSWORD and NUANYANG_ARI_OUTSIDE"
            )
        _holds_only("NUANYANG_ARI_OPERATOR", self.ari_operator, "{extension}")
        _holds_only("NUANYANG_ARI_OUTSIDE", self.ari_outside or "{number}", "{number}")
        return self


def _holds_only(name: str, pattern: str, place: str) -> None:
    if place not in pattern or set("{}") & set(pattern.replace(place, "")):
        raise ValueError(f"{name} must hold {place}, and no other braces")
