"""`prospect-twins` and `python -m prospect_twins`: the one place where a command's end becomes an exit status."""

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


def main() -> None:
    """Run a command. Whatever goes wrong is one line on standard error, and a status other than 0."""
    try:
        status = _run()
    except KeyboardInterrupt:
        status = 130
    except ImportError as error:  # before there is anything to print with
        print(f"Error: the installation is not complete ({error}); install it again.", file=sys.stderr)
        status = 1
    sys.exit(status)


def _run() -> int:
    from prospect_twins.commands import logs
    from prospect_twins.commands.terminal import end_of_output, steady_streams

    steady_streams()
    os.umask(os.umask(0) & 0o077)  # one that keeps us from our own files would keep the database from its own as well
    try:
        logs.begin()
        from prospect_twins.commands import app

        status: int = app(standalone_mode=False) or 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1 if ended.code else 0
    except BaseException as error:
        status = _reported(error)
    return end_of_output(status)


def _reported(error: BaseException) -> int:
    """The exit status of an error, after saying it."""
    from prospect_twins.commands import details
    from prospect_twins.commands.failures import CommandFailure, failure_of
    from prospect_twins.commands.terminal import Terminal

    if details.wanted() and isinstance(error, Exception):
        import traceback

        Terminal(errors=True).say_lines(details.without_secrets("".join(traceback.format_exception(error))))
    failure = failure_of(error)
    if failure is None:
        said = " ".join(str(error).split())[:300]
        what = f"Something unexpected went wrong ({type(error).__name__}{': ' + said if said else ''})."
        file = details.kept(error)
        where = f"{file} has the details." if file else f"{details.DEBUG}=1 shows the details."
        failure = CommandFailure(f"{what} {where}")
    if failure.line:
        Terminal(errors=True).failed(details.without_secrets(failure.line))
    return failure.status


if __name__ == "__main__":
    main()
