"""What to say of a reply that holds no answer: what came instead, and what to do about it."""

from pydantic_ai.messages import ModelResponse, ToolCallPart

MORE_ROOM = (
    "Raise PROSPECT_TWINS_ANSWER_TOKENS, or let the model think less (for example with a lower reasoning effort on its "
    "server)."
)
ANOTHER_MODEL = "If this goes on, choose another model with PROSPECT_TWINS_MODEL."
_SHOWN_CHARS = 60


def unusable_words(response: ModelResponse, room: int) -> str:
    """One or two sentences on a reply without an answer, that was asked for with a bound of `room` tokens."""
    text = " ".join((response.text or "").split())
    thought = bool(response.thinking)
    if response.finish_reason == "length":
        after = "all of them for thinking" if thought and not text else "before its answer was whole"
        return f"The model's reply was cut off after {room} tokens, {after}. {MORE_ROOM}"
    if not text:
        if response.finish_reason == "tool_call" or any(isinstance(part, ToolCallPart) for part in response.parts):
            return f"The model called a tool instead of answering, though it was offered none. {ANOTHER_MODEL}"
        if thought:
            return f"The model sent only its thoughts, and no answer after them. {MORE_ROOM}"
        return f"The model sent an empty reply. {ANOTHER_MODEL}"
    shown = text if len(text) <= _SHOWN_CHARS else f"{text[: _SHOWN_CHARS - 1]}…"
    return f"The model did not keep to the form that was asked for; its reply was: “{shown}”. {ANOTHER_MODEL}"
