"""The columns of an import, as data: what they are called, and which headings mean them.

A table may have any of them in any order. Columns with a number (contacts, devices) may come several times:
紧急联系人2电话 is the second contact's phone; without a number it is the first.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

MOST_NUMBERED: Final = 20  # contacts and devices of one elder
_CHINESE_DIGITS: Final = str.maketrans("一二三四五六七八九", "123456789")
_NOISE: Final = re.compile(r"\(.*?\)|\[.*?\]|[\s_\-*:/.#]+")
_NUMBER: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Column:
    """One thing a table may say. `{n}` in the names stands for the number of the contact or device."""

    name: str
    zh: str
    en: str
    also: str = ""  # other headings, separated by spaces
    example: str = ""
    numbered: bool = False

    def heading(self, lang: str, n: int = 1) -> str:
        """The heading in "zh" or "en"; a first device carries no number."""
        text = self.en if lang == "en" else self.zh
        return text.replace("{n}", "" if n == 1 and self.name.startswith("device") else str(n)).strip()


COLUMNS: Final = (
    Column("name", "姓名", "name", "老人姓名 长者姓名 名字 elder fullname", "王秀兰"),
    Column(
        "phone", "电话", "phone",
        "手机 手机号 手机号码 电话号码 联系电话 本人电话 老人电话 mobile tel telephone phonenumber",
        "13800000000",
    ),
    Column("sex", "性别", "sex", "gender", "女"),
    Column(
        "birth_year", "出生年份", "birth year",
        "出生日期 出生年月 出生年 生日 birthdate birthday dateofbirth", "1944",
    ),
    Column("id_number", "身份证号", "id number", "身份证 身份证号码 证件号 证件号码 公民身份号码 nationalid"),
    Column("address", "住址", "address", "地址 家庭住址 家庭地址 居住地址 现住址 详细地址 homeaddress",
           "大莲花池街36号"),
    Column("area", "区域", "area", "所属区域 辖区 areapath", "莲湖区/北院门街道"),
    Column("district", "区县", "district", "区 县 行政区"),
    Column("street", "街道", "street", "乡镇 镇街 街道乡镇 所属街道"),
    Column("community", "社区", "community", "村 村居 居委会 所属社区"),
    Column("grid", "网格", "grid", "所属网格 网格名称"),
    Column("lat", "纬度", "latitude", "lat", "34.265800"),
    Column("lon", "经度", "longitude", "lon lng long", "108.940200"),
    Column("datum", "坐标系", "datum", "坐标系统 坐标类型 coordinatesystem crs", "WGS84"),
    Column("radius_m", "家半径", "home radius", "半径 围栏半径 家半径米 radius radiusm homeradiusm", "100"),
    Column("monitoring_mode", "监护模式", "mode", "模式 看护模式 monitoringmode", "居家"),
    Column("risk_tier", "风险等级", "risk tier", "风险 等级 risk tier risklevel", "黄"),
    Column("speak_name", "称呼", "spoken name", "speakname", "王奶奶"),
    Column("dialect", "方言", "dialect", "", "陕西话"),
    Column("hearing", "听力", "hearing", "", "左耳弱"),
    Column("nap_notes", "午睡", "nap", "午休 napnotes", "13:00-14:30"),
    Column("medical_notes", "健康备注", "medical notes", "病史 既往病史 医疗备注 健康状况 medical", "高血压"),
    Column("contact_name", "紧急联系人{n}姓名", "contact {n} name",
           "紧急联系人 联系人 联系人姓名 家属 家属姓名 监护人 监护人姓名 contact", "王建国", True),
    Column("contact_relation", "紧急联系人{n}关系", "contact {n} relation",
           "联系人关系 家属关系 关系 监护人关系", "儿子", True),
    Column("contact_phone", "紧急联系人{n}电话", "contact {n} phone",
           "紧急联系人手机 联系人电话 联系人手机 家属电话 家属手机 紧急联系电话 监护人电话",
           "13900000000", True),
    Column("device", "设备号{n}", "device id {n}",
           "imei imei号 设备 设备编号 设备id 手表号 手表imei device uniqueid deviceimei",
           "867584030012349", True),
    Column("device_kind", "设备类型{n}", "device kind {n}", "设备种类 devicetype", "手表", True),
    Column("device_interval", "上报间隔{n}", "interval {n}",
           "上报间隔秒 定位间隔 间隔 intervals expectedinterval expectedintervals", "60", True),
    Column("device_datum", "设备坐标系{n}", "device datum {n}", "", "WGS84", True),
    Column("device_carrier", "运营商{n}", "carrier {n}", "设备运营商 devicecarrier", "中国移动", True),
    Column("device_vendor", "厂商{n}", "vendor {n}", "品牌 制造商 生产厂家 设备厂商 brand devicevendor",
           "", True),
    Column("device_state", "设备状态{n}", "device state {n}", "", "", True),
)  # fmt: skip
BY_NAME: Final = {column.name: column for column in COLUMNS}
PRIVATE: Final = frozenset({"id_number"})  # read for the year of birth, kept nowhere


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table says what: (column name, number) → positions, and the headings nobody knows."""

    headings: tuple[str, ...]
    places: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    private: frozenset[int] = frozenset()  # positions of what may not be kept

    @property
    def usable(self) -> bool:
        return ("name", 1) in self.places or ("device", 1) in self.places

    def numbers(self, name: str) -> list[int]:
        """The numbers with which a column occurs."""
        return sorted(n for column, n in self.places if column == name)

    def heading(self, name: str, n: int = 1) -> str:
        """What the table itself calls a column; its usual name when it is not there."""
        found = self.places.get((name, n))
        return self.headings[found[0]] if found else BY_NAME[name].heading("zh", n)


def recognise(headings: Sequence[str]) -> Layout:
    """Which columns these headings name. The first of two that mean the same is asked first."""
    places: dict[tuple[str, int], list[int]] = {}
    unknown = []
    for i, heading in enumerate(headings):
        found = _meaning(heading)
        if found is not None:
            places.setdefault(found, []).append(i)
        elif heading.strip():
            unknown.append(heading.strip()[:100])
    private = frozenset(i for name in PRIVATE for i in places.get((name, 1), ()))
    return Layout(tuple(h.strip() for h in headings), places, tuple(unknown), private)


def _meaning(heading: str) -> tuple[str, int] | None:
    key, n = _key(heading)
    name = _KEYS.get(key)
    if name is None or not 1 <= n <= (MOST_NUMBERED if BY_NAME[name].numbered else 1):
        return None
    return name, n


def _key(heading: str) -> tuple[str, int]:
    """A heading without its decoration and its number, and the number (1 when there is none)."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", heading).casefold()).translate(_CHINESE_DIGITS)
    number = _NUMBER.search(text)
    if number is None or len(number[0]) > 2:
        return text, 1
    return text[: number.start()] + text[number.end() :], int(number[0])


def _keys() -> dict[str, str]:
    found: dict[str, str] = {}
    for column in COLUMNS:
        for heading in (column.zh, column.en, column.name, *column.also.split()):
            key = _key(heading.replace("{n}", ""))[0]
            if found.setdefault(key, column.name) != column.name:
                raise RuntimeError(f"the heading {heading} means two things")
    return found


_KEYS: Final = _keys()
