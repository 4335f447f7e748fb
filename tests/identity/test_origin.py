"""Requests with a cookie must come from our own pages."""

import pytest

from app.identity.origin import same_origin

HOST = {"host": "care.example:8000"}


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "https://care.example:8000"}, True),
        ({"origin": "http://care.example:8000"}, True),
        ({"origin": "http://CARE.example:8000"}, True),
        ({"sec-fetch-site": "same-site", "origin": "http://care.example:8000"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": "http://care.example"}, False),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_same_origin(headers: dict[str, str], own: bool) -> None:
    assert same_origin({**HOST, **headers}) is own
