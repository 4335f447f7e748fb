"""The obvious implementation, for comparison: one FastAPI handler, SQLModel objects, shapely per ping,
a commit each. The same database settings (WAL, FULL), the same server, the same requests.

    NUANYANG_DATABASE_URL=sqlite:///x.db python -m uvicorn bench.baseline:app
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from os import environ
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel
from pydantic import Field as Checked
from shapely.geometry import Point
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, col, create_engine, select


class BaselineDevice(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    unique_id: str = Field(unique=True)
    key: str
    home_lat: float
    home_lon: float
    radius_m: float
    outside: bool = False


class BaselinePing(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    device_id: int = Field(index=True)
    fixed_at: datetime
    lat: float
    lon: float
    accuracy_m: float | None = None
    battery_pct: float | None = None


class PingIn(BaseModel):
    device: str
    fixed_at: float
    lat: float = Checked(ge=-90, le=90)
    lon: float = Checked(ge=-180, le=180)
    accuracy_m: float | None = None
    source: str = "gnss"
    battery_pct: float | None = None


engine = create_engine(environ["NUANYANG_DATABASE_URL"])


@event.listens_for(engine, "connect")
def _prepare(connection, _record) -> None:  # type: ignore[no-untyped-def]
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        for i in range(int(environ.get("BENCH_DEVICES", "2000"))):
            session.add(
                BaselineDevice(
                    unique_id=f"bench{i:06}", key="bench", home_lat=34.26, home_lon=108.93, radius_m=100
                )
            )
        session.commit()
    yield


app = FastAPI(lifespan=_lifespan)


def _session():  # type: ignore[no-untyped-def]
    with Session(engine) as session:
        yield session


@app.post("/api/pings")
def ping(
    body: PingIn, session: Annotated[Session, Depends(_session)], authorization: Annotated[str, Header()]
) -> dict[str, int]:
    device = session.exec(select(BaselineDevice).where(col(BaselineDevice.unique_id) == body.device)).first()
    if device is None or not authorization.startswith("Bearer "):
        raise HTTPException(401)
    degrees = device.radius_m / 111_000
    home = Point(device.home_lon, device.home_lat).buffer(degrees)
    outside = not home.contains(Point(body.lon, body.lat))
    if outside != device.outside:
        device.outside = outside
        session.add(device)
    session.add(
        BaselinePing(
            device_id=device.id or 0,
            fixed_at=datetime.fromtimestamp(body.fixed_at, UTC),
            lat=body.lat,
            lon=body.lon,
            accuracy_m=body.accuracy_m,
            battery_pct=body.battery_pct,
        )
    )
    session.commit()
    return {"accepted": 1}
