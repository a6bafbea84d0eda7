"""The table that `make bench` prints, and that stands in docs/explanation/benchmarks.md."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A figure, what it is held against, and their ratio with the most that it may be (None: no bound was set)."""

    what: str
    measured: str
    bound: str
    ratio: float | None = None
    limit: float | None = None

    @property
    def verdict(self) -> str:
        if self.ratio is None or self.limit is None:
            return ""
        return "within" if self.ratio <= self.limit else "ABOVE"


def markdown(rows: Sequence[Row]) -> str:
    lines = ["| what | measured | held against | ratio | at most | |", "| --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
        limit = f"{row.limit:g}" if row.limit is not None else ""
        lines.append(f"| {row.what} | {row.measured} | {row.bound} | {ratio} | {limit} | {row.verdict} |")
    return "\n".join(lines)
