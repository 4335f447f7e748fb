"""GPSLogger: its placeholders under many names, and the form of Home Assistant's integration."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import parse_instant
from app.errors import Invalid
from app.ingest.gpslogger import NAMES, decode
from app.ingest.pings import Ping
from tests.ingest.samples import NOW, load

SAMPLES = load("other_apps")
ALL = (
    "lat=34.2672&lon=108.9268&sat=9&desc=&alt=402.0&acc=8.0&dir=90.0&prov=gps&spd_kph=5.04&spd=1.4"
    "&timestamp=1780279200&timeoffset=2026-06-01T10:00:00.000+08:00&time=2026-06-01T02:00:00.000Z"
    "&starttimestamp=1780270000&date=2026-06-01&batt=42.0&ischarging=true&aid=abc&ser=unknown"
    "&filename=20260601&profile=Default+Profile&hdop=0.9&vdop=&pdop=&dist=0"
)  # %ALL


def _one(query: str, own: str | None = None) -> Ping:
    (ping,) = decode(parse_qsl(query, keep_blank_values=True), NOW, own).pings
    return ping


def test_placeholders() -> None:
    sample = SAMPLES["gpslogger-get"]
    ping = _one(urlsplit(sample["example"]).query)
    assert ping.device == sample["expect"]["device_key"]
    assert ping.fixed_at == parse_instant(sample["expect"]["fix_time_utc"])
    assert (ping.lat, ping.lon, ping.accuracy_m, ping.battery_pct) == (31.2304, 121.4737, 8, 42)
    assert (ping.speed_mps, ping.heading_deg, ping.charging, ping.source) == (1.4, 90, False, "gnss")


def test_the_form_of_home_assistants_integration() -> None:
    sample = SAMPLES["ha-gpslogger-webhook-form"]
    ping = _one(sample["form"])
    assert (ping.device, ping.accuracy_m, ping.battery_pct) == ("phone1", 17, 65)
    assert (ping.speed_mps, ping.heading_deg, ping.altitude_m, ping.fixed_at) == (1.4, 90, 12, NOW)


def test_everything_at_once() -> None:
    ping = _one(ALL)
    assert (ping.device, ping.charging, ping.fixed_at) == ("abc", True, parse_instant("2026-06-01T02:00:00Z"))
    assert (ping.speed_mps, ping.altitude_m) == (1.4, 402)


def test_what_is_not_given_is_unknown() -> None:
    blank = _one("device=1&latitude=34.2&longitude=108.9&accuracy=&battery=-1&speed=&direction=&provider=")
    assert (blank.accuracy_m, blank.battery_pct, blank.speed_mps, blank.heading_deg) == (None,) * 4
    assert _one("device=1&lat=34.2&lon=108.9&acc=%25ACC").accuracy_m is None, "a placeholder left as it is"


def test_kilometres_an_hour() -> None:
    assert _one("device=1&lat=34.2&lon=108.9&spd_kph=3.6").speed_mps == pytest.approx(1)


@pytest.mark.parametrize(
    ("said", "source"),
    [("prov=gps&acc=500", "gnss"), ("prov=network&acc=30", "wifi"), ("prov=network&acc=900", "cell"),
     ("prov=network", "cell"), ("prov=fused&acc=30", "gnss")],
)  # fmt: skip
def test_where_it_comes_from(said: str, source: str) -> None:
    assert _one(f"device=1&lat=34.2&lon=108.9&{said}").source == source


def test_the_key_may_say_whose_it_is() -> None:
    assert _one("lat=34.2&lon=108.9", own="8800000001").device == "8800000001"


@pytest.mark.parametrize(
    "query", ["", "device=1", "device=1&lat=34.2", "lat=34.2&lon=108.9", "device=1&lat=x&lon=108.9",
              "device=1&lat=91&lon=108.9", "device=1&lat=34.2&lon=108.9&timestamp=soon"],
)  # fmt: skip
def test_what_cannot_be_read_is_invalid(query: str) -> None:
    with pytest.raises(Invalid):
        _one(query)


FIELD = st.sampled_from(sorted({name for names in NAMES.values() for name in names}))


@given(st.lists(st.tuples(FIELD, st.text(max_size=20) | st.floats().map(str)), max_size=20))
def test_no_form_does_harm(fields: list[tuple[str, str]]) -> None:
    try:
        found = decode(fields, NOW, own="1")
    except Invalid:
        return
    assert len(found.pings) == 1
