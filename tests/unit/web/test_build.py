"""`web/build.py`, and the tests that the web app's own sources carry."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[3] / "web"
NPM = """#!/bin/sh
echo "$@" >> "$NPM_CALLS"
if [ "$1" = ci ]; then mkdir -p node_modules; exit 0; fi
[ -z "$BROKEN" ] || { echo "a type error"; exit 2; }
mkdir -p dist/assets && echo '<!doctype html>' > dist/index.html
"""


class Checkout:
    """A copy of the web app's folder, built by a stand-in for npm that only writes down what it was told."""

    def __init__(self, root: Path) -> None:
        self.web = root / "web"
        self.built = root / "src" / "prospect_twins" / "web" / "dist" / "index.html"
        self._bin = root / "bin"
        self._calls = root / "npm-calls"
        (self.web / "src").mkdir(parents=True)
        (self.web / "src" / "main.tsx").write_text("first")
        shutil.copy(WEB / "build.py", self.web)
        shutil.copy(WEB / "package-lock.json", self.web)

    def install_node(self, version: str) -> None:
        self._bin.mkdir(exist_ok=True)
        for name, script in {"node": f"#!/bin/sh\necho {version}\n", "npm": NPM}.items():
            (self._bin / name).write_text(script)
            (self._bin / name).chmod(0o755)

    def build(self, **environment: str) -> subprocess.CompletedProcess[str]:
        env: Mapping[str, str] = {"PATH": f"{self._bin}:/bin", "NPM_CALLS": str(self._calls), **environment}
        return subprocess.run([sys.executable, self.web / "build.py"], env=env, capture_output=True, text=True)

    def npm_calls(self) -> list[str]:
        """The commands since the last time this was asked, by their first word."""
        calls = self._calls.read_text().splitlines() if self._calls.exists() else []
        self._calls.unlink(missing_ok=True)
        return [call.split()[0] for call in calls]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    if os.name == "nt":
        pytest.skip("the stand-in for npm is a shell script")
    return Checkout(tmp_path)


@pytest.mark.parametrize("version", [None, "v18.20.4", "nonsense"])
def test_without_a_fit_node_one_line_says_that_the_page_is_missing_and_nothing_fails(
    checkout: Checkout, version: str | None
) -> None:
    if version:
        checkout.install_node(version)
    done = checkout.build(PATH="/nowhere") if version is None else checkout.build()
    assert done.returncode == 0
    assert done.stdout.startswith("The web page will be missing: ")
    assert done.stdout.count("\n") == 1
    assert not checkout.built.exists()


def test_it_builds_only_when_a_source_has_changed_and_installs_only_when_the_lock_has(checkout: Checkout) -> None:
    checkout.install_node("v20.19.0")
    assert checkout.build().returncode == 0
    assert checkout.npm_calls() == ["ci", "run"]
    assert checkout.built.exists()

    again = checkout.build()
    assert (again.returncode, again.stdout) == (0, "")
    assert checkout.npm_calls() == []

    (checkout.web / "src" / "main.test.ts").write_text("a test is no part of the page")
    checkout.build()
    assert checkout.npm_calls() == []

    (checkout.web / "src" / "main.tsx").write_text("second")
    checkout.build()
    assert checkout.npm_calls() == ["run"]

    (checkout.web / "src" / "main.tsx").rename(checkout.web / "src" / "renamed.tsx")
    checkout.build()
    assert checkout.npm_calls() == ["run"]

    (checkout.web / "package-lock.json").write_text("{}")
    checkout.build()
    assert checkout.npm_calls() == ["ci", "run"]


def test_a_failed_build_says_why_fails_and_leaves_the_earlier_page(checkout: Checkout) -> None:
    checkout.install_node("v22.12.0")
    checkout.build()
    (checkout.web / "src" / "main.tsx").write_text("broken")
    failed = checkout.build(BROKEN="1")
    assert failed.returncode == 1
    assert "a type error" in failed.stderr
    assert "could not be built" in failed.stderr
    assert checkout.built.exists()
    assert checkout.build().returncode == 0
    assert "run" in checkout.npm_calls()


def test_the_lock_file_names_no_place_to_download_from() -> None:
    assert '"resolved"' not in (WEB / "package-lock.json").read_text()


def test_the_tests_in_the_web_app_s_sources_pass() -> None:
    npm = shutil.which("npm")
    if npm is None or not (WEB / "node_modules").is_dir():
        pytest.skip("THE WEB APP'S OWN TESTS DID NOT RUN: Node or its packages are missing; install Node, `make web`.")
    done = subprocess.run([npm, "test", "--silent"], cwd=WEB, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
