"""llama.cpp in a process of its own: `python -m prospect_twins.models.embedded.server --model FILE --log FILE …`.

It serves the OpenAI-compatible API on a free port of the loopback interface, to whoever knows the key. Its life hangs
on its standard input: the first line read is the key, and when the input ends the process ends, so that it never
outlives the one that started it, however that one died. (While it reads the weights, some seconds, it can't look.)
On standard output it writes one line of JSON and nothing else, once it can answer: `{"url": …, "model": …}`. What
llama.cpp tells goes to the log; if it can't load the weights, the process ends after it has said there why.
"""

import argparse
import json
import os
import sys
import threading
from pathlib import Path

from prospect_twins.own_files import open_own

# Before OpenMP is loaded: its threads wait asleep. Spinning, they would take both cores from the service between
# two tokens, and from each other on a machine with few.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "0")

PARENT_CHECK_S = 2.0
LAST_WORDS_S = 0.25
WARNINGS = 2
"""llama.cpp's log level. From the next one on it writes several lines per request."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", type=Path, required=True, help="the weights, a GGUF file")
    parser.add_argument("--name", required=True, help="what the model is called in answers")
    parser.add_argument("--log", type=Path, required=True, help="where llama.cpp's messages are appended")
    parser.add_argument("--parallel", type=int, default=1, help="answers written at a time")
    parser.add_argument("--context", type=int, default=8192, help="tokens for one prompt and its answer")
    return parser.parse_args()


def _log_to(path: Path) -> int:
    """Sends both output streams, native code's too, to the log; returns a descriptor of the former standard output."""
    channel = os.dup(sys.stdout.fileno())
    log = open_own(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    os.close(log)
    return channel


def _end_with_parent(parent: int) -> None:
    """Ends the process as soon as its input has ended or its parent is another. At once: nothing is worth saving."""

    def until_input_ends() -> None:
        # Not through sys.stdin, whose lock a thread that waits for input would still hold when the interpreter ends.
        while os.read(0, 1):
            pass
        os._exit(0)

    threading.Thread(target=until_input_ends, daemon=True).start()
    # A child that the parent forked without exec holds the input open after the parent's death.
    while os.name == "nt" or os.getppid() == parent:
        threading.Event().wait(PARENT_CHECK_S)
    os._exit(0)


def main() -> None:
    """Serve the model to the process that started us, until that process ends."""
    arguments = _arguments()
    parent = os.getppid()
    key = sys.stdin.buffer.readline().decode().strip()
    if not key:
        sys.exit("The key is expected as the first line of the standard input.")
    channel = _log_to(arguments.log)
    threading.Thread(target=_end_with_parent, args=(parent,), daemon=True).start()

    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(arguments.model)
    params.model_alias = {arguments.name}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.verbosity = WARNINGS
    params.ui = False
    params.endpoint_slots = False
    # Each answer has its own share of the context, so that a long prompt can't fail its neighbours.
    params.n_parallel = arguments.parallel
    params.n_ctx = arguments.parallel * arguments.context
    params.kv_unified = False
    # A prompt's beginning is shared by all prospects of a session: it is read once per slot. The second cache, of
    # slots' former contents, would grow to 8 GB and never be hit by prompts that end in different people.
    params.cache_prompt = True
    params.cache_ram_mib = 0
    # Read into memory rather than mapped: llama.cpp repacks part of the weights, and mapped ones would count twice.
    params.load_mode = xllamacpp.llama_load_mode.LLAMA_LOAD_MODE_NONE
    try:
        server = xllamacpp.Server(params)
    except RuntimeError:
        # What it says is less than what llama.cpp writes to the log, by a thread that is not waited for at the end.
        threading.Event().wait(LAST_WORDS_S)
        sys.exit(1)
    ready = {"url": server.listening_address, "model": arguments.name}
    os.write(channel, json.dumps(ready).encode() + b"\n")
    threading.Event().wait()


if __name__ == "__main__":
    main()
