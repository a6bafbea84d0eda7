from pathlib import Path

import pytest

from prospect_twins.models.embedded import process
from prospect_twins.models.embedded.errors import LoadingFailed

LOG = """\
0.05.117.684 W srv          init: a warning of an earlier run
0.00.003.945 E gguf_init_from_reader: failed to read key-value pairs
0.00.004.648 E llama_model_load: error loading model
0.00.004.928 E srv          init: exiting due to model loading error
"""


def test_the_cause_is_the_first_error_of_the_last_run(tmp_path: Path) -> None:
    log = tmp_path / "llama.log"
    log.write_text(LOG)
    assert process.last_error(log) == "failed to read key-value pairs"


def test_a_log_without_errors_at_its_end_tells_no_cause(tmp_path: Path) -> None:
    log = tmp_path / "llama.log"
    log.write_text(LOG + "0.06.000.000 W srv: all is well again\n")
    assert process.last_error(log) is None
    assert process.last_error(tmp_path / "nowhere.log") is None


def test_what_an_earlier_process_wrote_is_not_the_cause(tmp_path: Path) -> None:
    log = tmp_path / "llama.log"
    log.write_text(LOG)
    since = log.stat().st_size
    assert process.last_error(log, since) is None
    with log.open("a") as more:
        more.write("0.00.000.100 E gguf_init_from_file: failed to open GGUF file\n")
    assert process.last_error(log, since) == "failed to open GGUF file"


def test_of_a_traceback_the_last_line_is_the_cause(tmp_path: Path) -> None:
    log = tmp_path / "llama.log"
    log.write_text(LOG + "Traceback (most recent call last):\n  File ...\nImportError: libgomp.so.1: no such file\n")
    assert process.last_error(log) == "ImportError: libgomp.so.1: no such file"


async def test_a_log_that_cannot_be_written_is_told_before_anything_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the directory should be")
    with pytest.raises(LoadingFailed, match="made-up could not be loaded"):
        await process.start(
            tmp_path / "any.gguf", "made-up", parallel=1, context=64, log_path=tmp_path / "logs" / "llama.log"
        )


async def test_a_file_that_llama_cpp_cannot_read_is_told_with_its_own_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF\x03\x00\x00\x00" + b"\xff" * 64)
    log = tmp_path / "llama.log"
    with pytest.raises(LoadingFailed) as raised:
        await process.start(broken, "broken", parallel=1, context=64, log_path=log)
    cause = process.last_error(log)
    assert cause
    assert f"broken could not be loaded ({cause}); {log} has the details." in str(raised.value)


async def test_a_long_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "LOG_LIMIT", 10)
    log = tmp_path / "llama.log"
    log.write_text("an older run's messages")
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF")
    with pytest.raises(LoadingFailed):
        await process.start(broken, "broken", parallel=1, context=64, log_path=log)
    assert (tmp_path / "llama.log.1").read_text() == "an older run's messages"
    assert "older" not in log.read_text()
