"""What a model call took, in the domain's terms."""

from pydantic_ai.messages import ModelResponse

from prospect_twins.domain.sessions import Usage


def usage_of(response: ModelResponse) -> Usage:
    """Tokens as the provider counts them; zero means that it did not say."""
    return Usage(response.usage.input_tokens or None, response.usage.output_tokens or None, calls=1)
