"""What models and the servers before them write around an answer in plain text: thoughts, wrappers, footers.

One table for each; an entry is a form that was seen of a model or a gateway. What is said stays as it is.
"""

import re

_I = re.IGNORECASE | re.DOTALL

_NAMES = r"answer|final(?:[_ ]answer)?|response|output|reply|result|speech|p"
_WRAPPERS = tuple(
    re.compile(pattern, _I)
    for pattern in (
        r"(?:```|~~~)[ \t]*(?:text|txt|markdown|md|plain(?:text)?)?[ \t]*\n(.*?)\n?[ \t]*(?:```|~~~)",
        r"<\|begin_of_box\|>(.*?)<\|end_of_box\|>",
        r"\$?\\boxed\{(?:\\text\{)?(.*?)\}{1,2}\$?",
        rf"<(?:{_NAMES})>((?:(?!<(?:{_NAMES})>).)*)</(?:{_NAMES})>(?:\s*<(evidence|assumptions|value)>.*?</\2>)*",
    )
)
"""The answer is their first group; they embrace the whole text."""

_THOUGHTS = tuple(
    re.compile(pattern, _I)
    for pattern in (
        r"\A\s*<details\b[^>]*>.*?</details>\s*",
        r"\A\s*(?:here(?:'s|’s| is) my )?(?:\*\*|#+ )?(?:thought process|thinking process|thinking|reasoning)\s*"
        r":?(?:\*\*)?:?\s*\n?.*?(?:here(?:'s|’s| is) my (?:response|answer|reply)|\n\W*final (?:answer|response))\s*"
        r"(?:\*\*)?:?(?:\*\*)?\s*",
        r"\A\s*thinking\.\.\.\s*\n.*?\.\.\.\s*done thinking\.?\s*",
        r"\A\s*(?:assistant)?analysis(?=we\b|the\b|need\b|user\b|okay\b|i\b).*",
        r"\A(?:\s*(?:okay|ok|alright|hmm|so|well)?,?\s*(?:so )?(?:the user (?:wants|asks|is asking|asked|has asked)"
        r"|(?:i|we) (?:need|have|want|am asked) to (?:answer|respond|reply|speak|play)\b"
        r"[^.!?\n]{0,40}\b(?:as|person|persona)\b"
        r"|i(?:'ll| will|'m going to) (?:answer|respond|reply) as (?:this person|the person|\w+)\b"
        r"|let me (?:think about|consider) (?:what|how)|the instructions? says?)[^.!?\n]*[.!?]\s*)+",
        r"\A\s*q(?:uestion)?\s*:[^\n]*?(?:\n\s*|\s)a(?:nswer)?\s*:\s*(?=\S)",
    )
)

_FOOTERS = tuple(
    re.compile(pattern, _I)
    for pattern in (
        r"\s*[\n(*]\s*(?:\*\*)?(?:evidence|sources?|references|assumptions)(?:\*\*)?\s*:(?:\*\*)?"
        r"\s*(?:(?:[-*]\s*)?(?:\[?\s*[fntec]\d+|none\b|n/a|\[\s*\]|i1\b)|$|\s*\.?\s*\Z).*\Z",
        r"\s+evidence:\s*(?:\[?[fntec]\d+.*|\.?)\s*\Z",
        r"\s*\n\s*[(\[*_]*(?:note|disclaimer|remark)\b\s*:(?:(?!\n\n).)*\b(?:character|persona|role|generated|fictional|"
        r"simulat\w+|synthetic|profile|instructions?|response|answer)\b.*\Z",
    )
)

_PLACEHOLDER = re.compile(
    r"(?:string|str|text|null|nil|undefined|nan|todo|tbd|placeholder|answer|response|reply|\.{2,}|…|-+|lorem ipsum.*"
    r"|[\[<{(]\s*(?:your|the|insert|enter|write|person'?s?|answer|response|text|string|placeholder)\b[^\]>})]*[\]>})])",
    _I,
)


def unwrapped(text: str) -> str:
    """`text` without what stands around an answer; empty if there is nothing else."""
    for thought in _THOUGHTS:
        text = thought.sub("", text, count=1)
    for footer in _FOOTERS:
        text = footer.sub("", text, count=1)
    bare = text.strip()
    for wrapper in _WRAPPERS:
        if whole := wrapper.fullmatch(bare):
            text = bare = whole[1].strip()
    return text


def is_placeholder(text: str) -> bool:
    """Whether `text` stands for an answer that was still to be written."""
    return _PLACEHOLDER.fullmatch(text.strip().strip("\"'`*. ") or text.strip()) is not None
