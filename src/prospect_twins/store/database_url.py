"""The database's URL, as other tools write it, brought to the form that libpq reads.

What is right for one client library is refused by another: a scheme that names a driver, a pooler's or an ORM's own
parameters, a password that was pasted without percent-encoding.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlencode

_OF_LIBPQ = frozenset((
    "application_name", "channel_binding", "client_encoding", "connect_timeout", "dbname",
    "fallback_application_name", "gssdelegation", "gssencmode", "gsslib", "host", "hostaddr", "keepalives",
    "keepalives_count", "keepalives_idle", "keepalives_interval", "krbsrvname", "load_balance_hosts",
    "max_protocol_version", "min_protocol_version", "options", "passfile", "password", "port", "require_auth",
    "replication", "requirepeer", "requiressl", "scram_client_key", "scram_server_key", "service", "servicefile",
    "ssl_max_protocol_version", "ssl_min_protocol_version", "sslcert", "sslcertmode", "sslcompression", "sslcrl",
    "sslcrldir", "sslkey", "sslkeylogfile", "sslmode", "sslnegotiation", "sslpassword", "sslrootcert", "sslsni",
    "target_session_attrs", "tcp_user_timeout", "user",
))  # fmt: skip
"""https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS"""
_SCHEMA = frozenset(("schema", "currentschema", "search_path"))
_POSTGRES = frozenset(("postgres", "postgresql", "postgis", "pgsql", "psql", "pg"))
_SSL = {"true": "require", "1": "require", "false": "disable", "0": "disable", "no-verify": "require"}

_HOST = r"(?:\[[0-9a-fA-F:.%]+\]|[^\[\]/?#@:,\s]*)(?::\d*)?"
_TAIL = re.compile(rf"(?P<hosts>{_HOST}(?:,{_HOST})*)(?:/(?P<name>[^/?#@]*))?/?(?:\?(?P<query>(?:[\w.-]+=.*)?))?")
_ENCODED = re.compile(r"(?:[^%]|%[0-9a-fA-F]{2})*")

EXAMPLE = "postgresql://user:password@host/name"


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """`url` as libpq reads it; `notes`: what was left out or may surprise, a sentence each."""

    url: str
    notes: tuple[str, ...] = ()


def read_database_url(text: str) -> DatabaseUrl:
    """Raises ValueError, whose message never repeats what may be a password."""
    text = re.sub(r"^(?:psql\s+|jdbc:)", "", text.strip()).strip("\"'")
    scheme, separator, rest = text.partition("://")
    if not separator:
        if re.match(r"\s*\w+\s*=", text):  # libpq's other form: host=… dbname=…
            return DatabaseUrl(_checked(text))
        raise ValueError(f"it takes a URL like {EXAMPLE}")
    product, _, _ = scheme.lower().partition("+")
    if product not in _POSTGRES:
        shown = product if re.fullmatch(r"[a-z0-9.-]{1,20}", product) else "this"
        raise ValueError(f"{shown} is no PostgreSQL; it takes a URL like {EXAMPLE}")
    user, password, tail = _split(rest)
    parameters, notes = _parameters(tail["query"] or "")
    login = quote(user, safe="") if user is not None else ""
    login += f":{quote(password, safe='')}" if password is not None else ""
    name = quote(unquote(tail["name"] or ""), safe="")
    url = f"postgresql://{login}{'@' if login else ''}{tail['hosts']}/{name}"
    return DatabaseUrl(url + (f"?{urlencode(parameters, quote_via=quote)}" if parameters else ""), notes)


def _checked(text: str) -> str:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        conninfo_to_dict(text)
    except psycopg.Error:
        raise ValueError(f"it can't be read; it takes a URL like {EXAMPLE}") from None
    return text


def _split(rest: str) -> tuple[str | None, str | None, re.Match[str]]:
    """(user, password, the rest). The user ends at the first @ after which nothing but an address follows, so that a
    password may have any sign in it.
    """
    if whole := _TAIL.fullmatch(rest):
        return None, None, whole
    for at in (index for index, sign in enumerate(rest) if sign == "@"):
        if tail := _TAIL.fullmatch(rest, at + 1):
            user, colon, password = rest[:at].partition(":")
            return _decoded(user) if user else None, _decoded(password) if colon else None, tail
    raise ValueError(f"it can't be read; it takes a URL like {EXAMPLE}")


def _decoded(text: str) -> str:
    """As it was meant: a lone % shows that nothing is encoded."""
    return unquote(text) if _ENCODED.fullmatch(text) else text


def _parameters(query: str) -> tuple[dict[str, str], tuple[str, ...]]:
    kept: dict[str, str] = {}
    dropped: list[str] = []
    notes: list[str] = []
    for pair in filter(None, query.split("&")):
        small, _, value = pair.partition("=")
        small, value = small.lower(), unquote(value)
        if small in _SCHEMA and value != "public":
            kept["options"] = f"{kept.get('options', '')} -c search_path={value}".strip()
        elif small == "ssl" or (small == "sslmode" and value.lower() in _SSL):
            kept["sslmode"] = _SSL.get(value.lower(), value)
        elif small == "options":
            kept["options"] = f"{value} {kept.get('options', '')}".strip()
        elif small in _OF_LIBPQ:
            kept[small] = value
        elif small == "pgbouncer" and value.lower() in ("true", "1"):
            notes.append(
                "pgbouncer=true was left out. A pooler in transaction mode passes no notifications: "
                "give the database's direct address, or a pooler in session mode."
            )
        elif small not in _SCHEMA:
            dropped.append(small)
    if dropped:
        notes.append(f"Left out, since PostgreSQL's own client has no such parameter: {', '.join(dropped)}.")
    return kept, tuple(notes)
