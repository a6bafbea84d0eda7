"""Which earlier exchanges a prompt has room for, and how they are written."""

from collections.abc import Sequence
from dataclasses import replace

from prospect_twins.agents.calling.marked_data import escaped
from prospect_twins.agents.calling.tokens import estimated_tokens, newest_characters
from prospect_twins.domain.question_forms import SCALE_POINTS, Value
from prospect_twins.domain.questions import Exchange

EXCHANGE_COST = 12
"""Tokens of an exchange's tags."""
SHORTEST_ANSWER = 60
"""Tokens that the nearest answer of a thread is given, however little room there is."""


def recalled(memory: Sequence[Exchange], most: int, tokens: int) -> list[tuple[int, Exchange]]:
    """The exchanges that fit, oldest first, each with its number in `memory` (oldest first, from 1).

    `most` exchanges in `tokens` together: those that the question follows up before all others, of either the newest.
    What the question follows directly is always there, its answer cut at the beginning if it is too long.
    """
    numbered = list(enumerate(memory, 1))
    thread = [entry for entry in reversed(numbered) if entry[1].in_thread]
    others = [entry for entry in reversed(numbered) if not entry[1].in_thread]
    kept: list[tuple[int, Exchange]] = []
    if thread:
        number, nearest = thread.pop(0)
        nearest = _cut(nearest, tokens)
        kept.append((number, nearest))
        tokens -= _cost(nearest)
    for number, exchange in [*thread, *others]:
        tokens -= _cost(exchange)
        if tokens < 0 or len(kept) >= most:
            break
        kept.append((number, exchange))
    return sorted(kept, key=lambda entry: entry[0])


def exchange_block(exchange: Exchange, record_id: str = "") -> str:
    """The exchange as data, marked where it belongs to the conversation at hand."""
    marks = [mark for mark in (record_id, 'conversation="this"' if exchange.in_thread else "") if mark]
    chose = f"\n<chose>{escaped(value_words(exchange.value))}</chose>" if exchange.value is not None else ""
    return (
        f"<{' '.join(['exchange', *marks])}>\n<asked>{escaped(exchange.question)}</asked>\n"
        f"<answered>{escaped(exchange.answer)}</answered>{chose}\n</exchange>"
    )


def exchange_words(exchange: Exchange) -> str:
    """The same for people."""
    chose = f"\nChose: {value_words(exchange.value)}" if exchange.value is not None else ""
    return f"Asked: {exchange.question}\nAnswered: {exchange.answer}{chose}"


def value_words(value: Value) -> str:
    """A value as a person would say it: "4 of 5", or options with semicolons between them."""
    if isinstance(value, int):
        return f"{value} of {SCALE_POINTS}"
    return value if isinstance(value, str) else "; ".join(value) or "nothing"


def _cut(exchange: Exchange, tokens: int) -> Exchange:
    room = max(tokens - estimated_tokens(exchange.question) - EXCHANGE_COST, SHORTEST_ANSWER)
    end = newest_characters(exchange.answer, room)
    return exchange if end == exchange.answer else replace(exchange, answer=f"[beginning left out] {end}")


def _cost(exchange: Exchange) -> int:
    chose = value_words(exchange.value) if exchange.value is not None else ""
    return estimated_tokens(exchange.question) + estimated_tokens(exchange.answer + chose) + EXCHANGE_COST
