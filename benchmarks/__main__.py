"""`make bench`: runs the benchmarks, or those that are named, and prints one table."""

import sys

from benchmarks import at_rest, latency, submitting, summaries, throughput
from benchmarks.table import Row, markdown

BENCHMARKS = {
    "throughput": throughput.run,
    "submitting": submitting.run,
    "latency": latency.run,
    "summaries": summaries.run,
    "at_rest": at_rest.run,
}


def main() -> None:
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}.")
    rows: list[Row] = []
    for name in names:
        print(f"{name} …", file=sys.stderr)
        rows += BENCHMARKS[name]()
    print(markdown(rows))


if __name__ == "__main__":
    main()
