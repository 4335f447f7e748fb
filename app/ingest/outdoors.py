"""Looking at an elder who is out: has she stayed in one place for long, does she wander?"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.alerts import policy
from app.alerts.causes import OUTING
from app.alerts.changes import Suppression
from app.alerts.evidence import Looked, Subject, shown_fix
from app.alerts.kinds import Kind
from app.clock import MINUTE
from app.geo import presence, stationary, wandering
from app.geo.shapes import local_metres, place
from app.geo.wandering import Verdict
from app.ingest.excursions import Excursion, Place
from app.ingest.recent import Said


class Seen(NamedTuple):
    """What a look found. `tense`: something holds or has held just now, so look again soon."""

    looked: list[Looked]
    tense: bool = False


def over(now: int) -> Seen:
    """She is not out, or nobody asked."""
    kinds = (Kind.STATIONARY_OUTDOORS, Kind.WANDERING)
    return Seen([Looked(kind, False, now, now) for kind in kinds])


def look(her: Excursion, now: int) -> Seen:
    """What her fixes of the last hour say, those since she left and outside places that are her own."""
    if not her.watched or not her.said or not her.places:
        return over(now)
    away = _outside(her.said, her.places)
    if not away[-1]:
        return over(now)
    abroad = [ping for ping, out in zip(her.said, away, strict=True) if out]
    anchor = her.places[0].lat, her.places[0].lon
    fixes = _fixes(abroad, *anchor)
    found = [
        _wanders(now, her.subject, fixes, abroad[-1], stands=Kind.WANDERING in her.standing),
        _rests(now, her.subject, fixes, abroad[-1], anchor, her.standing.get(Kind.STATIONARY_OUTDOORS)),
    ]
    held = _outing(her.subject, her.left_at, now)
    looked = [replace(one, suppressed=held) for one in found if one is not None]
    return Seen(looked, bool(her.standing) or any(one.holds for one in looked))


def quiet(her: Excursion, now: int) -> bool:
    """Would a look change nothing?"""
    if her.unsettled:
        return False
    return not any(one.holds for one in look(her, now).looked)


def _outing(subject: Subject, left_at: int, now: int) -> Suppression | None:
    """Whoever is out for lunch as planned may sit there."""
    silent = policy.silent_until(subject.policy, left_at, now)
    return None if silent is None else Suppression(OUTING, silent[0])


def _outside(said: Sequence[Said], places: Sequence[Place]) -> NDArray[np.bool_]:
    lat, lon = np.array([p.lat for p in said], float), np.array([p.lon for p in said], float)
    away = np.ones(len(said), bool)
    for place_ in places:
        _, _, distance = place_.shape.locate(lat, lon)
        away &= distance > place_.buffer_m
    return away


def _fixes(said: list[Said], lat0: float, lon0: float) -> NDArray[Any]:
    fixes = np.zeros(len(said), presence.FIX)
    lat, lon = np.array([p.lat for p in said], float), np.array([p.lon for p in said], float)
    fixes["at"] = [p.fixed_at / 1000 for p in said]
    fixes["x"], fixes["y"] = local_metres(lat0, lon0, lat, lon)
    fixes["accuracy_m"] = [np.nan if p.accuracy_m is None else p.accuracy_m for p in said]
    fixes["source"] = [p.source for p in said]
    return fixes


def _wanders(now: int, subject: Subject, fixes: NDArray[Any], newest: Said, *, stands: bool) -> Looked | None:
    """Wandering now and some minutes ago holds; walking normally for ten minutes ends it."""
    travel = wandering.judge(fixes)
    if travel.verdict is Verdict.WANDERING:
        delay_min = subject.values["wandering.delay_min"]
        if _verdict(fixes, delay_min * 60) is not Verdict.WANDERING:
            return None
        evidence = {
            "score": round(travel.score, 2), "minutes": round(travel.minutes), "laps": round(travel.laps, 1),
            "reversals": travel.reversals, "length_m": round(travel.length_m),
            "retraced_m": round(travel.retraced_m), "span_m": round(travel.span_m), "delay_min": delay_min,
        }  # fmt: skip
        since = newest.fixed_at - round(travel.minutes * MINUTE)
        return Looked(Kind.WANDERING, True, since, now, 2, evidence, _fix(newest))
    if not stands:
        return None  # nothing to end, and a judgement costs a millisecond
    normal_s = subject.values["wandering.normal_min"] * 60
    if Verdict.WANDERING in (_verdict(fixes, normal_s / 2), _verdict(fixes, normal_s)):
        return None
    return Looked(Kind.WANDERING, False, now, now)


def _verdict(fixes: NDArray[Any], ago_s: float) -> Verdict:
    """What was to be said so many seconds before the newest fix."""
    return wandering.judge(fixes[fixes["at"] <= fixes["at"].max(initial=0.0) - ago_s]).verdict


def _rests(
    now: int,
    subject: Subject,
    fixes: NDArray[Any],
    newest: Said,
    anchor: tuple[float, float],
    known: dict[str, Any] | None,
) -> Looked | None:
    """In one place for half an hour holds; it is over when two fixes agree that she is elsewhere."""
    params = stationary.Params(
        window_s=subject.values["stationary_outdoors.for_min"] * 60,
        radius_m=subject.values["stationary_outdoors.within_m"],
    )
    rest = stationary.judge(fixes, params)
    if rest is not None:
        lat, lon = (float(v) for v in place(*anchor, rest.x, rest.y))
        evidence = {
            "minutes": round(rest.minutes), "spread_m": round(rest.spread_m), "fixes": rest.n,
            "place": {"lat": round(lat, 7), "lon": round(lon, 7)},
            "threshold_min": subject.values["stationary_outdoors.for_min"], "within_m": params.radius_m,
        }  # fmt: skip
        since = newest.fixed_at - round(rest.minutes * MINUTE)
        return Looked(Kind.STATIONARY_OUTDOORS, True, since, now, 2, evidence, _fix(newest))
    if known is None:
        return None
    spot = known["place"]
    x, y = (float(v) for v in local_metres(*anchor, spot["lat"], spot["lon"]))
    if stationary.left(fixes, x, y, params):
        return Looked(Kind.STATIONARY_OUTDOORS, False, now, now)
    return None


def _fix(ping: Said) -> dict[str, Any] | None:
    if ping.lat is None or ping.lon is None:
        return None
    return shown_fix(ping.lat, ping.lon, ping.accuracy_m, ping.source, ping.fixed_at)
