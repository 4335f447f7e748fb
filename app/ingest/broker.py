"""Where the MQTT broker is: `NUANYANG_MQTT_URL`."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

TOPICS = "owntracks/#"
_EXPECTED = (
    "NUANYANG_MQTT_URL: expected mqtt://user:password@host:1883 or mqtts://…, special characters as %XX"
)


@dataclass(frozen=True, slots=True)
class Broker:
    """Where it is, and as whom we come. Sessions last: `client_id` must be another one on every node.

    `share`: nodes that name the same group share the messages, instead of each hearing all.
    """

    host: str
    port: int
    tls: bool
    user: str | None
    password: str | None
    client_id: str
    share: str | None = None

    @property
    def topics(self) -> str:
        return TOPICS if self.share is None else f"$share/{self.share}/{TOPICS}"


def broker(url: str) -> Broker:
    """`mqtt://user:password@host:1883?client_id=nuanyang&share=nuanyang`, or mqtts.

    ValueError for anything else, without a word of it: a password that was not escaped may be anywhere in it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(_EXPECTED) from None
    said = parse_qs(parts.query, keep_blank_values=True)
    client_id, share = said.get("client_id", ["nuanyang"])[0], said.get("share", [None])[0]
    ours = parts.scheme in ("mqtt", "mqtts") and parts.path in ("", "/") and not parts.fragment
    known = said.keys() <= {"client_id", "share"} and client_id and share != ""
    if not ours or not known or not parts.hostname or any(c in (share or "") for c in "/+#"):
        raise ValueError(_EXPECTED)
    tls = parts.scheme == "mqtts"
    user, password = (None if text is None else unquote(text) for text in (parts.username, parts.password))
    return Broker(parts.hostname, port or (8883 if tls else 1883), tls, user, password, client_id, share)
