"""What is wrong with a database, in a line that says what to do. Never with a password."""

import re

WHERE = "PROSPECT_TWINS_DATABASE_URL"

_SIGNS: tuple[tuple[str, str], ...] = (
    (
        r"could not translate host name|Name or service not known|nodename nor servname|failed to resolve host|"
        r"No address associated",
        f"there is no such host; correct the host in {WHERE}",
    ),
    (r"password authentication failed|no password supplied", f"correct the user and the password in {WHERE}"),
    (r"role \".*\" does not exist", f"there is no such user; create it, or correct the user in {WHERE}"),
    (
        r"database \".*\" does not exist",
        f"create it (CREATE DATABASE … ENCODING 'UTF8'), or correct the name at the end of {WHERE}",
    ),
    (r"Connection refused|No such file or directory", f"nothing answers there; start PostgreSQL, or correct {WHERE}"),
    (r"timeout expired|timed out|connection timeout", f"nothing answers there; correct host and port in {WHERE}"),
    (r"no pg_hba\.conf entry", "the server lets nobody in from here; add a line to its pg_hba.conf"),
    (r"does not support SSL|SSL was required", f"the server speaks no TLS; leave sslmode=require out of {WHERE}"),
    (r"certificate|SSL error|SSL connection", f"the TLS connection fails; look at sslmode and sslrootcert in {WHERE}"),
    (r"too many (clients|connections)|remaining connection slots", "raise the server's max_connections"),
    (r"the database system is (starting up|shutting down|in recovery)", "wait a moment and try again"),
    (
        r"invalid response to SSL negotiation|received invalid response|expected authentication request|"
        r"unsupported frontend protocol|server closed the connection unexpectedly",
        f"what answers there is no PostgreSQL, or it broke off; correct host and port in {WHERE}",
    ),
    (r"permission denied", "give the user the right to it (GRANT), or take another user"),
    (r"read-only transaction|hot standby", "it is a replica, or read-only; use the primary server"),
    (r"no schema has been selected", f"the schema that {WHERE} names does not exist; create it"),
    (r"canceling statement due to lock timeout", "another process holds a lock; wait a moment and try again"),
    (r"No space left on device|could not extend file", "the server's disk is full; make room there"),
)
"""What PostgreSQL or its client says -> what to do. Servers that speak other languages are told as they speak."""

_LABELS = re.compile(r"^(?:connection failed: |connection to server at |FATAL: +|ERROR: +)+", re.IGNORECASE)


def trouble(error: BaseException) -> str:
    """`error` on one line: what the server said, and what to do about it where that is known."""
    said = _sentence(str(error)) or type(error).__name__
    advice = next((advice for sign, advice in _SIGNS if re.search(sign, said, re.IGNORECASE)), None)
    return f"{said}: {advice}." if advice else f"{said}."


def _sentence(said: str) -> str:
    lines = [line.strip(" -") for line in said.splitlines() if line.strip()]
    return _LABELS.sub("", lines[0]).rstrip(".") if lines else ""
