"""What is said when a model string is of no use."""

from prospect_twins.domain.errors import ProspectTwinsError

EXAMPLES = "'embedded', 'scripted', 'openai-chat:gpt-5-mini', 'anthropic:claude-haiku-4-5', 'ollama:qwen3'"


class UnusableModel(ProspectTwinsError):
    """The model string names no model that can be had; the message is one line that says what to do."""


def unknown_model(model: str) -> UnusableModel:
    """The error that no model has this name."""
    return UnusableModel(
        f"There is no model '{model}'; PROSPECT_TWINS_MODEL and "
        f"PROSPECT_TWINS_CODING_MODEL may be, for example, {EXAMPLES}."
    )
