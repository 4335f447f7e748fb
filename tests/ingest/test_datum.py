"""Coordinates are converted once, at the door: as the ping says, else its device, else its integration."""

from typing import Any

import pytest
from sqlalchemy import text

from app.geo.datum import gcj02_from_wgs84, to_wgs84
from app.identity.keys import Poster
from app.ingest.pings import Instant, made
from app.ingest.pipeline import Outcome, Pipeline
from app.store.db import Store
from tests.ingest.day import NOW, START, Ingest
from tests.people import HOME, give, take_in

ROOFTOP = (34.2658, 108.9402)
SAYS: list[tuple[str | None, str | None, str | None, str]] = [
    (None, None, None, "wgs84"),
    (None, None, "gcj02", "gcj02"),
    (None, "gcj02", None, "gcj02"),
    (None, "bd09", "gcj02", "bd09"),
    (None, "wgs84", "gcj02", "wgs84"),
    ("wgs84", "bd09", "gcj02", "wgs84"),
    ("bd09", "wgs84", None, "bd09"),
]


def _row(store: Store) -> Any:
    with store.snapshot() as session:
        return session.connection().execute(text("SELECT lat, lon, raw_lat, raw_lon, datum FROM ping")).one()


@pytest.mark.parametrize(("ping", "device", "integration", "meant"), SAYS)
def test_the_nearest_to_the_coordinates_knows_best(
    store: Store, ingest: Ingest, ping: str | None, device: str | None, integration: str | None, meant: str
) -> None:
    li = take_in(store)
    give(store, li.id, "phone", datum=device)
    lat, lon = ROOFTOP
    said = made({"device": "phone", "fixed_at": Instant(NOW * 1000), "lat": lat, "lon": lon, "datum": ping})
    poster = Poster(integration_id=1, datum=integration)  # type: ignore[arg-type]
    assert ingest.pipeline.write([(said, poster)]) == [Outcome("accepted")]
    row = _row(store)
    assert (row.lat, row.lon) == pytest.approx(to_wgs84(lat, lon, meant), abs=1e-9)
    assert (row.raw_lat, row.raw_lon, row.datum) == (
        (None, None, None) if meant == "wgs84" else (lat, lon, meant)
    ), "the pair is kept as it came"


def test_a_watch_at_home_that_speaks_gcj02_is_at_home(store: Store, ingest: Ingest) -> None:
    """Read as WGS-84 it would stand half a kilometre away, and ring all day."""
    li = take_in(store)
    lat, lon = gcj02_from_wgs84(HOME.lat, HOME.lon)
    cloud = Poster(integration_id=1, datum="gcj02")
    for minute in range(30):
        said = {
            "device": li.device,
            "fixed_at": Instant((START + 60 * minute) * 1000),
            "lat": lat,
            "lon": lon,
        }
        ingest.pipeline.write([(made({**said, "accuracy_m": 12.0}), cloud)])
    with store.snapshot() as session:
        count = session.connection().execute(text("SELECT COUNT(*) FROM alert")).scalar_one()
    assert count == 0


def test_the_same_read_as_wgs84_alarms(store: Store) -> None:
    """So that the test above can fail."""
    li = take_in(store)
    pipeline = Pipeline(store, Ingest(store).pipeline.zone)
    lat, lon = gcj02_from_wgs84(HOME.lat, HOME.lon)
    for minute in range(30):
        said = {
            "device": li.device,
            "fixed_at": Instant((START + 60 * minute) * 1000),
            "lat": lat,
            "lon": lon,
        }
        pipeline.write([(made({**said, "accuracy_m": 12.0}), Poster(integration_id=1))])
    with store.snapshot() as session:
        kinds = session.connection().execute(text("SELECT kind FROM alert")).scalars().all()
    assert list(kinds) == ["outside_home"]
