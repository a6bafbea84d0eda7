"""The embedded model's weights. Apart from `models`, whose imports a process that only fetches does without: 60 MB."""

from prospect_twins.models.embedded.pinned import QWEN_CODER
from prospect_twins.models.embedded.weights import Weights
from prospect_twins.settings import Settings


def build_weights(settings: Settings) -> Weights:
    """The embedded model's weights: the file that the settings name, or the pinned ones in the cache."""
    return Weights(QWEN_CODER, settings.cache_dir, file=settings.weights, file_sha256=settings.weights_sha256)
