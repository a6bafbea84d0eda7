"""How a twin's prompt is laid out; which layout suits a model is the catalog's knowledge.

`shared_first`: what all people of a question share (instructions, question, context, picture) comes first, byte for
byte the same, and the person last, so that a provider's prefix caching pays: cached tokens cost a fraction.
`person_first`: the facts in the system part, the person's attitude repeated beside the question, and the answer begun
for the model; small models stay in character only so.
"""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_ai.messages import (
    BinaryContent,
    CachePoint,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    SystemPromptPart,
    TextPart,
    UserContent,
    UserPromptPart,
)
from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings

from prospect_twins.agents import prompts
from prospect_twins.agents.person_record import PromptBudgets, attitude, person_record, unknown_fields
from prospect_twins.agents.prompts import Task, block, escaped, one_line
from prospect_twins.domain.prospects import Prospect
from prospect_twins.domain.sessions import Exchange, Question

LONGEST_ANSWER_TOKENS = 4096
"""A bound on runaway answers; room enough for a model that thinks before it speaks."""
SMALL_ANSWER_TOKENS = 160
SMALL_BUDGETS = PromptBudgets(memory_exchanges=3, memory_tokens=400, person_tokens=1800)
"""A small model on a small machine reads some hundred tokens a second and loses its way in long prompts."""
ATTITUDE_TOKENS = 120

CACHE_MARKED_SYSTEMS = frozenset({"anthropic", "bedrock"})
"""Providers (`Model.system`) that cache a prompt's beginning only up to a mark; the others find it themselves."""


@dataclass(frozen=True, slots=True)
class Prompt:
    messages: list[ModelMessage]
    opener: str = ""
    """Words with which the answer was begun for the model, the last of the messages."""
    record: str = ""
    """What the answer is held against (see `unfounded`); empty for models that need no holding."""


SharedPart = tuple[UserContent, ...]
"""What all people of a question are shown alike, in the form that the layout sends."""


@dataclass(frozen=True, slots=True)
class PromptLayout:
    """`shared` is called once a question, `prompt` for each person with what `shared` gave."""

    name: str
    settings: ModelSettings
    shared: Callable[[Question, Task], SharedPart]
    prompt: Callable[[SharedPart, Question, Task, Prospect, Sequence[Exchange], PromptBudgets], Prompt]
    budgets: PromptBudgets | None = None
    """Limits of its own, within the configured ones."""


def layout_for(model: Model, *, small: bool) -> PromptLayout:
    """The layout for `model`; `small` is what the catalog knows of it."""
    if small:
        return PERSON_FIRST
    return SHARED_FIRST_MARKED if model.system in CACHE_MARKED_SYSTEMS else SHARED_FIRST


def _asked(question: Question) -> str:
    return block("question", question.text) + _context(question.context)


def _context(context: Mapping[str, Any]) -> str:
    if not context:
        return ""
    return "\n" + block("context", json.dumps(context, ensure_ascii=False, default=str))


def _picture(question: Question) -> list[UserContent]:
    if question.image is None:
        return []
    return [BinaryContent(data=question.image.data, media_type=question.image.mime_type)]


def _shared_first_part(question: Question, task: Task) -> SharedPart:
    shown = "\nThe picture shown with the question follows.\n" if question.image else "\n"
    return (_asked(question) + shown, *_picture(question))


def _shared_first_marked_part(question: Question, task: Task) -> SharedPart:
    return (*_shared_first_part(question, task), CachePoint())


def _shared_first_prompt(
    shared: SharedPart,
    question: Question,
    task: Task,
    prospect: Prospect,
    memory: Sequence[Exchange],
    budgets: PromptBudgets,
) -> Prompt:
    ref = one_line(prospect.persona.lead_id).replace('"', "&quot;")
    person = f'\n<person ref="{ref}">\n{person_record(prospect, memory, budgets)}\n</person>\n\n{task.closing}'
    # One string wherever possible: some OpenAI-compatible servers take nothing else.
    alone = len(shared) == 1 and isinstance(shared[0], str)
    content: str | list[UserContent] = f"{shared[0]}{person}" if alone else [*shared, person]
    return Prompt([ModelRequest(parts=[SystemPromptPart(task.instructions), UserPromptPart(content)])])


def _person_first_part(question: Question, task: Task) -> SharedPart:
    return (_asked(question), *_picture(question))


def _person_first_prompt(
    shared: SharedPart,
    question: Question,
    task: Task,
    prospect: Prospect,
    memory: Sequence[Exchange],
    budgets: PromptBudgets,
) -> Prompt:
    persona = prospect.persona
    name = _first_name(persona.full_name)
    record = person_record(prospect, memory, budgets)
    if unknown := unknown_fields(persona):
        record += f"\nNot on record: {', '.join(unknown).lower()}"
    view = attitude(prospect, ATTITUDE_TOKENS)
    text = prompts.SMALL_MODEL_QUESTION.format(
        name=name,
        question=shared[0],
        attitude=prompts.SMALL_MODEL_ATTITUDE.format(name=name, attitude=block("attitude", view)) if view else "",
    )
    openers = prompts.SMALL_MODEL_OPENERS
    opener = openers[zlib.crc32(f"{persona.lead_id}\n{question.text}".encode("utf-8", "replace")) % len(openers)]
    system = prompts.SMALL_MODEL_RECORD.format(name=name, record=f"<person>\n{record}\n</person>")
    request = ModelRequest(
        parts=[SystemPromptPart(system), UserPromptPart([text, *shared[1:]] if shared[1:] else text)]
    )
    return Prompt([request, ModelResponse(parts=[TextPart(opener)])], opener, record)


def _first_name(full_name: str | None) -> str:
    """The name to call the person by. It stands outside the data block, so it is one word of letters or none."""
    words = (full_name or "").split()
    if words and len(words[0]) <= 30 and all(sign.isalpha() or sign in "-'’." for sign in words[0]):
        return escaped(words[0])
    return "the person"


_ANSWER_BOUND = ModelSettings(max_tokens=LONGEST_ANSWER_TOKENS)
SHARED_FIRST = PromptLayout("shared_first", _ANSWER_BOUND, _shared_first_part, _shared_first_prompt)
SHARED_FIRST_MARKED = PromptLayout("shared_first", _ANSWER_BOUND, _shared_first_marked_part, _shared_first_prompt)
PERSON_FIRST = PromptLayout(
    "person_first",
    # It turns to lists and lectures after the first paragraph. How words are drawn is the model's own setting.
    ModelSettings(max_tokens=SMALL_ANSWER_TOKENS, stop_sequences=["\n"]),
    _person_first_part,
    _person_first_prompt,
    SMALL_BUDGETS,
)
