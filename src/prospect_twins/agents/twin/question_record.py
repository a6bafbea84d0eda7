"""What was given with a question, each piece with an id: the keys of its context, and its picture."""

from collections.abc import Mapping, Sequence
from typing import Any

from prospect_twins.agents.calling.marked_data import piece
from prospect_twins.domain.grounding import RecordItem, RecordKind
from prospect_twins.domain.questions import Question

PICTURE_ID = "i1"


def question_items(question: Question) -> tuple[RecordItem, ...]:
    """One item for each top-level key of the context, c1 …, in its order; then the picture, if there is one."""
    items = [
        RecordItem(f"c{number}", RecordKind.CONTEXT, " ".join(key.split()), rendered(value))
        for number, (key, value) in enumerate(question.context.items(), 1)
    ]
    if question.image:
        items.append(RecordItem(PICTURE_ID, RecordKind.IMAGE, "", "The picture shown with the question"))
    return tuple(items)


def context_block(items: Sequence[RecordItem], *, with_ids: bool = True) -> str:
    """The context as a block for a prompt; empty if there is none.

    Without ids each piece is put on one line, or a value of several lines could pass for several pieces.
    """
    lines = [
        piece(item.id, item.label, item.text) if with_ids else piece("", item.label, " ".join(item.text.split()))
        for item in items
        if item.kind is RecordKind.CONTEXT
    ]
    return "<context>\n" + "\n".join(lines) + "\n</context>" if lines else ""


def rendered(value: Any) -> str:
    """A JSON value as people would write it down: what is nested stands in brackets."""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_nested(item)}" for key, item in value.items()) or "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(_nested(item) for item in value) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else str(value)


def _nested(value: Any) -> str:
    return f"({rendered(value)})" if isinstance(value, Mapping | list | tuple) and value else rendered(value)
