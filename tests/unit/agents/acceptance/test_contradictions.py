"""What is held against an answer, and the many things that a person may say that are not."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.agents.acceptance.contradictions import contradictions
from prospect_twins.agents.twin.person_record import known_facts
from prospect_twins.agents.twin.prompts import correction
from prospect_twins.domain.grounding import Contradiction, RecordItem, RecordKind
from prospect_twins.domain.prospects import Persona, Prospect

Known = tuple[str, str]

AGE, WIDOWED, DIVORCED = ("Age", "67"), ("Marital status", "widowed"), ("Marital status", "divorced")
SINGLE, MARRIED = ("Marital status", "single"), ("Marital status", "married")
MAN, WOMAN = ("Gender", "male"), ("Gender", "female")
CHILDLESS, TWO = ("Children", "none"), ("Children", "two girls, 7 and 4")
TEACHER, RETIRED = ("Occupation", "High school chemistry teacher"), ("Occupation", "Retired librarian")
INCOME = ("Annual income", "$71,400")


def found(answer: str, known: Known, *notes: str) -> list[str]:
    label, text = known
    items = [RecordItem("f1", RecordKind.FACT, label, text)]
    items += [RecordItem(f"n{n}", RecordKind.NOTE, "", note) for n, note in enumerate(notes, 1)]
    findings = contradictions(answer, items)
    for finding in findings:
        assert finding.words in answer
        assert finding.record_id == "f1"
        assert finding.fact == f"{label}: {text}"
    return [finding.words for finding in findings]


@pytest.mark.parametrize(
    ("known", "answer", "words"),
    [
        (AGE, "Well, I'm 45, so I have time.", "I'm 45"),
        (AGE, "I’m 45 years old.", "I’m 45"),
        (AGE, "I am forty-five and tired.", "I am forty-five"),
        (AGE, "At 45, I'm not in a hurry.", "At 45, I'm"),
        (AGE, "As a 45-year-old nurse, I see a lot.", "As a 45-year-old"),
        (AGE, "I'm in my early forties.", "I'm in my early forties"),
        (("Age", "35-44"), "I'm 45.", "I'm 45"),
        (WIDOWED, "My husband and I want to be safe.", "My husband and I want"),
        (WIDOWED, "I'd have to talk to my wife first.", "to my wife"),
        (WIDOWED, "I'm happily married.", "I'm happily married"),
        (DIVORCED, "My wife thinks so too.", "My wife thinks"),
        (SINGLE, "It would help my wife.", "my wife"),
        (SINGLE, "As a married man, I plan ahead.", "As a married man"),
        (MARRIED, "I'm single, so who cares?", "I'm single"),
        (MARRIED, "As a single mother, I can't.", "As a single mother"),
        (MARRIED, "I've never married.", "I've never married"),
        (MARRIED, "I'm a widow.", "I'm a widow"),
        (MAN, "As a mother, I worry.", "As a mother"),
        (WOMAN, "I'm a family man.", "I'm a family man"),
        (CHILDLESS, "My two kids need it.", "My two kids"),
        (CHILDLESS, "As a father, I worry.", "As a father"),
        (TWO, "I have no children.", "I have no children"),
        (TWO, "I don't have any kids, so no.", "I don't have any kids"),
        (TWO, "I have three kids, after all.", "I have three kids"),
        (("Smoker", "no"), "I smoke, so it costs me.", "I smoke,"),
        (("Smoker", "yes, a pack a day"), "As a non-smoker, I pay less.", "As a non-smoker"),
        (("Smoker", "quit in 1999"), "I've never smoked.", "I've never smoked"),
        (TEACHER, "I work as a nurse at the county hospital.", "I work as a nurse"),
        (TEACHER, "As an electrician, I see what can happen.", "As an electrician"),
        (TEACHER, "I'm retired now.", "I'm retired"),
        (TEACHER, "I'm unemployed.", "I'm unemployed"),
        (RETIRED, "I work full-time.", "I work full-time"),
        (RETIRED, "I work as a truck driver.", "I work as a truck driver"),
        (INCOME, "I make about $30,000 a year.", "I make about $30,000"),
        (INCOME, "My salary is $150k.", "My salary is $150k"),
        (("Education", "Some high school"), "I have a bachelor's degree.", "I have a bachelor's degree"),
        (("Education", "Master's degree"), "I never went to college.", "I never went to college"),
        (("Homeowner", "no, rents"), "I own my house.", "I own my house"),
        (("Pregnant", "no"), "I'm pregnant, so it matters.", "I'm pregnant"),
    ],
)  # fmt: skip
def test_what_goes_against_a_fact_is_found_word_for_word(known: Known, answer: str, words: str) -> None:
    assert found(answer, known) == [words]


@pytest.mark.parametrize(
    ("known", "answer"),
    [
        (AGE, "I'm 67. At 67, I'm careful. I'm in my late sixties. I'm sixty-seven."),
        (AGE, "At 62, I retired. At 70, I want to travel. When I'm 80, we'll see. I'm 45 minutes from town."),
        (AGE, "I'm 100% sure. I'm 50-50 on it. My son is 45. I'm nearly 70. In my forties I learned to save."),
        (AGE, "I have a 20-year-old car. I'm 20 years into this job."),
        (("Age", "35-44"), "I'm 40. I'm in my forties."),
        (("Age", "40s?"), "I'm 62."),
        (WIDOWED, "My late husband had one. My husband always handled the bills. I lost my wife in 2019."),
        (WIDOWED, "When my husband died, it paid. I was married for 30 years. Her husband and I talk."),
        (WIDOWED, "If I were married, I'd ask my wife. As a widow, I decide alone. I'm single now."),
        (DIVORCED, "My ex-wife has the house. I'm single. When I was married, my wife wanted it."),
        (SINGLE, "I'm not married. My ex-husband had one. My future wife may want it. My boss asks his wife."),
        (SINGLE, "I wish I had a husband. If I were married, I would. My mother said, \"I'm married, you know.\""),
        (MARRIED, "My wife agrees. I'm married. I'm not single. As a wife, I worry. A single payment is fine."),
        (("Marital status", "married twice, now widowed"), "I'm single. My wife and I want it."),
        (("Marital status", "separated"), "My husband pays. I'm married still."),
        (("Marital status", "domestic partnership"), "My husband thinks so."),
        (MAN, "As a mother would say, wait. My wife is a mother. As a friend of a woman who lost hers, I know."),
        (WOMAN, "I'm my own man of business, as they say. My husband is a father."),
        (CHILDLESS, "I have no kids. My sister's kids like me. If I had kids, my kids would come first."),
        (CHILDLESS, "My parents raised their children well. I wish I had children. My future kids may."),
        (TWO, "I have two kids. My girls are small. I have no children at home during the day."),
        (("Children", "expecting her first"), "I have no children. My kids come first."),
        (("Children", "wants two"), "I have no children yet."),
        (("Children", "none of his own"), "My kids come first."),
        (("Children", "one son from his first marriage, two stepdaughters"), "I have three children."),
        (("Children", "five, one deceased; 11 grandchildren"), "I have four children."),
        (("Smoker", "no"), "I don't smoke. I never smoked. I have a smoke alarm. I'm not a smoker."),
        (("Smoker", "socially"), "I don't smoke. I smoke."),
        (TEACHER, "I teach. I work as a teacher. As an educator, I read. I used to work as a nurse."),
        (TEACHER, "When I'm retired, yes. My wife, as a nurse, agrees."),
        (TEACHER, "My wife works as a nurse. I work as an office manager. As a nurse would say, rest."),
        (("Occupation", "City bus driver"), "I work as a school bus driver."),
        (("Occupation", "Semi-retired architect"), "I'm retired. I work part-time."),
        (("Occupation", "Shop clerk and retired teacher"), "I'm retired."),
        (RETIRED, "I'm retired. I worked full-time for years. I work part-time at the church."),
        (INCOME, "I make $71,400. I earn about $70,000. I make $2,000 a month. I make $35 an hour. I saved $10,000."),
        (("Annual income", "$48,000 to $65,000, varies"), "I make $90,000."),
        (("Annual income", "won't say"), "I make $90,000."),
        (("Education", "Some college"), "I have a college degree."),
        (("Education", "In college (finance)"), "I have a bachelor's degree."),
        (("Homeowner", "no, rents"), "I rent. I own my car."),
        (("Favourite age", "30"), "I'm 45."),
    ],
)  # fmt: skip
def test_what_a_person_may_say_is_held_against_nobody(known: Known, answer: str) -> None:
    assert found(answer, known) == []


def test_what_the_notes_know_better_than_the_card_is_no_contradiction() -> None:
    assert found("My wife would like it.", SINGLE) == ["My wife"]
    assert found("My wife would like it.", SINGLE, "Got married in June; his wife is expecting.") == []
    assert found("My husband and I want it.", WIDOWED, "Remarried last year.") == []
    assert found("My kids come first.", CHILDLESS, "Her son called twice.") == []
    assert found("My kids come first.", CHILDLESS, "Has no children.") == ["My kids"]


def test_only_facts_are_held_against_an_answer() -> None:
    assert contradictions("I'm 45.", [RecordItem("n1", RecordKind.NOTE, "Age", "67")]) == ()


def test_a_fact_is_broken_once_however_often_it_is_gone_against() -> None:
    assert found("I'm 45. Yes, I'm 44. I'm in my forties.", AGE) == ["I'm 45"]


def test_each_fact_that_is_broken_is_named() -> None:
    persona = Persona("L", age="67", marital_status="widowed", gender="female")
    findings = contradictions("I'm 45. As a father, I ask. My wife and I want it.", known_facts(Prospect(persona)))
    assert [finding.record_id for finding in findings] == ["f1", "f2", "f3"]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_can_be_checked(text: str) -> None:
    facts = [AGE, WIDOWED, MAN, CHILDLESS, TEACHER, INCOME, ("Smoker", text), ("Age", text), ("Children", text)]
    items = [RecordItem(f"f{n}", RecordKind.FACT, *known) for n, known in enumerate(facts)]
    for finding in contradictions(f"I'm 45. {text} my wife is", items):
        assert finding.words in f"I'm 45. {text} my wife is"


def test_a_correction_names_words_and_fact_as_data() -> None:
    told = correction([Contradiction("f1", "Age: 67</contradiction>", "I'm <45>")])
    assert "Said: I'm &lt;45&gt;" in told
    assert told.count("</contradiction>") == 1
    assert "Known: Age: 67</contradiction>" in html.unescape(told)
