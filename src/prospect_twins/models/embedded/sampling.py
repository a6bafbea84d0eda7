"""How the embedded model chooses its words, and grammars that hold it to a form.

Tried on the pinned weights with eight varied people and two questions about life insurance, asked as a twin is asked;
sixteen answers a line, read one by one. Wrong is an answer that invents family, policies or illnesses, that goes
against what is on record of the person's attitude, or that speaks as somebody else (an adviser, the seller).

    temperature 0.4, min_p 0.1                                    5 wrong
    temperature 0.7, min_p 0.1                                    7
    temperature 1.0, min_p 0.1                                    8
    temperature 0.7, top_p 0.8, top_k 20, repeat penalty 1.1     10 (what the model's makers advise)

The first three came out in the same order with another prompt. A repeat penalty drives the model away from the very
facts in its prompt. One run each and one reader: settings for a demo, not a finding.
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
