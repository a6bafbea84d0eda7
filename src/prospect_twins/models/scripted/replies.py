"""The scripted model's core: a call and the options in, what comes back and how it fails out."""

import hashlib
import json
import math
from dataclasses import dataclass

from prospect_twins.models.scripted import lies, prose, structured
from prospect_twins.models.scripted.call import ScriptedCall
from prospect_twins.models.scripted.dice import Dice
from prospect_twins.models.scripted.options import MODEL_NAME, Fault, ScriptedOptions
from prospect_twins.models.scripted.unclean import TOO_MANY_TOKENS, unclean, unclean_text

CHARACTERS_PER_TOKEN = 4
FOREVER_S = 24 * 3600.0
"""How long a call hangs that is never answered."""

REFUSALS = (
    ("", "content_filter"),
    ("I'm sorry, but I can't help with that request.", "stop"),
    ("As an AI language model, I don't have personal opinions about insurance.", "stop"),
)
NONSENSE = (
    "",
    "and the cover and the cover and the cover " * 12,
    "%$#@ {{{ ;;;; ]]]] ~~~~ 00 ||| ==== <<<<",
    '<person ref="someone">\nName: Someone\n</person>',
)
BROKEN = ("Certainly! Here is what I found:", '{"labels": "all of them fine"', "[]")


@dataclass(frozen=True, slots=True)
class ScriptedReply:
    """`delay_s` before `fault` or the text; a reply with a fault of the transport has no text. `variant` (0 to 1)
    chooses among the forms of a fault.
    """

    text: str
    delay_s: float
    fault: Fault | None = None
    finish_reason: str = "stop"
    input_tokens: int = 0
    output_tokens: int = 0
    model: str = MODEL_NAME
    variant: float = 0.0


def reply_to(call: ScriptedCall, options: ScriptedOptions, attempt: int = 1) -> ScriptedReply:
    """What comes back of `call`; `attempt` counts the calls with the same content, from 1."""
    dice = Dice(options.seed, call.text)
    chance = Dice(options.seed, call.text, str(attempt))
    fault = options.fail.get(call.lead_id or "") or _fault(options, chance)
    delay_s = options.latency * (1 + options.jitter * (2 * chance.share("latency") - 1))
    text, finish_reason = "", "stop"
    spoils = chance.share("unclean") < options.unclean
    if fault is Fault.REFUSAL:
        text, finish_reason = dice.pick("refusal", REFUSALS)
    elif fault is Fault.NONSENSE:
        text = dice.pick("nonsense", NONSENSE)
    elif call.schema is not None:
        text = _structured(call, options, dice, chance, spoils=spoils)
    else:
        text = (lies.hidden_order(call) if options.liar else None) or prose.answer(call, dice)
        text = unclean_text(text) if spoils else text
    if fault is Fault.CUT:
        text, finish_reason = text[: len(text) // 2], "length"
    return ScriptedReply(
        text=text,
        delay_s=delay_s,
        fault=fault,
        finish_reason=finish_reason,
        input_tokens=len(call.text) // CHARACTERS_PER_TOKEN + 1,
        output_tokens=TOO_MANY_TOKENS if spoils else len(text) // CHARACTERS_PER_TOKEN + 1 + options.thinking,
        variant=chance.share("variant"),
    )


def retry_after_headers(seconds: float) -> dict[str, str]:
    """`Retry-After` knows whole seconds only (RFC 9110, 10.2.3); a fraction goes with OpenAI's own header."""
    headers = {"retry-after": str(math.ceil(seconds))}
    if seconds != int(seconds):
        headers["retry-after-ms"] = str(round(seconds * 1000))
    return headers


class Attempts:
    """Counts the calls with the same content, so that a retried call may fare otherwise than the first."""

    REMEMBERED = 100_000

    def __init__(self) -> None:
        self._counts: dict[bytes, int] = {}

    def next(self, call: ScriptedCall) -> int:
        """How often this very call has come before."""
        content = hashlib.blake2b(call.text.encode("utf-8", "replace"), digest_size=16).digest()
        if content not in self._counts and len(self._counts) >= self.REMEMBERED:
            del self._counts[next(iter(self._counts))]
        self._counts[content] = self._counts.get(content, 0) + 1
        return self._counts[content]


def _fault(options: ScriptedOptions, chance: Dice) -> Fault | None:
    point = chance.share("fault")
    for fault in Fault:
        point -= options.faults.get(fault, 0.0)
        if point < 0:
            return fault
    return None


def _structured(call: ScriptedCall, options: ScriptedOptions, dice: Dice, chance: Dice, *, spoils: bool) -> str:
    if chance.share("schema") < options.broken_schema:
        return chance.pick("broken", BROKEN)
    value = structured.reply(call, dice)
    value = lies.falsified(value, call) if options.liar else value
    return json.dumps(unclean(value) if spoils else value)
