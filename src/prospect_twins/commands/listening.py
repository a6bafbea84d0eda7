"""The socket that a server listens on, and how it is called from a browser."""

import socket

from prospect_twins.domain.errors import InvalidInput


def listen(host: str, port: int) -> socket.socket:
    """Raises InvalidInput where it can't be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "no such address"
        raise InvalidInput(f"can't listen on {host}:{port} ({reason}); choose another --host or --port.") from None


def address_of(listener: socket.socket, host: str) -> str:
    """`http://…`, with the port that was found where any would do."""
    return f"http://{_shown(host)}:{listener.getsockname()[1]}"


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104  # what the user asked for; a browser wants a real address
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
