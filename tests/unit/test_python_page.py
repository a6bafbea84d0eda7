"""The page on the Python API names what exists and is documented, and its program runs."""

import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.tables import DOCS

PAGE = (DOCS / "reference" / "python.md").read_text()
NAMES = re.findall(r"^::: (\S+)$", PAGE, re.MULTILINE)


def resolve(name: str) -> object:
    """The module, class or function of that name."""
    module, _, member = name.rpartition(".")
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return getattr(importlib.import_module(module), member)


def public_members(thing: object) -> dict[str, object]:
    """The functions and classes that are written in a module or a class, but for what a dataclass is given."""
    if not (inspect.ismodule(thing) or inspect.isclass(thing)):
        return {}
    home = thing.__name__ if inspect.ismodule(thing) else thing.__module__
    return {
        name: member
        for name, member in vars(thing).items()
        if not name.startswith("_")
        and (inspect.isfunction(member) or inspect.isclass(member))
        and member.__module__ == home
    }


@pytest.mark.parametrize("name", NAMES)
def test_each_entry_exists_and_says_what_it_is(name: str) -> None:
    thing = resolve(name)
    assert inspect.getdoc(thing), name
    for member_name, member in public_members(thing).items():
        assert inspect.getdoc(member), f"{name}.{member_name}"


def test_nothing_is_listed_twice() -> None:
    assert len(NAMES) == len(set(NAMES)) > 20


def test_the_program_asks_a_twin(tmp_path: Path) -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert re.match(r"Ann Lee \(synthetic, by scripted\): \S.{20,}", ran.stdout)
