"""How a scripted model behaves: `scripted:latency=0.5,rate_limited=0.1,seed=7`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from prospect_twins.domain.errors import ProspectTwinsError

MODEL_NAME = "scripted"


class Fault(StrEnum):
    """Ways to fail. Each is also the name of the option that sets its share of calls, 0 to 1."""

    RATE_LIMITED = "rate_limited"
    """429 with Retry-After."""
    SERVER_ERROR = "server_error"
    """500."""
    TIMEOUT = "timeout"
    """No answer at all: the call hangs until the caller gives up."""
    DROPPED = "dropped"
    """The connection is closed in the middle of the answer."""
    REFUSAL = "refusal"
    """A content filter's verdict, or a refusal in words."""
    NONSENSE = "nonsense"
    """Empty, looping, garbled, or a piece of the prompt."""
    EMPTY = "empty"
    """Nothing: no body, null, no choices, or no text, each as often."""
    UNREADABLE = "unreadable"
    """No JSON where JSON is due: NaN, the beginning of a reply, bytes that can't be unpacked."""
    CUT = "cut"
    """The text breaks off in the middle, for its length."""
    PAGE = "page"
    """A web page, with status 200."""
    ERROR_INSIDE = "error_inside"
    """An error, with status 200."""


@dataclass(frozen=True, slots=True)
class ScriptedOptions:
    """Shares are of calls, 0 to 1; which calls they hit is a matter of the call's content, its attempt and the seed."""

    latency: float = 0.0
    """Seconds before the answer."""
    jitter: float = 0.0
    """Share of the latency by which it varies, up or down."""
    retry_after: float = 1.0
    """What a 429 asks to wait, in seconds."""
    seed: int = 0
    images: bool = True
    """Whether it says that it sees images."""
    thinking: int = 0
    """Tokens that it counts as written besides each reply, as a model does that thinks first."""
    liar: bool = False
    """Invents quotes, counts wrongly, cites what it wasn't given, contradicts known facts, obeys orders hidden in data,
    adds fields that the schema doesn't have."""
    broken_schema: float = 0.0
    """Share of structured calls that are answered with something else than the schema."""
    refuses: tuple[str, ...] = ()
    """Fields for which the server refuses a call: names of the JSON body's, `json_schema` (a response format with a
    schema), `strict` (in it) and `system` (a message of that role)."""
    refusal_status: int = 400
    refusal_names: bool = True
    """Whether a refusal names the field."""
    bare: bool = False
    """Leaves out of replies what nobody needs: ids, names, times, usage, the reason why it ended."""
    unclean: float = 0.0
    """Share of calls whose reply has characters that can't be stored, and token counts over 32 bits."""
    faults: Mapping[Fault, float] = field(default_factory=dict)
    """Share of calls by fault."""
    fail: Mapping[str, Fault] = field(default_factory=dict)
    """By lead id: this person's calls always fail in this way."""


class InvalidScript(ProspectTwinsError):
    """The option string can't be read; the message says which part and what it may be."""


def parse_options(text: str) -> ScriptedOptions:
    """Options from `name=value,name=value`; empty text gives the defaults. Raises InvalidScript."""
    options = ScriptedOptions()
    faults: dict[Fault, float] = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = item.partition("=")
        if name in _FAULT_NAMES:
            faults[Fault(name)] = _share(name, value)
        elif name in _READERS:
            options = replace(options, **{name: _READERS[name](name, value if equals else "yes")})
        else:
            known = ", ".join((*_READERS, *sorted(_FAULT_NAMES)))
            raise InvalidScript(f"The scripted model has no option '{name}'; it has {known}.")
    return replace(options, faults=faults)


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise InvalidScript(f"The scripted model's '{name}' takes a number, not below 0.")
    return number


def _share(name: str, text: str) -> float:
    share = _number(name, text)
    if share > 1:
        raise InvalidScript(f"The scripted model's '{name}' is a share of calls, 0 to 1.")
    return share


def _integer(name: str, text: str) -> int:
    return int(_number(name, text))


def _switch(name: str, text: str) -> bool:
    known = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if text.lower() not in known:
        raise InvalidScript(f"The scripted model's '{name}' takes yes or no.")
    return known[text.lower()]


def _failing(name: str, text: str) -> Mapping[str, Fault]:
    """`LEAD-3:refusal+LEAD-9:server_error`."""
    failing: dict[str, Fault] = {}
    for item in text.split("+"):
        lead_id, _, fault = item.rpartition(":")
        if not lead_id or fault not in _FAULT_NAMES:
            raise InvalidScript(
                f"The scripted model's '{name}' takes LEAD-ID:FAULT, joined by '+'; faults are "
                f"{', '.join(sorted(_FAULT_NAMES))}."
            )
        failing[lead_id] = Fault(fault)
    return failing


_FAULT_NAMES = frozenset(fault.value for fault in Fault)
_READERS: Mapping[str, Callable[[str, str], Any]] = {
    "latency": _number,
    "jitter": _share,
    "retry_after": _number,
    "seed": _integer,
    "images": _switch,
    "thinking": _integer,
    "liar": _switch,
    "refuses": lambda name, text: tuple(filter(None, text.split("+"))),
    "refusal_status": _integer,
    "refusal_names": _switch,
    "bare": _switch,
    "broken_schema": _share,
    "unclean": _share,
    "fail": _failing,
}
