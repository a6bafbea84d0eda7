"""What is known of one person, written out for a prompt within a budget of tokens, each piece with an id.

The lead's classification is left out on purpose: it is the seller's guess at what the person will decide, and a twin
that is told it would only give the guess back. So is the picture's address, which says nothing in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from prospect_twins.agents.calling.marked_data import block, piece
from prospect_twins.agents.calling.tokens import estimated_tokens, newest_characters
from prospect_twins.agents.twin.remembered import exchange_block, exchange_words, recalled
from prospect_twins.domain.grounding import RecordItem, RecordKind
from prospect_twins.domain.prospects import PERSONA_LABELS, Persona, Prospect
from prospect_twins.domain.questions import Exchange

WITHHELD = frozenset({"lead_id", "lead_classification", "profile_image_url"})
"""Persona fields that are no fact about the person (see the module's docstring); the id is in the block's tag."""

NOTES_SHARE = 0.5
"""The share that notes may always take of what the facts leave; transcripts yield to them."""
TAGS_COST = 7
"""Tokens of a block's tags."""
MARK_COST = 3
"""Tokens of a fact's id and line end."""
SMALLEST_CUT = 20
"""Tokens below which a cut note or transcript is left out rather than cut shorter."""


@dataclass(frozen=True, slots=True)
class PromptBudgets:
    """Limits in estimated tokens (`tokens.estimated_tokens`), and the number of earlier exchanges recalled."""

    memory_exchanges: int = 5
    memory_tokens: int = 1500
    person_tokens: int = 6000

    def at_most(self, other: "PromptBudgets") -> "PromptBudgets":
        """The smaller of both budgets, each for itself."""
        return PromptBudgets(
            min(self.memory_exchanges, other.memory_exchanges),
            min(self.memory_tokens, other.memory_tokens),
            min(self.person_tokens, other.person_tokens),
        )


SMALL_BUDGETS = PromptBudgets(memory_exchanges=3, memory_tokens=400, person_tokens=1800)
"""A small model on a small machine reads some hundred tokens a second and loses its way in long prompts."""
ATTITUDE_TOKENS = 120
"""For a small model, of what the record says about how the person sees things."""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """`text` is the content of a person's block, `items` the pieces that are in it."""

    text: str
    items: tuple[RecordItem, ...]


def person_record(
    prospect: Prospect, memory: Sequence[Exchange], budgets: PromptBudgets, *, with_ids: bool = True
) -> PersonRecord:
    """All that is known of `prospect`: facts, notes, transcripts, exchanges. `memory` is oldest first.

    When it is too much, the newest notes, transcripts and exchanges are kept, each cut is marked in square brackets,
    and the facts come first in the budget. A piece keeps its id whatever is left out. `with_ids`: whether the text
    shows the ids; they are the same without.
    """
    written = _Writer(with_ids)
    left = _facts(written, prospect, budgets.person_tokens)
    spoken = sum(_cost(transcript) for transcript in prospect.transcripts)
    notes_budget = max(int(left * NOTES_SHARE), left - spoken)
    unused = _newest(written, RecordKind.NOTE, prospect.notes, notes_budget)
    _newest(written, RecordKind.TRANSCRIPT, prospect.transcripts, left - notes_budget + unused)
    _exchanges(written, memory, budgets)
    return PersonRecord("\n".join(written.parts), tuple(written.items))


def known_facts(prospect: Prospect) -> list[RecordItem]:
    """Every field and attribute that is filled in, whatever the budget; each on one line."""
    persona = prospect.persona
    filled = [(label, value) for name, label in PERSONA_LABELS if (value := getattr(persona, name))]
    filled += [(name, value) for name, value in prospect.attributes.items() if value]
    return [
        RecordItem(f"f{number}", RecordKind.FACT, _one_line(label), _one_line(value))
        for number, (label, value) in enumerate(filled, 1)
    ]


def unknown_fields(persona: Persona) -> list[str]:
    """The labels of the persona's fields that are empty, which a small model must be told in words."""
    return [label for name, label in PERSONA_LABELS if not getattr(persona, name)]


def attitude(prospect: Prospect, tokens: int) -> str:
    """The newest words on record about how the person sees things: the last two notes and the last transcript's end."""
    kept: list[str] = []
    for text in (*prospect.transcripts[-1:], *reversed(prospect.notes[-2:])):
        part = newest_characters(_one_line(text), tokens)
        if not part:
            break
        kept.append(part)
        tokens -= estimated_tokens(part)
    return "\n".join(reversed(kept))


class _Writer:
    """Parts of the text and the pieces in them, in the same order."""

    def __init__(self, with_ids: bool) -> None:
        self.parts: list[str] = []
        self.items: list[RecordItem] = []
        self._with_ids = with_ids

    def shown(self, record_id: str) -> str:
        return record_id if self._with_ids else ""


def _facts(written: _Writer, prospect: Prospect, budget: int) -> int:
    """Writes the facts that fit, and returns the tokens left of `budget`."""
    facts = known_facts(prospect)
    for fact in facts:
        cost = estimated_tokens(f"{fact.label}: {fact.text}") + MARK_COST
        if cost <= budget:
            written.parts.append(piece(written.shown(fact.id), fact.label, fact.text))
            written.items.append(fact)
            budget -= cost
    if len(written.items) < len(facts):
        written.parts.append(f"[{_count(len(facts) - len(written.items), 'more fact')} left out]")
    return budget


def _newest(written: _Writer, kind: RecordKind, texts: Sequence[str], budget: int) -> int:
    """Writes the newest `texts` (oldest first) that fit, and returns the tokens left of `budget`."""
    parts: list[str] = []
    items: list[RecordItem] = []
    for index in range(len(texts) - 1, -1, -1):
        text = texts[index]
        record_id = f"{kind[0]}{index + 1}"
        cost = _cost(text)
        if cost <= budget:
            parts.append(block(kind, text, written.shown(record_id)))
            items.append(RecordItem(record_id, kind, "", text))
            budget -= cost
            continue
        if budget >= SMALLEST_CUT and (end := newest_characters(text, budget - 14)):
            parts.append(block(kind, f"[beginning left out] {end}", written.shown(record_id)))
            items.append(RecordItem(record_id, kind, "", end))
            index -= 1
        budget = 0
        if index >= 0:
            parts.append(f"[{_count(index + 1, f'older {kind}')} left out]")
        break
    written.parts += reversed(parts)
    written.items += reversed(items)
    return budget


def _exchanges(written: _Writer, memory: Sequence[Exchange], budgets: PromptBudgets) -> None:
    """Writes the exchanges that fit into their own budget, oldest first."""
    kept = recalled(memory, budgets.memory_exchanges, budgets.memory_tokens)
    if len(kept) < len(memory):
        written.parts.append(f"[{_count(len(memory) - len(kept), 'earlier exchange')} left out]")
    for number, exchange in kept:
        record_id = f"e{number}"
        written.parts.append(exchange_block(exchange, written.shown(record_id)))
        written.items.append(RecordItem(record_id, RecordKind.EXCHANGE, "", exchange_words(exchange)))


def _cost(text: str) -> int:
    return estimated_tokens(text) + TAGS_COST


def _one_line(text: str) -> str:
    """A field's value can't pass for the next field."""
    return " ".join(text.split())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
