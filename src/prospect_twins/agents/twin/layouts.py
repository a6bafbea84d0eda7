"""How a twin's prompt is laid out; which layout suits a model is the catalog's knowledge.

`shared_first`: what all people of a question share (instructions, question, context, picture) comes first, byte for
byte the same, and the person last, so that a provider's prefix caching pays: cached tokens cost a fraction.
`person_first`: the facts in the system part, the person's attitude repeated beside the question, and the answer begun
for the model; small models stay in character only so. They are shown no ids, which they would repeat.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

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

from prospect_twins.agents.calling.marked_data import block, escaped, one_line
from prospect_twins.agents.twin import prompts
from prospect_twins.agents.twin.draws import shown_options, wording
from prospect_twins.agents.twin.person_record import (
    ATTITUDE_TOKENS,
    SMALL_BUDGETS,
    PromptBudgets,
    attitude,
    person_record,
    unknown_fields,
)
from prospect_twins.agents.twin.prompts import Task
from prospect_twins.agents.twin.question_record import PICTURE_ID, context_block, question_items
from prospect_twins.agents.twin.values import options_in_words
from prospect_twins.domain.grounding import RecordItem
from prospect_twins.domain.prospects import Prospect
from prospect_twins.domain.questions import Exchange, Question

LONGEST_ANSWER_TOKENS = 4096
"""A bound on runaway answers; room enough for a model that thinks before it speaks."""
SMALL_ANSWER_TOKENS = 160

CACHE_MARKED_SYSTEMS = frozenset({"anthropic", "bedrock"})
"""Providers (`Model.system`) that cache a prompt's beginning only up to a mark; the others find it themselves."""


@dataclass(frozen=True, slots=True)
class SharedPart:
    """What all people of a question are shown alike in one draw; made once, then used for each of them."""

    question: Question
    draw: int
    contents: tuple[UserContent, ...]
    """In the form that the layout sends."""
    items: tuple[RecordItem, ...]
    """The pieces of the record that are in it."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is sent, and the pieces of the record in it."""

    messages: list[ModelMessage]
    items: tuple[RecordItem, ...]
    """The pieces of the record that the model is given, those of the question first."""
    opener: str = ""
    """Words with which the answer was begun for the model, the last of the messages."""
    record: str = ""
    """What the answer is held against (see `unfounded`); empty for models that need no holding."""


@dataclass(frozen=True, slots=True)
class PromptLayout:
    """`shared` is called once for each draw of a question (0, 1 …), `prompt` for each person with what it gave.

    `prompt` takes a note last: what is said besides when an answer has to be given anew; empty else.
    """

    name: str
    settings: ModelSettings
    shared: Callable[[Question, int], SharedPart]
    prompt: Callable[[SharedPart, Task, Prospect, Sequence[Exchange], PromptBudgets, str], Prompt]
    structured: bool = True
    """Whether the answer is asked for as JSON with its evidence; else as prose, whose evidence code looks for."""
    budgets: PromptBudgets | None = None
    """Limits of its own, within the configured ones."""


def layout_for(model: Model, *, small: bool, answer_tokens: int = LONGEST_ANSWER_TOKENS) -> PromptLayout:
    """The layout for `model`; `small` is what the catalog knows of it. `answer_tokens` bounds a reply, thoughts
    included; a small model's, which doesn't think, is bounded by its layout.
    """
    if small:
        return PERSON_FIRST
    layout = SHARED_FIRST_MARKED if model.system in CACHE_MARKED_SYSTEMS else SHARED_FIRST
    if answer_tokens == LONGEST_ANSWER_TOKENS:
        return layout
    return replace(layout, settings=ModelSettings(max_tokens=answer_tokens))


def _asked(question: Question, draw: int, context: str) -> str:
    options = options_in_words(question.form, shown_options(question.form, draw))
    return "\n".join(filter(None, (block("question", question.text), options, context)))


def _picture(question: Question) -> list[UserContent]:
    if question.image is None:
        return []
    return [BinaryContent(data=question.image.data, media_type=question.image.mime_type)]


def _shared_first_part(question: Question, draw: int) -> SharedPart:
    items = question_items(question)
    shown = f"\n<{PICTURE_ID}> The picture shown with the question follows.\n" if question.image else "\n"
    asked = _asked(question, draw, context_block(items))
    return SharedPart(question, draw, (asked + shown, *_picture(question)), items)


def _shared_first_marked_part(question: Question, draw: int) -> SharedPart:
    shared = _shared_first_part(question, draw)
    return replace(shared, contents=(*shared.contents, CachePoint()))


def _shared_first_prompt(
    shared: SharedPart, task: Task, prospect: Prospect, memory: Sequence[Exchange], budgets: PromptBudgets, note: str
) -> Prompt:
    ref = one_line(prospect.persona.lead_id).replace('"', "&quot;")
    record = person_record(prospect, memory, budgets)
    person = f'\n<person ref="{ref}">\n{record.text}\n</person>\n\n{note}{wording(shared.draw)}'
    # One string wherever possible: some OpenAI-compatible servers take nothing else.
    alone = len(shared.contents) == 1 and isinstance(shared.contents[0], str)
    content: str | list[UserContent] = f"{shared.contents[0]}{person}" if alone else [*shared.contents, person]
    request = ModelRequest(parts=[SystemPromptPart(task.instructions), UserPromptPart(content)])
    return Prompt([request], (*shared.items, *record.items))


def _person_first_part(question: Question, draw: int) -> SharedPart:
    items = question_items(question)
    asked = _asked(question, draw, context_block(items, with_ids=False))
    return SharedPart(question, draw, (asked, *_picture(question)), items)


def _person_first_prompt(
    shared: SharedPart, task: Task, prospect: Prospect, memory: Sequence[Exchange], budgets: PromptBudgets, note: str
) -> Prompt:
    persona = prospect.persona
    name = _first_name(persona.full_name)
    known = person_record(prospect, memory, budgets, with_ids=False)
    record = known.text
    if unknown := unknown_fields(persona):
        record += f"\nNot on record: {', '.join(unknown).lower()}"
    view = attitude(prospect, ATTITUDE_TOKENS)
    text = prompts.SMALL_MODEL_QUESTION.format(
        name=name,
        question=shared.contents[0],
        attitude=prompts.SMALL_MODEL_ATTITUDE.format(name=name, attitude=block("attitude", view)) if view else "",
        note=note,
        closing=f"{wording(shared.draw)} " if shared.draw else "",
    )
    openers = prompts.SMALL_MODEL_OPENERS
    first = zlib.crc32(f"{persona.lead_id}\n{shared.question.text}".encode("utf-8", "replace"))
    opener = openers[(first + shared.draw) % len(openers)]
    system = prompts.SMALL_MODEL_RECORD.format(name=name, record=f"<person>\n{record}\n</person>")
    pictures = shared.contents[1:]
    request = ModelRequest(parts=[SystemPromptPart(system), UserPromptPart([text, *pictures] if pictures else text)])
    answer = ModelResponse(parts=[TextPart(opener)])
    return Prompt([request, answer], (*shared.items, *known.items), opener, record)


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
    structured=False,
    budgets=SMALL_BUDGETS,
)
