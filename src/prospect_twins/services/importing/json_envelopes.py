"""What APIs and programs put around people in JSON, taken off.

Salesforce's REST API answers `{"totalSize", "done", "records": [{"attributes": {"type", "url"}, …}]}`, HubSpot's
`{"results": [{"id", "properties": {…}, "createdAt", "archived"}], "paging"}`, Dataverse's
`{"@odata.context", "value": […]}`, Zoho's
`{"data": […], "info"}`, Pipedrive's `{"success", "data": […], "additional_data"}`; JSON:API, GraphQL and Airtable have
theirs, and pandas writes a table in five ways (`DataFrame.to_json(orient=…)`). None of that is a fact about a person.
"""

import json
import re
from collections.abc import Iterator, Mapping

from prospect_twins.domain.crm_columns import LISTS, NAME_PARTS, recognise

WRAPPERS = (
    "prospects", "records", "results", "data", "value", "items", "contacts", "leads", "people", "persons", "customers",
    "clients", "members", "users", "edges", "nodes", "rows", "result", "response",
)  # fmt: skip
"""The keys under which an object may carry the list, or an object that has it."""

_SPACE = re.compile(r"\s*")
_DECODER = json.JSONDecoder()


def opening(head: str) -> int | None:
    """Where the inside of the list begins in a JSON text: a list that is bare, or under one of WRAPPERS."""
    at = _past_space(head, 0)
    if head[at : at + 1] == "[":
        return at + 1
    if _is_person(head, at):
        return None
    while head[at : at + 1] == "{":
        member = _member(head, at + 1)
        if member is None:
            return None
        if head[member : member + 1] == "[":
            return member + 1
        at = member
    return None


def _is_person(text: str, at: int) -> bool:
    """Whether an object is one person, who may have `contacts` and `items`: it has two of a person's fields."""
    try:
        whole, _ = _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return False
    return isinstance(whole, dict) and _fields(whole) > 1


def _member(text: str, at: int) -> int | None:
    """Where the value of the first member begins that may be the list or have it."""
    while True:
        try:
            key, at = _DECODER.raw_decode(text, _past_space(text, at))
            at = _past_space(text, at)
            if not isinstance(key, str) or text[at : at + 1] != ":":
                return None
            at = _past_space(text, at + 1)
            if key.casefold() in WRAPPERS and text[at : at + 1] in ("[", "{") and not _is_columns(text, at):
                return at
            _, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return None
        at = _past_space(text, at)
        if text[at : at + 1] != ",":
            return None
        at += 1


def _is_columns(text: str, at: int) -> bool:
    """Whether `data` is pandas' list of lists, whose names stand beside it (`orient="split"`)."""
    return re.match(r"\[\s*\[", text[at : at + 100]) is not None


def _past_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


_NEXT = frozenset((
    "nextrecordsurl", "odatanextlink", "next", "nextpage", "nextpageurl", "nextpagetoken", "nextcursor", "nextlink",
    "nexturl", "nextpagelink", "nexttoken", "nextpageuri", "nexthref", "nextoffset", "nextstart", "continuationtoken",
))  # fmt: skip
"""Keys whose value, if there is any, leads to the next page. (Keys are compared without case and punctuation.)"""
_MORE_IF = {
    **dict.fromkeys(("morerecords", "hasmore", "moreitemsincollection", "hasnextpage", "hasnext", "morepages"), "true"),
    **dict.fromkeys(("done", "islast", "islastpage", "lastpage", "last"), "false"),
}
_TOTALS = frozenset(("total", "totalitems", "totalcount", "totalsize", "totalrecords", "totalresults", "totalelements"))
"""Keys of how many people there are on all pages."""
_PAGES = frozenset(("totalpages", "lastpage", "pages", "pagecount", "numpages", "numberofpages"))
_TOLD = re.compile(r'"([\w@.\-]{2,40})"\s*:\s*("(?:[^"\\]|\\.)*"|[{\[]|[^\s,\]}{\[]+)')
"""A key and its value, or the bracket where that begins."""
_NOTHING = frozenset(("null", '""', "false", "0", "{}", "[]", "{", "["))


MORE_PAGES = (
    "The file is one page of an API's answer, and there are more. Fetch them all, and import each: "
    "the people on the others are not here."
)


def tells_of_more(envelope: str, rows: int) -> bool:
    """Whether what stands around a list of `rows` entries says that it isn't the whole of it."""
    return any(_leads_on(re.sub(r"[\W_]", "", key).casefold(), value, rows) for key, value in _members(envelope))


def _members(envelope: str) -> Iterator[tuple[str, str]]:
    for match in _TOLD.finditer(envelope):
        empty = re.match(r"\s*[\]}]", envelope[match.end() :]) is not None
        # `"next": {"after": "…"}` leads on as a whole; `"next": {}` doesn't.
        yield match[1], "…" if match[2] in ("{", "[") and not empty else match[2]


def _leads_on(key: str, value: str, rows: int) -> bool:
    if key in _NEXT:
        return value not in _NOTHING
    if key == "offset":  # Airtable's is a text, if there are more; elsewhere it is where this page begins
        return value.startswith('"') and not value.strip('"').isdigit() and value != '""'
    number = int(plain) if (plain := value.strip('"')).isascii() and plain.isdigit() and len(plain) < 10 else 0
    if (key in _TOTALS and number > rows) or (key in _PAGES and number > 1):
        return True
    return _MORE_IF.get(key) == value


_ENVELOPES: tuple[tuple[str, frozenset[str]], ...] = (
    ("properties", frozenset({"archived", "archivedat", "createdat", "updatedat", "propertieswithhistory", "url"})),
    ("fields", frozenset({"createdtime"})),
    ("node", frozenset({"cursor"})),
)
"""The key whose object has a record's own fields, and what stands beside it that is about the record, not the person
(HubSpot; Airtable; GraphQL)."""

_JSON_API = frozenset({"type", "id", "attributes", "relationships", "links", "meta"})  # https://jsonapi.org/format/
_FORMATTED = "@OData.Community.Display.V1.FormattedValue"


def bare(record: Mapping[str, object]) -> dict[str, object]:
    """A record without its envelope."""
    fields = dict(record)
    for key, beside in _ENVELOPES:
        inner = fields.get(key)
        if isinstance(inner, dict):
            kept = {name: value for name, value in fields.items() if name != key and name.casefold() not in beside}
            fields = kept | inner
    attributes = fields.get("attributes")
    if isinstance(attributes, dict):
        if "type" in attributes and attributes.keys() <= {"type", "url"}:  # Salesforce's
            del fields["attributes"]
        elif "type" in fields and fields.keys() <= _JSON_API:
            fields = ({"id": fields["id"]} if "id" in fields else {}) | attributes
    if any("@" in name for name in fields):
        fields = _without_annotations(fields)
    return _spread({name: _plain(value) for name, value in fields.items()})


def _spread(fields: dict[str, object]) -> dict[str, object]:
    """Fields that hold an object where a person has one value: `name: {first, last}`, `rating: {id, label}`."""
    if not any(isinstance(value, dict) for value in fields.values()):
        return fields
    out: dict[str, object] = {}
    for name, value in fields.items():
        known = recognise(name)
        if not isinstance(value, dict) or known is None or known.target in LISTS:
            out[name] = value
        elif parts := _name_parts(value):
            out |= {inner: part for inner, part in parts.items() if inner not in fields}
        else:
            out[name] = next((value[label] for label in _LABELS if isinstance(value.get(label), str)), value)
    return out


def _name_parts(value: Mapping[str, object]) -> dict[str, object]:
    known = {inner: field.target for inner in value if (field := recognise(inner))}
    return {inner: value[inner] for inner, target in known.items() if target in NAME_PARTS}


_LABELS = dict.fromkeys(("label", "displayName", "display_value", "name", "value", "text"))
"""Where an object says what it stands for, the surest first."""


def _without_annotations(fields: dict[str, object]) -> dict[str, object]:
    """OData's annotations taken off; a code (`gendercode: 2`) gives way to what it means ("Female")."""
    kept = {name: value for name, value in fields.items() if "@odata." not in name.casefold()}
    for name, value in fields.items():
        base = name.removesuffix(_FORMATTED)
        if base != name and base in kept:
            kept[base] = value
    return kept


def _plain(value: object) -> object:
    """A value without what Salesforce puts in a related record, and MongoDB around a value (`{"$oid": "…"}`)."""
    if not isinstance(value, dict):
        return value
    if isinstance(inner := value.get("attributes"), dict) and inner.keys() <= {"type", "url"}:
        return {name: part for name, part in value.items() if name != "attributes"}
    only = next(iter(value.items()), ("", None)) if len(value) == 1 else ("", None)
    return only[1] if only[0].startswith("$") else value


def as_rows(whole: Mapping[str, object]) -> Iterator[Mapping[str, object]] | None:
    """The rows of an object that is a whole table, as pandas writes one; None if it is none (one person's, say)."""
    names, lines = whole.get("columns"), whole.get("data")
    if isinstance(names, list) and isinstance(lines, list):
        return (dict(zip(map(str, names), line, strict=False)) for line in lines if isinstance(line, list))
    inner = [value for value in whole.values() if isinstance(value, dict)]
    if len(whole) < 1 or len(inner) < len(whole) or any(not value for value in inner):
        return None
    outside, inside = _fields(whole), max(map(_fields, inner))
    if outside > inside and all(value.keys() == inner[0].keys() for value in inner):
        return ({name: column[row] for name, column in _columns(whole)} for row in inner[0])
    if inside > 1 or (inside and len(inner) > 1):
        return (_with_key(key, value) for key, value in whole.items() if isinstance(value, dict))
    return None


def _columns(whole: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    return ((name, column) for name, column in whole.items() if isinstance(column, dict))


def _fields(value: Mapping[str, object]) -> int:
    """How many fields of a person an object has."""
    return sum(1 for name in value if (field := recognise(name)) and field.target not in LISTS)


def is_error(whole: Mapping[str, object]) -> bool:
    """Whether an object is what an API answers when it refuses."""
    return any(name in whole for name in ("error", "errors", "fault", "errorCode")) and not _fields(whole)


def _with_key(key: str, row: Mapping[str, object]) -> Mapping[str, object]:
    """A row that is kept under its id has it nowhere else; a mere number is no id."""
    named = any(field.target == "lead_id" for name in row if (field := recognise(name)))
    return row if named or key.isdecimal() else {"id": key, **row}
