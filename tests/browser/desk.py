"""The desk as an operator sees and touches it."""

import re

from playwright.sync_api import Locator, Page, expect

# The computer's telephone is not ours and its dialogue would block the page: note the number instead.
NOTE_DIALLED = """
  window.dialled = [];
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    if (this.protocol === 'tel:') window.dialled.push(this.href); else click.call(this);
  };
"""


class Desk:
    """One browser at /desk."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def sign_in(self, username: str, password: str) -> None:
        self.page.goto(f"{self.url}/desk")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码", exact=True).fill(password)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("listbox", name="警情队列")).to_be_visible()
        expect(self.page.locator(".desk-live")).to_have_text("实时")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def row(self, name: str) -> Locator:
        return self.page.get_by_role("option").filter(has_text=name)

    def selected(self) -> Locator:
        return self.page.get_by_role("option", selected=True)

    def select(self, name: str) -> None:
        """Walks down the queue to her row."""
        expect(self.row(name)).to_be_visible()
        for _ in range(self.page.get_by_role("option").count()):
            if self.row(name).get_attribute("aria-selected") == "true":
                break
            self.press("ArrowDown")
        expect(self.selected()).to_contain_text(name)

    def action(self, name: str) -> Locator:
        return self.page.get_by_role("toolbar", name="操作").get_by_role("button", name=re.compile(name))

    def toast(self, text: str) -> Locator:
        return self.page.locator(".toasts").get_by_text(text).first

    def timeline(self) -> Locator:
        return self.page.get_by_role("region", name="经过")

    def dialled(self) -> list[str]:
        numbers: list[str] = self.page.evaluate("window.dialled")
        return numbers
