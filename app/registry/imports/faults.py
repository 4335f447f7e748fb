"""What can be wrong with a row. A row with an error stays out; a warning is only said."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class RowFault:
    """`row` counts from 1 with the headings, as a spreadsheet does; `column` is the table's own heading."""

    row: int
    column: str
    code: str
    zh: str
    en: str

    @property
    def error(self) -> bool:
        return self.code not in WARNINGS


_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "missing": ("必填，但为空", "required, but empty"),
    "too_long": ("超过 {most} 个字符", "longer than {most} characters"),
    "control_characters": ("含有不可见的控制字符", "has control characters"),
    "not_a_phone": ("不是电话号码", "is not a phone number"),
    "mangled_number": (
        "号码被表格软件改成了科学计数法，请把该列设为文本后重新填写",
        "a spreadsheet made 1.3E+10 of the number; format the column as text and enter it again",
    ),
    "unknown_word": ("无法识别；可填：{words}", "not understood; possible: {words}"),
    "not_a_year": ("不是 1880 年以后的年份或日期", "is not a year or date after 1880"),
    "not_an_id_number": ("身份证号校验不通过，已忽略", "the id number does not check; ignored"),
    "not_a_number": ("不是数字", "is not a number"),
    "out_of_range": ("应在 {least} 到 {most} 之间", "must lie between {least} and {most}"),
    "half_a_place": ("经度和纬度缺了一个", "longitude or latitude is missing"),
    "swapped": ("经度和纬度可能写反了", "longitude and latitude seem to be swapped"),
    "null_island": ("经纬度为 0,0，不是真实位置", "0,0 is no real place"),
    "outside_mainland": ("位置不在中国大陆，请核对", "lies outside mainland China; please check"),
    "no_home": (
        "没有坐标：已登记，但需要在地图上补上住处",
        "no coordinates: taken in, but the home must be placed",
    ),
    "home_was_polygon": (
        "原住处是手绘多边形，表格无法表示：改为圆形",
        "the home was drawn as a polygon, which a table cannot hold: a circle instead",
    ),
    "unknown_area": ("没有这个区域，已忽略", "there is no such area; ignored"),
    "ambiguous_area": (
        "有多个同名区域，请写全上级区域",
        "several areas have this name; name those above it too",
    ),
    "area_differs": ("住处坐标位于“{area}”，以坐标为准", "the home lies in {area}, which counts"),
    "outside_your_areas": ("不在您负责的区域内", "lies outside your areas"),
    "half_a_contact": ("联系人缺少姓名或电话，已忽略", "the contact has no name or no phone; ignored"),
    "duplicate_person": (
        "与第 {first} 行是同一位老人（姓名和电话相同）",
        "the same elder as in row {first} (name and phone)",
    ),
    "duplicate_device": ("设备号与第 {first} 行重复", "the device is in row {first} already"),
    "several_match": ("登记中有多位老人符合，请补充电话", "several elders match; give a phone number"),
    "device_taken": ("设备已由其他老人佩戴", "somebody else wears this device"),
    "device_gone": ("设备已登记为丢失或报废", "the device is registered as lost or retired"),
    "not_stored": ("无法保存这一行", "this row could not be stored"),
}
WARNINGS: Final = frozenset(
    {
        "not_an_id_number", "outside_mainland", "no_home", "home_was_polygon", "unknown_area", "area_differs",
        "half_a_contact",
    }
)  # fmt: skip


def fault(row: int, column: str, code: str, **words: object) -> RowFault:
    """A fault with its sentences filled in."""
    zh, en = _TEXTS[code]
    return RowFault(row, column, code, zh.format(**words), en.format(**words))
