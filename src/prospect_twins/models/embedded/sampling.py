"""How the embedded model chooses its words, and grammars that hold it to a form.

Tried on the pinned weights with eight varied people and two questions about life insurance; each line is one run of
those sixteen answers, read one by one. What counts as wrong: speaking as somebody else (an adviser, the seller, an AI),
saying the opposite of the person's attitude, inventing family, policies or figures.

    temperature 0.4, min_p 0.1                                        4 wrong
    temperature 0.7, min_p 0.1                                        5 wrong
    temperature 1.0, min_p 0.1                                        7 wrong, mostly advisers and sellers
    temperature 0.7, top_p 0.8, top_k 20, repeat penalty 1.1          6 wrong, 2 of them refusals (the model's own advice)

A repeat penalty drives the model away from the very facts in its prompt. Few runs and small differences: a demo's
settings, not a finding.
"""

import json
from collections.abc import Sequence

from pydantic_ai.settings import ModelSettings

PROSE = r"root ::= [^\n\r*#]+"
"""One paragraph (GBNF): without it, open questions are answered with lists and headings, cut off at the limit."""

ANSWER_SETTINGS = ModelSettings(
    max_tokens=200,
    temperature=0.4,
    top_p=1.0,
    # min_p drops words less than a tenth as likely as the likeliest, few where the model is sure and many where it is
    # not; with it, top_p and llama.cpp's own top_k (40) are switched off. Nguyen et al., "Turning Up the Heat: Min-p
    # Sampling" (ICLR 2025).
    extra_body={"min_p": 0.1, "top_k": 0, "grammar": PROSE},
)


def one_of(labels: Sequence[str]) -> str:
    """The grammar (GBNF) of an answer that is one of `labels` and nothing more."""
    return "root ::= " + " | ".join(json.dumps(label, ensure_ascii=False) for label in labels)


def label_settings(labels: Sequence[str]) -> ModelSettings:
    """Settings for a call that has to answer with one of `labels`: the likeliest one, always the same."""
    return ModelSettings(temperature=0.0, extra_body={"grammar": one_of(labels)})
