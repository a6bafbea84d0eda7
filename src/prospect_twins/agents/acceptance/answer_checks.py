"""Whether what a model wrote is an answer at all: not empty, not a refusal, not out of character, not nonsense.

Pure, and deliberately conservative. What is caught here becomes a failed prospect, never an answer; asking the same
again is not expected to help, so it isn't retried.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from prospect_twins.agents.acceptance.repetition import repeats_itself
from prospect_twins.agents.calling.marked_data import DATA_TAGS
from prospect_twins.agents.calling.usable_replies import is_withheld
from prospect_twins.agents.words.answer_trimming import trimmed
from prospect_twins.agents.words.answer_wrapping import is_placeholder
from prospect_twins.agents.words.hidden_orders import obeys
from prospect_twins.agents.words.readability import is_readable
from prospect_twins.agents.words.refusals import is_refusal
from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.questions import Exchange
from prospect_twins.domain.sentences import is_ended, sentence_pieces
from prospect_twins.domain.text import folded

_LEAKED = re.compile(
    rf"</?(?:{'|'.join(DATA_TAGS)})\b[^<>]*>|<[fc]\d+>|<\|\w+\|>"
    r"|\[/?INST\]|<</?SYS>>|^#+ (?:Instruction|Response|System)\b",
    re.IGNORECASE | re.MULTILINE,
)

SHINGLE_WORDS = 4
LOOP_WORDS = 24
"""Texts shorter than this (in words) repeat themselves too easily to be judged by their shingles."""
DISTINCT_SHINGLES = 0.5
SAME_SENTENCE = 3
_OWN_WORDS = 50
"""Characters of a line of instructions that nobody writes by chance."""
SHORTEST_KEPT = 40
"""Characters that must remain of an answer that was cut off in mid-sentence."""


@dataclass(frozen=True, slots=True)
class Said:
    """What came back of one call. `finish_reason` in Pydantic AI's words, None if the provider gave none."""

    text: str
    finish_reason: str | None = None
    question: str = ""
    full_name: str | None = None
    known_texts: Sequence[str] = ()
    """What the model was given of the person and with the question: the data, in which orders may stand."""
    instructions: str = ""
    """What the model was told to do: who repeats a line of it gives no answer."""
    memory: Sequence[Exchange] = ()
    """What the twin was asked and answered before."""


class RepeatedAnswer(ModelFault):
    """The model gave the twin's answer to another question again."""

    def __init__(self) -> None:
        super().__init__(FailureCode.MODEL_NONSENSE, "The model repeated the twin's answer to another question.")


def checked_answer(said: Said) -> str:
    """The answer in `said`, trimmed. Raises ModelFault (MODEL_REFUSED or MODEL_NONSENSE, not retryable)."""
    check_not_withheld(said.finish_reason)
    text = trimmed(said.text, said.full_name)
    if not text:
        raise _nonsense("The model gave an empty answer.")
    if is_placeholder(text):
        raise _nonsense("The model wrote a placeholder instead of an answer.")
    if is_refusal(text, said.full_name, said.known_texts):
        raise _refused("The model refused, or spoke as a model instead of the person.")
    if _repeats_the_prompt(text, said):
        raise _nonsense("The model repeated its prompt instead of answering.")
    if repeats_itself(text, said.question, said.memory):
        raise RepeatedAnswer
    if text.endswith((":", "：")):
        raise _nonsense("The model announced an answer and gave none.")
    if any(obeys(text, known) for known in said.known_texts):
        raise _nonsense("The model obeyed an order that stands in the data instead of answering.")
    if _loops(text):
        raise _nonsense("The model repeated itself over and over.")
    if not is_readable(text):
        raise _nonsense("The model's answer is not readable text.")
    if said.finish_reason == "length":
        text = _up_to_last_sentence(text)
        if len(text) < SHORTEST_KEPT:
            raise _nonsense("The model's answer broke off before it said anything.")
    return text


def check_not_withheld(finish_reason: str | None) -> None:
    """Raises ModelFault (MODEL_REFUSED) if the reply was withheld."""
    if is_withheld(finish_reason):
        raise _refused("The model, or its provider's content filter, declined to answer.")


def _repeats_the_prompt(text: str, said: Said) -> bool:
    if _LEAKED.search(text):
        return True
    words = folded(text)
    if said.question and words == folded(said.question):
        return True
    return any(line in words for line in _instruction_lines(said.instructions))


@lru_cache(maxsize=16)
def _instruction_lines(instructions: str) -> tuple[str, ...]:
    """The lines of instructions that are long enough to be nobody else's words."""
    return tuple(folded(line.strip("- ")) for line in instructions.splitlines() if len(line) >= _OWN_WORDS)


def _loops(text: str) -> bool:
    said = Counter(sentence.strip().casefold() for sentence in sentence_pieces(text) if len(sentence) > 15)
    if said and max(said.values()) >= SAME_SENTENCE:
        return True
    # A script without blanks is judged by its characters.
    words: list[str] = text.casefold().split()
    if len(words) < len(text) / 20:
        words = list(text)
    if len(words) < LOOP_WORDS:
        return False
    shingles = [tuple(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1)]
    return len(set(shingles)) < DISTINCT_SHINGLES * len(shingles)


def _up_to_last_sentence(text: str) -> str:
    pieces = list(sentence_pieces(text))
    while pieces and not is_ended(pieces[-1]):
        pieces.pop()
    return "".join(pieces).rstrip()


def _refused(message: str) -> ModelFault:
    return ModelFault(FailureCode.MODEL_REFUSED, message)


def _nonsense(message: str) -> ModelFault:
    return ModelFault(FailureCode.MODEL_NONSENSE, message)
