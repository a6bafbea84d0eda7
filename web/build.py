"""Builds the web app into the Python package, if its sources changed since the last time.

    python3 web/build.py

The standard library alone. What was built says what it was built from: `dist/.sources` holds one SHA-256 over the
names and contents of every source. Without Node there is no web page, and all else works: one line says so, and that
is no failure. A build that fails is one: npm's own words follow, the exit code is 1, and an earlier build stays.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).resolve().parent
TARGET = WEB.parent / "src" / "prospect_twins" / "web" / "dist"
BUILT = WEB / "dist"
"""Where Vite writes to: the target is replaced only by a build that succeeded."""
STAMP = ".sources"
LOCK_STAMP = "node_modules/.installed-from"
"""The hash of the lock file whose packages are installed; `npm ci` removes it with the rest."""
NOT_SOURCES = {"node_modules", "dist", "checks", "check.py"}
NEEDED_NODE = (20, 19)


def main() -> int:
    """Build the web app, unless it is built from these sources. Returns the exit status."""
    wanted = sources_hash()
    if stamp_of(TARGET / STAMP) == wanted and (TARGET / "index.html").is_file():
        return 0
    if why := missing_tools():
        print(f"The web page will be missing: {why}. The API and the command line work without it.")
        return 0
    print("Building the web app …", flush=True)
    if not packages_installed() or not succeeds("npm", "run", "--silent", "build"):
        return not_built()
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(BUILT, TARGET)
    (TARGET / STAMP).write_text(wanted)
    return 0


def packages_installed(folder: Path = WEB) -> bool:
    """Install the packages of the lock file in `folder`, unless they are there. Returns whether they are."""
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / LOCK_STAMP
    if stamp_of(stamp) != lock:
        if not succeeds("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", folder=folder):
            return False
        stamp.write_text(lock)
    return True


def sources_hash() -> str:
    """One SHA-256 over all that a build depends on, the names of the files included."""
    total = hashlib.sha256()
    for path in sorted(sources()):
        total.update(f"{path.relative_to(WEB).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def sources() -> list[Path]:
    """Every file of the web app, without what is installed or built, and without the tests."""
    tops = [entry for entry in WEB.iterdir() if entry.name not in NOT_SOURCES and entry.name != "__pycache__"]
    files = [file for top in tops for file in ([top] if top.is_file() else top.rglob("*")) if file.is_file()]
    return [file for file in files if ".test." not in file.name]


def stamp_of(path: Path) -> str | None:
    """The hash of the sources from which the web app was built; None if it is not built."""
    return path.read_text().strip() if path.is_file() else None


def missing_tools() -> str | None:
    """Why the app can't be built here, or None."""
    needed = ".".join(map(str, NEEDED_NODE))
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return f"building it takes Node {needed} or later with npm, and there is none on the PATH"
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    version = re.match(r"v(\d+)\.(\d+)", said)
    if version is None or tuple(map(int, version.groups())) < NEEDED_NODE:
        return f"building it takes Node {needed} or later, and this is {said or 'of no known version'}"
    return None


def succeeds(*command: str, folder: Path = WEB) -> bool:
    """Runs quietly in `folder`; what the command printed is shown only if it failed."""
    executable = shutil.which(command[0]) or command[0]  # on Windows npm is a script, found by its extension
    done = subprocess.run(  # noqa: S603 (the two commands above, nothing from outside)
        [executable, *command[1:]], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        print(done.stdout.rstrip(), file=sys.stderr)
        print(f"`{' '.join(command)}` in {folder} failed, see above.", file=sys.stderr)
    return done.returncode == 0


def not_built() -> int:
    """Say that the build failed, as what was printed before has told. Returns the exit status."""
    print("The web app could not be built.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
