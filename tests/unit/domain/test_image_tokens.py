"""The providers' own examples of what a picture takes."""

import pytest

from prospect_twins.domain.image_tokens import image_tokens


@pytest.mark.parametrize(
    ("model", "width", "height", "tokens"),
    [
        # OpenAI: "A 1024 x 1024 image costs 765 tokens", "2048 x 4096: 1105"; patches: 1024 x 1024 is 1,024 of them.
        ("openai-chat:gpt-4o", 1024, 1024, 765),
        ("openai-chat:gpt-4.1", 2048, 4096, 1105),
        ("openai-chat:gpt-4o-mini", 512, 512, 2833 + 5667),
        ("openai-responses:gpt-5-mini", 1024, 1024, 1659),
        ("openai-responses:gpt-5-nano", 2048, 2048, 3779),
        ("openai-responses:o3", 500, 300, 225),
        ("openai-responses:gpt-5", 1024, 1024, 630),
        ("openai-responses:gpt-6-astra", 1024, 1024, 1229),
        # Anthropic: "200x200: ~54", "1000x1000: ~1334"; scaled down at 1,568 pixels and about 1,600 tokens.
        ("anthropic:claude-sonnet-4-5", 200, 200, 54),
        ("anthropic:claude-sonnet-4-5", 1000, 1000, 1334),
        ("anthropic:claude-haiku-4-5-20251001", 4000, 3000, 1600),
        ("anthropic:claude-opus-4-7", 1920, 1080, 2765),
        # Google: 258 where both sides are 384 pixels at most, else for each tile of 768.
        ("google:gemini-2.5-flash", 384, 200, 258),
        ("google:gemini-2.5-flash", 1000, 700, 516),
        ("google:gemini-3-flash-preview", 4000, 3000, 1120),
        ("scripted", 1000, 1000, 0),
    ],
)
def test_a_picture_takes_what_its_provider_says(model: str, width: int, height: int, tokens: int) -> None:
    assert image_tokens(model, width, height)[0] == tokens


def test_a_picture_is_measured_as_models_are_shown_it_2048_pixels_at_most() -> None:
    assert image_tokens("anthropic:claude-opus-5", 8192, 4096) == image_tokens("anthropic:claude-opus-5", 2048, 1024)


def test_an_unknown_model_gets_a_guess_that_says_so() -> None:
    tokens, rule = image_tokens("ollama:llava", 750, 1000)
    assert tokens == 1000
    assert "no rule is known" in rule
