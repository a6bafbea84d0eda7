"""Commands to be copied name what they mean, even where a name has signs that can't be seen."""

import subprocess

import pytest

from prospect_twins.commands.shell import shell_word
from prospect_twins.domain.printable import printable


@pytest.mark.parametrize(
    "path", ["/data", "/my data/$HOME", "/a\u202eb 'c'", "/line\nbreak\\", "/esc\x1b[31m", "/\ufeffBOM"]
)
def test_a_copied_word_is_the_same_to_a_shell_as_it_was(path: str) -> None:
    word = shell_word(path)
    assert printable(word) == word, "it is shown whole"
    said = subprocess.run(["bash", "-c", f"printf %s {word}"], capture_output=True, check=True).stdout
    assert said.decode() == path
