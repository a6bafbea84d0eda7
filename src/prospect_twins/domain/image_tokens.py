"""How many tokens a picture takes, by the family of the model that is shown it.

Providers publish rules; each row is one, for pictures in full detail. They change with every family, so a count is an
estimate, and what calls really took is in their usage.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

LONGEST_EDGE = 2048
"""Pixels a side of what models are shown, at most."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How some models count the tokens of a picture."""

    models: re.Pattern[str]
    """Found in the lower-case model string; the first row that fits counts."""
    count: Callable[[float, float], float]
    """Tokens of a picture of so many pixels, width and height."""
    words: str


def _tiles(base: int, tile_tokens: int) -> Callable[[float, float], float]:
    """OpenAI: the shorter side made 768, then tiles of 512."""

    def count(width: float, height: float) -> float:
        scale = min(1.0, 768 / min(width, height))
        return base + tile_tokens * math.ceil(width * scale / 512) * math.ceil(height * scale / 512)

    return count


def _patches(patch_tokens: float, most: float = math.inf) -> Callable[[float, float], float]:
    """OpenAI: patches of 32 pixels a side, `most` of them."""

    def count(width: float, height: float) -> float:
        return patch_tokens * min(most, math.ceil(width / 32) * math.ceil(height / 32))

    return count


def _area(edge: float = math.inf, most: float = math.inf) -> Callable[[float, float], float]:
    """Anthropic: the area over 750, the longer side made `edge`, `most` tokens."""

    def count(width: float, height: float) -> float:
        scale = min(1.0, edge / max(width, height))
        return min(most, width * height * scale**2 / 750)

    return count


def _gemini_tiles(width: float, height: float) -> float:
    """Google: 258 for a small picture, else 258 for each tile of 768."""
    return 258.0 if max(width, height) <= 384 else 258.0 * math.ceil(width / 768) * math.ceil(height / 768)


def _row(models: str, count: Callable[[float, float], float], words: str) -> Rule:
    return Rule(re.compile(models), count, words)


RULES = (
    _row(r"gpt-4o-mini", _tiles(2833, 5667), "OpenAI: 2,833 and 5,667 for each tile of 512 pixels"),
    _row(r"gpt-(4\.1|5)-mini|o4-mini", _patches(1.62, 1536), "OpenAI: 1.62 for each patch of 32 pixels, 1,536 patches"),
    _row(r"gpt-(4\.1|5)-nano", _patches(2.46, 1536), "OpenAI: 2.46 for each patch of 32 pixels, 1,536 patches"),
    _row(r"\bo[13]\b", _tiles(75, 150), "OpenAI: 75 and 150 for each tile of 512 pixels"),
    _row(r"gpt-5(?!\.[5-9])", _tiles(70, 140), "OpenAI: 70 and 140 for each tile of 512 pixels"),
    _row(r"gpt-4|chatgpt", _tiles(85, 170), "OpenAI: 85 and 170 for each tile of 512 pixels"),
    _row(r"gpt-\d", _patches(1.2), "OpenAI: 1.2 for each patch of 32 pixels"),
    _row(
        r"claude-3|claude-(opus|sonnet|haiku)-4(?!\W[7-9])", _area(1568, 1600), "Anthropic: area / 750, 1,600 at most"
    ),
    _row(r"claude", _area(), "Anthropic: area / 750"),
    _row(r"gemini-[12]", _gemini_tiles, "Google: 258 for each tile of 768 pixels"),
    _row(r"gemini", lambda width, height: 1120, "Google: 1,120 a picture"),
    _row(r"^scripted", lambda width, height: 0, "the scripted model counts none"),
    _row(r"", _area(), "no rule is known; area / 750, as Anthropic's"),
)


def image_tokens(model: str, width: int, height: int) -> tuple[int, str]:
    """Tokens of a picture of `width` × `height` pixels for `model`, and the rule in words."""
    scale = min(1.0, LONGEST_EDGE / max(width, height))
    rule = next(rule for rule in RULES if rule.models.search(model.lower()))
    return math.ceil(rule.count(width * scale, height * scale)), rule.words
