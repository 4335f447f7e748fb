"""Does a request with a cookie come from our own pages?"""

from collections.abc import Mapping
from urllib.parse import urlsplit

COOKIE = "nuanyang_session"


def same_origin(headers: Mapping[str, str]) -> bool:
    """Judge by Sec-Fetch-Site, else by Origin against Host; without either the answer is no.

    Only host and port are compared: a proxy that ends TLS changes the scheme. Keys are lower case.
    """
    site = headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = headers.get("origin")
    if origin is None:
        return site == "same-origin"
    return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
