"""How a model sounds when it refuses, or speaks as itself: patterns for English, the language refusals mostly come in.

Each must leave alone what a person may say: "I'm sorry, but I can't afford that", "As an AI engineer, I…", "I can't
help feeling suspicious". What a provider withholds it mostly says by its finish reason, in any language.
"""

import re

_AM = r"(?:['’]m| am)"
_I_CANNOT = rf"\bi(?: (?:can['’]t|cannot|can not|won['’]t)|{_AM} (?:not able|unable) to)"
_MACHINE = (
    r"(?:(?:large |ai )?language model|(?:a\.?i\.?|artificial intelligence)"
    r"(?: (?:language model|assistant|model|chatbot|system))?)"
)
# "As an AI, I …" and "I'm an AI and …", but not "I'm an AI engineer".
_NOTHING_MORE = (
    r"(?=\s*(?:[.,;:!?\u2013\u2014-]|$)"
    r"|\s+(?:and|so|but|or|without|with no|designed|created|developed|trained|made|that|who|i)\b)"
)

_OUT_OF_CHARACTER = (
    rf"\bas an? {_MACHINE}{_NOTHING_MORE}",
    rf"\bi{_AM} (?:just |only |merely |actually )?an? {_MACHINE}{_NOTHING_MORE}",
    rf"\bi{_AM} (?:chatgpt|claude|gemini|qwen)\b",
    rf"\b(?:as|i{_AM}) an? (?:virtual assistant|digital assistant|digital twin)\b",
    r"\bi (?:don['’]t|do not) have personal (?:opinions|experiences|feelings|beliefs|emotions)\b",
    rf"{_I_CANNOT} (?:role-?play|pretend to be|impersonate|take on the (?:role|persona))\b",
    r"\bi (?:can|could) (?:provide|offer|give) (?:you )?(?:with )?(?:some )?general (?:information|advice)\b",
)
_DECLINING = (
    rf"{_I_CANNOT} (?:assist|comply) with\b",
    rf"{_I_CANNOT} (?:assist|help) (?:you )?(?:with (?:that|this|your request))\b",
    rf"{_I_CANNOT} (?:provide|give|offer) (?:an?|any|the|you with)? ?(?:\w+ )?(?:answer|response|assistance) to\b",
    rf"{_I_CANNOT} (?:fulfil+|engage (?:in|with)|participate in|continue with|respond to) (?:this|that|your)\b",
    r"\b(?:against|violates?) (?:my|openai['’]s) (?:guidelines|content polic\w+|usage polic\w+|programming)\b",
)
_REFUSAL = re.compile("|".join((*_OUT_OF_CHARACTER, *_DECLINING)), re.IGNORECASE)


def is_refusal(text: str) -> bool:
    """Whether `text` declines to answer, or answers as the model that it is."""
    return _REFUSAL.search(text) is not None
