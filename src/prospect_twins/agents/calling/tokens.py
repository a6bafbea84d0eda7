"""A cheap estimate of how many tokens a text takes, for budgets only."""

ASCII_CHARACTERS_PER_TOKEN = 4


def estimated_tokens(text: str) -> int:
    """Tokens of `text`, estimated: a quarter of its ASCII characters, plus one for each other character, rounded up.

    Four characters a token is the usual rule of thumb for English; a character outside ASCII is counted as a whole
    token, which is right for Chinese or Japanese and too many for accented Latin. A budget kept by this estimate is
    therefore seldom exceeded in the provider's own count. No tokenizer is loaded: every model has another.
    """
    if text.isascii():
        return -(-len(text) // ASCII_CHARACTERS_PER_TOKEN)
    ascii_characters = len(text.encode("ascii", "ignore"))
    return -(-ascii_characters // ASCII_CHARACTERS_PER_TOKEN) + len(text) - ascii_characters


def newest_characters(text: str, tokens: int) -> str:
    """The end of `text` that fits in `tokens`, beginning at a word; empty if not even a word fits."""
    if estimated_tokens(text) <= tokens:
        return text
    kept = text[-tokens * ASCII_CHARACTERS_PER_TOKEN :] if tokens > 0 else ""
    while kept and (excess := estimated_tokens(kept) - tokens) > 0:
        kept = kept[excess:]
    _, space, rest = kept.partition(" ")
    return rest if space else kept
