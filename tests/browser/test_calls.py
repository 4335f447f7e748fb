"""Two keys, and a telephone rings: the desk with a line that dials."""

import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.calls.provider import SECRET, Provider, news, providing, signed
from tests.live import eventually

from .conftest import PATIENCE_MS
from .desk import NOTE_DIALLED, Desk
from .service import OPERATOR_PASSWORD, Centre, Service

pytestmark = pytest.mark.browser


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providing() as made:
        yield made


@pytest.fixture
def dialling(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(
        tmp_path_factory.mktemp("dialling"),
        NUANYANG_CALLS="webhook",
        NUANYANG_CALLS_URL=provider.url,
        NUANYANG_CALLS_SECRET=SECRET,
        NUANYANG_PUBLIC_URL="http://127.0.0.1",
    )
    running.start()
    yield running
    running.stop()


def test_claim_and_dial_in_two_keys(chromium: Browser, dialling: Service, provider: Provider) -> None:
    centre = Centre(dialling.url)
    centre.hire("li.na", extension="8001")
    elder = centre.take_in("陈玉梅")
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(NOTE_DIALLED)
    desk = Desk(context.new_page(), dialling.url)
    desk.sign_in("li.na", OPERATOR_PASSWORD)
    centre.press_sos(elder, time.time_ns() / 1e9)
    expect(desk.row("陈玉梅")).to_be_visible()

    desk.press("ArrowDown", "Enter", "c")
    eventually(lambda: provider.orders)
    (order,) = provider.orders
    assert (order["from"], order["to"], provider.forged) == ("8001", elder.phone, 0)
    form = desk.page.get_by_role("group", name="通话结果")
    expect(form).to_contain_text("振铃中")
    assert desk.dialled() == []

    def tells(state: str, result: str | None = None) -> None:
        body, headers = news(time.time_ns() // 10**9, order["attempt"], state, result)
        httpx.post(f"{dialling.url}/api/calls/callback", content=body, headers=headers).raise_for_status()

    tells("answered")
    expect(form).to_contain_text("已接通")
    tells("ended")
    expect(form).to_contain_text("已挂断")
    desk.press("1", "1")  # she herself; safe
    expect(form).to_have_count(0)
    case = centre.case_of(elder)
    assert [(c["result"], c["outcome"], c["line"]) for c in case["calls"]] == [
        ("answered_elder", "safe", "ended")
    ]

    other = centre.take_in("周桂英")
    centre.press_sos(other, time.time_ns() / 1e9)
    expect(desk.row("周桂英")).to_be_visible()
    desk.press("ArrowUp")  # what nobody has claimed comes first
    expect(desk.selected()).to_contain_text("周桂英")
    desk.press("Enter", "c")
    eventually(lambda: len(provider.orders) == 2)
    order = provider.orders[1]
    tells("ended", "busy")
    expect(form).to_have_count(0)
    expect(desk.page.get_by_text("再呼叫老人")).to_be_visible()
    context.close()
    centre.close()


@pytest.fixture
def hall(chromium: Browser, dialling: Service) -> Iterator[tuple[Centre, Desk]]:
    """A centre with one operator at her desk, whose telephone is 8001."""
    centre = Centre(dialling.url)
    centre.hire("li.na", extension="8001")
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(NOTE_DIALLED)
    desk = Desk(context.new_page(), dialling.url)
    desk.sign_in("li.na", OPERATOR_PASSWORD)
    yield centre, desk
    context.close()
    centre.close()


def tells(desk: Desk, call: str, state: str, **more: object) -> None:
    """What the provider says of a call that comes in."""
    body, headers = signed(time.time_ns() // 10**9, {"call": call, "state": state, **more})
    httpx.post(f"{desk.url}/api/calls/inbound", content=body, headers=headers).raise_for_status()


def shows(desk: Desk, name: str) -> None:
    card = desk.page.get_by_role("region", name="老人信息")
    expect(card.get_by_role("heading", level=2)).to_contain_text(name)


DAUGHTER = {"name": "王芳", "relation": "女儿", "phone": "029-8765 4321"}


def test_a_call_comes_in_and_one_key_opens_the_card(hall: tuple[Centre, Desk]) -> None:
    centre, desk = hall
    centre.take_in("张秀英", contacts=[DAUGHTER])
    bai = centre.take_in("白兰英")
    banner = desk.page.get_by_role("alert").filter(has_text="来电")
    tells(desk, "in-1", "ringing", number="+862987654321")
    expect(banner).to_contain_text("张秀英 · 王芳（女儿）")
    desk.press("Enter")
    shows(desk, "张秀英")
    tells(desk, "in-1", "answered", extension="8001")
    expect(banner).to_have_count(0)
    tells(desk, "in-1", "ended")
    desk.press("Escape")

    tells(desk, "in-2", "ringing", number=bai.phone)
    expect(banner).to_contain_text("白兰英")
    tells(desk, "in-2", "answered", extension="8001")  # opens by itself where the call was answered
    shows(desk, "白兰英")


def test_who_gave_up_is_called_back(hall: tuple[Centre, Desk]) -> None:
    centre, desk = hall
    zhang = centre.take_in("张秀英", contacts=[DAUGHTER])
    began = time.time_ns() / 1e9 - 30
    tells(desk, "in-3", "ended", number=zhang.phone, called_at=began)
    expect(desk.row("张秀英")).to_contain_text("来电未接通")
    tells(desk, "in-4", "ended", number="02911112222", called_at=began)
    desk.page.get_by_role("button", name="未接来电").click()
    missed = desk.page.get_by_role("dialog")
    expect(missed).to_contain_text("02911112222")
    missed.get_by_role("button", name="回电", exact=True).click()
    assert desk.dialled() == ["tel:02911112222"]
    missed.get_by_role("button", name="已回或不必回").click()
    expect(missed).to_contain_text("没有要回的电话")
    desk.press("Escape")
    expect(missed).to_have_count(0)

    desk.press("/")
    desk.page.get_by_role("combobox").fill("+86 (29) 8765-4321")  # pasted, from wherever
    expect(desk.page.locator(".desk-found-list").get_by_role("option")).to_contain_text("联系人 王芳")
    desk.press("Enter")
    shows(desk, "张秀英")
