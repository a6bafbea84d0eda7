"""What runs already: our services, and whoever has the port."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from prospect_twins.commands.checkup.findings import CheckupFinding, odd, well
from prospect_twins.commands.running_services import RunningService, running_services

if TYPE_CHECKING:
    from prospect_twins.settings import Settings

_WITHIN_S = 3


def check_service(settings: "Settings") -> Iterator[CheckupFinding]:
    """Look for services that run on this machine, and on which data."""
    services = running_services()
    if not services:
        yield well("service", "none of this user's is running")
    for service in services:
        ready, state = _readiness(service)
        status = f"{service.address} on {service.data_dir}: {state}"
        if not ready and Path(service.data_dir) == settings.data_dir.resolve():
            yield odd("service", status, "Look at what it has printed, and at the lines above.")
        else:  # what ails another one is no fault of what was looked at
            yield well("service", status)


def check_port(port: int) -> Iterator[CheckupFinding]:
    """Look whether the port is free, or ours."""
    if any(service.address.endswith(f":{port}") for service in running_services()):
        yield well("port", f"{port} is our own service's")
        return
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        yield odd("port", f"{port}: {error.strerror}", "Give `prospect-twins serve` another --port.")
    else:
        yield well("port", f"{port} is free")


def _readiness(service: RunningService) -> tuple[bool, str]:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{service.address}/readyz", timeout=_WITHIN_S) as reply:
            return True, f"ready, by {json.load(reply).get('model')}"
    except urllib.error.HTTPError as error:
        try:
            return False, str(json.load(error).get("message"))
        except ValueError:
            return False, f"HTTP {error.code}"
    except (OSError, ValueError) as error:
        return False, f"no answer ({getattr(error, 'reason', error)})"
