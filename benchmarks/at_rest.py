"""A service at rest: memory and CPU of API, worker and database, the embedded model not loaded."""

import time

from benchmarks.processes import cpu_s, memory_bytes, service
from benchmarks.table import Row

_REST_S = 20


def run() -> list[Row]:
    with service("--demo") as resting:  # the default settings: the embedded model, loaded when it is first asked
        time.sleep(5)  # what starting does is not rest
        cpu, began = cpu_s(*resting.pids), time.monotonic()
        time.sleep(_REST_S)
        share = (cpu_s(*resting.pids) - cpu) / (time.monotonic() - began) * 100
        megabytes = memory_bytes(*resting.pids) / 1_000_000
    return [
        Row("At rest: memory of all processes", f"{megabytes:.0f} MB", "300 MB", megabytes / 300, 1),
        Row("At rest: share of a core", f"{share:.2f}%", "2%", share / 2, 1),
    ]
