"""What a provider says, without what nobody may read."""

from prospect_twins.domain.provider_words import configured_secrets, masked, page_words, provider_words


def test_configured_keys_are_those_whose_names_say_so() -> None:
    environ = {"MY_API_KEY": "abcdef", "HF_TOKEN": "ghijkl", "OPENAI_API_KEY": "none", "KEYBOARD": "querty", "A": "b"}
    assert configured_secrets(environ) == ["abcdef", "ghijkl"]


def test_a_configured_key_is_taken_out_wherever_it_stands() -> None:
    assert masked("x-abcdef-y", ["abcdef"]) == "x-[hidden]-y"
    assert "abcdef" not in provider_words({"error": {"message": "no abcdef here"}}, ["abcdef"])


def test_words_are_found_as_deep_as_errors_nest_and_no_deeper() -> None:
    deep: object = "the reason"
    for _ in range(5):
        deep = {"error": deep}
    assert provider_words(deep) == "the reason"
    for _ in range(10_000):
        deep = [deep]
    assert provider_words(deep) == ""


def test_a_page_says_its_title_or_else_its_text() -> None:
    assert page_words("<html><title> Sign\nin </title><body>now</body>") == "Sign in"
    assert page_words("<h1>502 &amp; more</h1><script>var x</script><p>nginx</p>") == "502 & more nginx"


def test_words_in_words_are_found_and_what_is_too_long_is_cut_with_a_sign() -> None:
    raw = '{"error": {"message": "no schema, please"}}'
    told = {"message": "Provider returned error", "metadata": {"raw": raw, "flagged_input": "the question"}}
    assert provider_words(told) == "Provider returned error; no schema, please"
    assert provider_words({"message": "[1, 2"}) == "[1, 2"
    details = [{"loc": ["body", "seed"], "msg": "Extra inputs are not permitted", "input": 7}]
    assert provider_words({"message": "Bad", "details": details}) == "Bad; body.seed: Extra inputs are not permitted"
    assert provider_words({"message": "so " * 500}).endswith("…")
