"""Origins of web pages, as browsers send them (RFC 6454): scheme, host, and the port where it is not the usual one."""

from urllib.parse import urlsplit

_USUAL_PORTS = {"http": 80, "https": 443}


def origin_of(text: str) -> str:
    """`text` as a browser would write that origin. Raises ValueError, with what to write instead."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(f"'{text}' is no origin; write it like https://crm.example") from None
    if text == "*":
        raise ValueError(
            "'*' would let any page use a signed-in user's key; name each origin, like https://crm.example"
        )
    if parts.scheme not in _USUAL_PORTS or not parts.hostname:
        raise ValueError(f"'{text}' is no origin; it begins with http:// or https://, like https://crm.example")
    if "*" in parts.hostname or any(character.isspace() for character in text):
        raise ValueError(f"'{text}' is no origin; name each one, with a comma between two")
    if parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(
            f"'{text}' has more than an origin; write scheme, host and port alone, like https://crm.example"
        )
    try:
        host = parts.hostname.encode("ascii" if ":" in parts.hostname else "idna").decode()
    except UnicodeError:
        raise ValueError(f"'{text}' has no possible host name; write it like https://crm.example") from None
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if port in (None, _USUAL_PORTS[parts.scheme]) else f":{port}")
