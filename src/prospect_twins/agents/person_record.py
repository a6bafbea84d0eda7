"""What is known of one person, written out for a prompt within a budget of tokens.

The lead's classification is left out on purpose: it is the seller's guess at what the person will decide, and a twin
that is told it would only give the guess back. So is the picture's address, which says nothing in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from prospect_twins.agents.prompts import block, escaped, one_line
from prospect_twins.agents.tokens import estimated_tokens, newest_characters
from prospect_twins.domain.prospects import Persona, Prospect
from prospect_twins.domain.sessions import Exchange

PERSONA_LABELS = (
    ("full_name", "Name"),
    ("age", "Age"),
    ("gender", "Gender"),
    ("marital_status", "Marital status"),
    ("occupation", "Occupation"),
    ("education_level", "Education"),
    ("annual_income", "Annual income"),
)
WITHHELD = frozenset({"lead_id", "lead_classification", "profile_image_url"})
"""Persona fields that are no fact about the person (see the module's docstring); the id is in the block's tag."""

NOTES_SHARE = 0.5
"""Of what the facts leave of the person's budget, the part that notes may always take; transcripts yield to them."""
TAGS_COST = 6
"""Tokens of a block's tags."""
SMALLEST_CUT = 20
"""Tokens below which a cut note or transcript is left out rather than cut shorter."""


@dataclass(frozen=True, slots=True)
class PromptBudgets:
    """Limits in estimated tokens (`tokens.estimated_tokens`), and the number of earlier exchanges recalled."""

    memory_exchanges: int = 5
    memory_tokens: int = 1500
    person_tokens: int = 6000

    def at_most(self, other: "PromptBudgets") -> "PromptBudgets":
        return PromptBudgets(
            min(self.memory_exchanges, other.memory_exchanges),
            min(self.memory_tokens, other.memory_tokens),
            min(self.person_tokens, other.person_tokens),
        )


def person_record(prospect: Prospect, memory: Sequence[Exchange], budgets: PromptBudgets) -> str:
    """All that is known of `prospect`, as the content of a person's block: facts, notes, transcripts, exchanges.

    When it is too much, the newest notes, transcripts and exchanges are kept, each cut is marked in square brackets,
    and the facts come first in the budget. `memory` is oldest first.
    """
    facts, left = _facts(prospect, budgets.person_tokens)
    spoken = sum(_cost(transcript) for transcript in prospect.transcripts)
    notes_budget = max(int(left * NOTES_SHARE), left - spoken)
    notes, unused = _newest("note", prospect.notes, notes_budget)
    transcripts, _ = _newest("transcript", prospect.transcripts, left - notes_budget + unused)
    return "\n".join([*facts, *notes, *transcripts, *_exchanges(memory, budgets)])


def unknown_fields(persona: Persona) -> list[str]:
    """The labels of the persona's fields that are empty, which a small model must be told in words."""
    return [label for name, label in PERSONA_LABELS if not getattr(persona, name)]


def attitude(prospect: Prospect, tokens: int) -> str:
    """The newest words on record about how the person sees things: the last two notes and the last transcript's end."""
    kept: list[str] = []
    for text in (*prospect.transcripts[-1:], *reversed(prospect.notes[-2:])):
        part = newest_characters(" ".join(text.split()), tokens)
        if not part:
            break
        kept.append(part)
        tokens -= estimated_tokens(part)
    return "\n".join(reversed(kept))


def _facts(prospect: Prospect, budget: int) -> tuple[list[str], int]:
    """Lines of facts within `budget`, and the tokens left of it."""
    persona = prospect.persona
    facts = [f"{label}: {one_line(value)}" for name, label in PERSONA_LABELS if (value := getattr(persona, name))]
    facts += [f"{one_line(name)}: {one_line(value)}" for name, value in prospect.attributes.items() if value]
    kept: list[str] = []
    for fact in facts:
        cost = estimated_tokens(fact) + 1
        if cost <= budget:
            kept.append(fact)
            budget -= cost
    if len(kept) < len(facts):
        kept.append(f"[{_count(len(facts) - len(kept), 'more fact')} left out]")
    return kept, budget


def _newest(tag: str, texts: Sequence[str], budget: int) -> tuple[list[str], int]:
    """Blocks of the newest `texts` (oldest first) within `budget`, and the tokens left of it."""
    blocks: list[str] = []
    for index in range(len(texts) - 1, -1, -1):
        text = texts[index]
        cost = _cost(text)
        if cost <= budget:
            blocks.append(block(tag, text))
            budget -= cost
            continue
        if budget >= SMALLEST_CUT and (end := newest_characters(text, budget - 14)):
            blocks.append(f"<{tag}>\n[beginning left out] {escaped(end)}\n</{tag}>")
            index -= 1
        budget = 0
        if index >= 0:
            blocks.append(f"[{_count(index + 1, f'older {tag}')} left out]")
        break
    blocks.reverse()
    return blocks, budget


def _exchanges(memory: Sequence[Exchange], budgets: PromptBudgets) -> list[str]:
    """Blocks of the newest exchanges within their own budget, oldest first."""
    recalled = memory[-budgets.memory_exchanges :] if budgets.memory_exchanges else ()
    blocks: list[str] = []
    left = budgets.memory_tokens
    for exchange in reversed(recalled):
        cost = estimated_tokens(exchange.question) + estimated_tokens(exchange.answer) + 12
        if cost > left:
            break
        left -= cost
        blocks.append(
            f"<exchange>\n<asked>{escaped(exchange.question)}</asked>\n"
            f"<answered>{escaped(exchange.answer)}</answered>\n</exchange>"
        )
    if len(blocks) < len(memory):
        blocks.append(f"[{_count(len(memory) - len(blocks), 'earlier exchange')} left out]")
    blocks.reverse()
    return blocks


def _cost(text: str) -> int:
    return estimated_tokens(text) + TAGS_COST


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
