"""Looks the web app's sources over: types that are the service's own, lint, and form.

    python web/check.py          fails on the first thing that is wrong
    python web/check.py --write  writes the types anew, and puts the sources into form

Without Node nothing can be looked over; it says so, and is no failure. The Python package must be importable.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from build import WEB, missing_tools, packages_installed, succeeds

CHECKS = WEB / "checks"
SCHEMA = WEB / "src" / "api" / "schema.ts"


def main(arguments: list[str]) -> int:
    """Look everything over. Returns the exit status."""
    if why := missing_tools():
        print(f"THE WEB APP'S SOURCES ARE NOT LOOKED OVER: {why}.")
        return 0
    write = "--write" in arguments
    installed = packages_installed(CHECKS) and packages_installed()
    return 0 if installed and types_are_the_services(write=write) and is_in_form(write=write) else 1


def types_are_the_services(*, write: bool) -> bool:
    """Whether `schema.ts` is what the service's models make."""
    with tempfile.TemporaryDirectory() as folder:
        document, made = Path(folder) / "openapi.json", Path(folder) / "schema.ts"
        subprocess.run([sys.executable, CHECKS / "openapi.py", document], check=True)  # noqa: S603  # our own
        generator = (tool("openapi-typescript"), str(document), "-o", str(made), "--default-non-nullable=false")
        if not succeeds(*generator, folder=WEB):
            return False
        if write:
            shutil.copy(made, SCHEMA)
        elif made.read_bytes() != SCHEMA.read_bytes():
            print(f"{SCHEMA.relative_to(WEB.parent)} is not what the service's models make; run `make wire`.")
            return False
    return True


def is_in_form(*, write: bool) -> bool:
    """Whether ESLint and Prettier have nothing to say."""
    lint = succeeds(tool("eslint"), "--config", str(CHECKS / "eslint.config.js"), "src")
    manner = "--write" if write else "--check"
    return lint and succeeds(tool("prettier"), manner, "src")


def tool(name: str) -> str:
    """The path of a tool that is installed in `checks`."""
    return shutil.which(name, path=CHECKS / "node_modules" / ".bin") or name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
