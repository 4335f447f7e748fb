"""The supervisor's page is for supervisors; what they do there is told in test_stories.py."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import OpenDesk
from .service import Centre

pytestmark = pytest.mark.browser


def test_operators_have_no_such_page(centre: Centre, open_desk: OpenDesk) -> None:
    page = open_desk("zhou.yang").page
    expect(page.get_by_role("link", name="值班长")).to_have_count(0)
    page.goto(page.url.replace("/desk", "/supervision/figures"))
    expect(page).to_have_url(re.compile("/desk$"))
