"""The registry as a table, with the same columns as an import: what goes out comes in again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlmodel import Session, col, or_, select

from app.registry.devices import state_of
from app.registry.fences import Scope
from app.registry.imports import values
from app.registry.imports.headings import BY_NAME
from app.registry.imports.places import area_paths
from app.registry.imports.report import Cells
from app.registry.tables import Contact, Device, Elder, Fence
from app.registry.words import FenceKind

AT_ONCE: Final = 1_000
PERSON: Final = (
    "name", "phone", "sex", "birth_year", "address", "area", "lat", "lon", "datum", "radius_m",
    "monitoring_mode", "risk_tier", "speak_name", "dialect", "hearing", "nap_notes", "medical_notes",
)  # fmt: skip
CONTACT: Final = ("contact_name", "contact_relation", "contact_phone")
DEVICE: Final = (
    "device", "device_kind", "device_interval", "device_datum", "device_carrier", "device_vendor",
)  # fmt: skip


def elders(session: Session, scope: Scope, lang: str) -> Iterator[Cells]:
    """Headings, then one row an elder with all her contacts and devices, in order of the ids.

    A home that is drawn as a polygon goes out as its anchor with the radius 多边形, which an import leaves
    as it is.
    """
    ours = select(Elder) if scope is None else select(Elder).where(col(Elder.area_id).in_(scope))
    contacts = max(1, _most(session.exec(select(Contact.elder_id).where(col(Contact.removed_at).is_(None)))))
    wearers = session.exec(select(Device.elder_id).where(col(Device.elder_id).is_not(None))).all()
    worn = max(1, _most(i for i in wearers if i is not None))
    yield [
        *_headings(PERSON, lang, 1),
        *(h for n in range(1, contacts + 1) for h in _headings(CONTACT, lang, n)),
        *(h for n in range(1, worn + 1) for h in _headings(DEVICE, lang, n)),
    ]
    paths, last = area_paths(session), 0
    while found := session.exec(
        ours.where(col(Elder.id) > last).order_by(col(Elder.id)).limit(AT_ONCE)
    ).all():
        last = found[-1].id or 0
        around = _Around(session, [elder.id or 0 for elder in found])
        for elder in found:
            yield _row(elder, around, paths, lang, contacts, worn)
        session.expunge_all()


def devices(session: Session, scope: Scope, lang: str) -> Iterator[Cells]:
    """Headings, then one row a device: those of elders in scope, and those that nobody wears."""
    yield [*_headings(DEVICE, lang, 1), *_headings(("device_state",), lang, 1)]
    query = select(Device).outerjoin(Elder, col(Elder.id) == Device.elder_id)
    if scope is not None:
        query = query.where(or_(col(Device.elder_id).is_(None), col(Elder.area_id).in_(scope)))
    last = 0
    while found := session.exec(
        query.where(col(Device.id) > last).order_by(col(Device.id)).limit(AT_ONCE)
    ).all():
        last = found[-1].id or 0
        for device in found:
            yield [*_device(device, lang), values.said(state_of(device), values.STATES, lang)]
        session.expunge_all()


class _Around:
    """What belongs to some elders."""

    def __init__(self, session: Session, ids: Sequence[int]) -> None:
        homes = select(Fence).where(col(Fence.elder_id).in_(ids), Fence.kind == FenceKind.home)
        self.homes = {fence.elder_id: fence for fence in session.exec(homes)}
        self.contacts = defaultdict[int | None, list[Contact]](list)
        contacts = select(Contact).where(col(Contact.elder_id).in_(ids), col(Contact.removed_at).is_(None))
        for contact in session.exec(contacts.order_by(col(Contact.rank), col(Contact.id))):
            self.contacts[contact.elder_id].append(contact)
        self.devices = defaultdict[int | None, list[Device]](list)
        for device in session.exec(
            select(Device).where(col(Device.elder_id).in_(ids)).order_by(col(Device.id))
        ):
            self.devices[device.elder_id].append(device)


def _row(
    elder: Elder, around: _Around, paths: dict[int, list[str]], lang: str, contacts: int, worn: int
) -> Cells:
    row = [
        elder.name,
        elder.phone or "",
        values.said(elder.sex, values.SEXES, lang),
        str(elder.birth_year or ""),
        elder.address or "",
        "/".join(paths.get(elder.area_id, [])),
        *_home(around.homes.get(elder.id), lang),
        values.said(elder.monitoring_mode, values.MODES, lang),
        values.said(elder.risk_tier, values.TIERS, lang),
        elder.speak_name or "",
        elder.dialect or "",
        elder.hearing or "",
        elder.nap_notes or "",
        elder.medical_notes or "",
    ]
    for contact in around.contacts[elder.id]:
        row += [contact.name, contact.relation or "", contact.phone]
    row += [""] * (len(PERSON) + contacts * len(CONTACT) - len(row))
    for device in around.devices[elder.id]:
        row += _device(device, lang)
    return row + [""] * (len(PERSON) + contacts * len(CONTACT) + worn * len(DEVICE) - len(row))


def _home(fence: Fence | None, lang: str) -> list[str]:
    if fence is None:
        return ["", "", "", ""]
    circle = fence.geometry["type"] == "Point" and fence.radius_m is not None
    radius = f"{fence.radius_m!r}".removesuffix(".0") if circle else values.POLYGON[lang == "en"]
    return [repr(fence.lat), repr(fence.lon), "WGS84", radius]


def _device(device: Device, lang: str) -> list[str]:
    return [
        device.unique_id,
        values.said(device.kind, values.KINDS, lang),
        str(device.expected_interval_s),
        (device.datum or "").upper(),
        device.carrier or "",
        device.vendor or "",
    ]


def _headings(names: Sequence[str], lang: str, n: int) -> list[str]:
    return [BY_NAME[name].heading(lang, n) for name in names]


def _most(owners: Iterable[int]) -> int:
    """How often the most frequent one occurs."""
    counts: defaultdict[int, int] = defaultdict(int)
    for owner in owners:
        counts[owner] += 1
    return max(counts.values(), default=0)
