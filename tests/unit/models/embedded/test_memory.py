from pathlib import Path

import psutil

from prospect_twins.models.embedded import memory


def container(directory: Path, limit: str, current: int = 0, inactive_file: int = 0) -> Path:
    (directory / "memory.max").write_text(limit)
    (directory / "memory.current").write_text(str(current))
    (directory / "memory.stat").write_text(f"anon 1\ninactive_file {inactive_file}\n")
    return directory


def test_longer_contexts_need_more_on_top_of_the_weights() -> None:
    size = 1_117_320_768
    assert size < memory.needed(size, 8192) < memory.needed(size, 2 * 8192) < 2 * size


def test_the_estimate_covers_what_was_measured() -> None:
    measured = {8192: 1489e6, 2 * 8192: 1725e6, 3 * 8192: 1990e6, 4 * 8192: 2231e6}
    for context, resident in measured.items():
        assert resident < memory.needed(1_117_320_768, context) < 1.15 * resident


def test_a_container_with_less_left_than_the_machine_counts(tmp_path: Path) -> None:
    left = memory.available(container(tmp_path, "1000000", current=700_000, inactive_file=50_000))
    assert left == 350_000


def test_without_a_limit_the_machine_counts(tmp_path: Path) -> None:
    for cgroup in (container(tmp_path, "max\n"), tmp_path / "nowhere"):
        assert 0 < memory.available(cgroup) <= psutil.virtual_memory().total
