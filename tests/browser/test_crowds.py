"""One building, many elders: the dots lie over each other, and the desk says who they are."""

import time

import pytest
from playwright.sync_api import expect

from .conftest import OpenDesk
from .service import HOME, METRES_PER_DEGREE, Centre

pytestmark = pytest.mark.browser


def test_a_building_opens_into_its_people(centre: Centre, open_desk: OpenDesk) -> None:
    now = time.time_ns() / 1e9
    names = [f"孙家{n}" for n in "甲乙丙丁戊"]
    for n, name in enumerate(names):
        wearer = centre.take_in(name, address=f"莲湖路{n + 1}号")
        lat = HOME["lat"] + (0.2 * n) / METRES_PER_DEGREE  # 20 cm apart
        centre.post(wearer, {"fixed_at": now, "lat": lat, "lon": HOME["lon"], "accuracy_m": 10})
    desk = open_desk("li.na")
    desk.press("/")
    desk.page.keyboard.type("孙家甲")
    expect(desk.page.get_by_role("option").filter(has_text="孙家甲")).to_be_visible()
    desk.press("Enter")
    badge = desk.page.get_by_role("button", name="位老人", exact=False).first
    expect(badge).to_be_visible()
    badge.click()
    place = desk.page.get_by_role("complementary", name="位老人", exact=False)
    expect(place).to_contain_text("在家")
    place.get_by_role("button", name="孙家丙").click()
    expect(desk.page.get_by_label("老人信息")).to_contain_text("孙家丙")
