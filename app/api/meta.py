"""What a browser needs to know before anybody has signed in."""

from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from app.alerts.kinds import KINDS
from app.api.deps import SettingsDep
from app.api.schemas import Out
from app.settings import Settings

router = APIRouter(prefix="/api", tags=["meta"])


class MapConfig(Out):
    """The basemap. Everything is stored in WGS-84; `crs` says what the basemap is drawn in."""

    kind: Literal["schematic", "pmtiles", "raster", "style"]
    url: str | None = None
    crs: Literal["wgs84", "gcj02"] = "wgs84"
    attribution: str | None = None


class KindOut(Out):
    kind: str = Field(examples=["outside_home"])
    priority: int = Field(ge=1, le=4)
    latching: bool = Field(description="Never clears by itself.")


class Config(Out):
    map: MapConfig
    service_name: str
    default_language: str
    time_zone: str
    kinds: list[KindOut]


@router.get("/config", summary="Names, map and alert kinds (public)")
def config(settings: SettingsDep) -> Config:
    """Public: nothing here depends on who is asking."""
    return Config(
        map=_map(settings),
        service_name=settings.service_name,
        default_language="zh-CN",
        time_zone=settings.time_zone,
        kinds=[
            KindOut(kind=kind, priority=rule.priority, latching=rule.latching) for kind, rule in KINDS.items()
        ],
    )


def _map(settings: Settings) -> MapConfig:
    if settings.map_style_url:
        return MapConfig(kind="style", url=settings.map_style_url)
    return MapConfig(kind="schematic")
