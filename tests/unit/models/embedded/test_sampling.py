from prospect_twins.models.embedded.sampling import ANSWER_SETTINGS, label_settings, one_of


def test_a_label_grammar_lists_the_labels_as_literals() -> None:
    assert one_of(["positive", "so-so"]) == 'root ::= "positive" | "so-so"'


def test_signs_that_mean_something_in_a_grammar_are_escaped() -> None:
    assert one_of(['say "yes"', "back\\slash"]) == r'root ::= "say \"yes\"" | "back\\slash"'


def test_labels_are_chosen_without_chance_and_answers_with_some() -> None:
    assert label_settings(["a", "b"]).get("temperature") == 0
    assert (ANSWER_SETTINGS.get("temperature") or 0) > 0
