"""`prospect-twins` and `python -m prospect_twins`."""

import os
import sys
from contextlib import suppress


def _leave_current_directory_out() -> None:
    """`-m` looks for modules in the current directory first: a queue.py there would be taken for Python's."""
    with suppress(OSError):  # it may be gone
        here = os.getcwd()
        if sys.path[:1] == [here] and not os.path.exists(os.path.join(here, "prospect_twins")):
            del sys.path[0]


if __name__ == "__main__":
    _leave_current_directory_out()

from prospect_twins.commands import main  # noqa: E402

if __name__ == "__main__":
    main()
