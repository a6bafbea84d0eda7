"""Asking one twin several times: each time in other words, and with the options in another order.

An answer that depends on the wording of an instruction, or on which option came first, is not the person's; several
draws show it. On position bias: Zheng et al., "Large Language Models Are Not Robust Multiple Choice Selectors" (ICLR
2024).
"""

from prospect_twins.agents.twin.prompts import OPEN_QUESTION
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind
from prospect_twins.domain.question_values import point_labels

WORDINGS = (
    OPEN_QUESTION.closing,
    "In the first person, say what this person would answer to the question.",
    "Now speak as this person and answer the question.",
    "What does this person reply to the question? Write their reply in the first person.",
    "You are this person now. Give your answer to the question, in the first person.",
    "Reply to the question the way this person would, speaking as “I”.",
    "Let this person answer the question in their own words, in the first person.",
    "Write down, in the first person, what this person says when asked the question.",
    "Put yourself in this person's place and answer the question as they would, in the first person.",
)
"""The last words of a prompt. They ask for the same, and none hints at what to answer."""

_GOLDEN = (5**0.5 - 1) / 2
"""Its multiples, less their whole part, are spread evenly over 0..1 however many are taken."""


def wording(draw: int) -> str:
    """The closing instruction of draw 0, 1 …; draw 0 has the usual one. No two of nine draws have the same."""
    return WORDINGS[draw % len(WORDINGS)]


def shown_options(form: QuestionForm, draw: int) -> tuple[str, ...]:
    """The options as draw 0, 1 … is shown them: those of choices and rankings rotated, the question's order first.

    Of a scale what its points mean, always lowest first.
    """
    if form.kind is QuestionKind.SCALE:
        return point_labels(form)
    start = int(len(form.options) * (draw * _GOLDEN % 1))
    return form.options[start:] + form.options[:start]
