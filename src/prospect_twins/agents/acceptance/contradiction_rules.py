"""The table of what can be held against an answer: which facts, how they are read, and which words go against them.

A topic reads a fact's text into something that can be compared, or None where it leaves room for doubt ("wants two"
children, an age of "40s?"). A claim is a way of saying something about oneself in the present. English only.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from prospect_twins.domain.written_numbers import yearly_income

_I_AM = r"\bI(?:'m| am)"
_AS = (
    r"(?:^\s*|(?<=\band )|(?<=\bbut )|(?<=\bso )|(?<=speaking )|(?<=\bI, )|(?<=\bme, )|(?<=\bwell, )"
    r"|(?<=\bhonestly, )|(?<=\blook, ))as"
)
"""Where it is the speaker who is meant: not "my wife works as a nurse", nor "my sister, as a mother"."""
_FILLED = r"(?: (?:also|still|already|now|currently|happily|newly|just|only|not yet|a|an))*"


@dataclass(frozen=True, slots=True)
class Stated:
    """`contradicts` is asked with what the topic read and the match."""

    pattern: re.Pattern[str]
    contradicts: Callable[[Any, re.Match[str]], bool]
    unless: re.Pattern[str] | None = None
    """In the same sentence, shows that something else is meant."""
    excused_by: Callable[[str], object] | None = None
    """In the person's notes, transcripts or earlier answers, shows that more is known than the fact says."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a fact may be about, how it is read, and what an answer may state against it."""

    labels: re.Pattern[str]
    read: Callable[[str], Any | None]
    claims: tuple[Stated, ...]


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _one_of(*states: object) -> Callable[[Any, re.Match[str]], bool]:
    """Contradicts whoever is known to be one of `states`."""
    return lambda known, match: known in states


# Age: known is (youngest, oldest).

_TENS = ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet")
_TEN_WORDS = "|".join(f"{ten}y" for ten in _TENS)
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_YEARS = rf"(?P<age>\d\d|(?:{_TEN_WORDS})(?:[- ](?:{'|'.join(_ONES)}))?)"
_DECADE = rf"(?P<part>early |mid[- ]?|late )?(?P<decade>\d0'?s|(?:{'|'.join(_TENS)})ies)"
_PART_OF_DECADE = {"early": (0, 4), "mid": (3, 7), "late": (6, 9), "": (0, 9)}


def _age(text: str) -> tuple[int, int] | None:
    if match := re.fullmatch(r"(\d{1,3})(?: years?(?: old)?)?", text):
        return int(match[1]), int(match[1])
    if match := re.fullmatch(r"(\d\d) ?(?:-|–|to) ?(\d\d)", text):
        return int(match[1]), int(match[2])
    match = re.fullmatch(r"(\d\d)\+", text)
    return (int(match[1]), 120) if match else None


def _number(words: str) -> int:
    if words.isdecimal():
        return int(words)
    ten, _, one = words.lower().replace(" ", "-").partition("-")
    return 10 * (_TENS.index(ten[:-1]) + 2) + (_ONES.index(one) + 1 if one else 0)


def _another_age(known: tuple[int, int], match: re.Match[str]) -> bool:
    return not known[0] <= _number(match["age"]) <= known[1]


def _another_decade(known: tuple[int, int], match: re.Match[str]) -> bool:
    decade = match["decade"].lower()
    start = int(decade[0]) * 10 if decade[0].isdecimal() else 10 * (_TENS.index(decade[:-3]) + 2)
    first, last = _PART_OF_DECADE[(match["part"] or "").strip(" -").lower()]
    return start + last < known[0] or known[1] < start + first


_AGE = (
    Stated(
        _re(
            rf"{_I_AM}(?: (?:just|only|already|now|currently))* {_YEARS}"
            r"(?= ?(?:[,.;:!?)—–]|$)| (?:years? old|years? of age|now|and|but|so)\b)(?! (?:and|but) a half\b)"
        ),
        _another_age,
    ),
    Stated(_re(rf"(?:{_I_AM}|{_AS}) an? {_YEARS}[- ]year[- ]old(?= (?:\w+ ){{0,2}}\w|[,.]|$)"), _another_age),
    Stated(_re(rf"^\s*(?:well, )?at {_YEARS}, "
              r"(?:I'm|I am|I've|I have|I still|I think|I feel|I know|I worry|you learn)\b"
              r"(?! (?:going|planning|hoping|supposed)\b)"), _another_age),
    Stated(_re(rf"(?:{_I_AM}|{_AS} (?:someone|a person|a man|a woman|somebody)(?: who is)?) in my {_DECADE}"),
          _another_decade),
)  # fmt: skip


# Marital status: known is one of these.

_STATUSES = {
    "widowed": r"\bwidow",
    "divorced": r"\bdivorc",
    "separated": r"\bseparat",
    "never married": r"\bnever[ -]married\b",
    "single": r"(?<!never )\b(?:single|unmarried|not married)\b",
    "partnered": r"\bengaged\b|\bpartner|\bcohabit|\bliving with",
    "married": r"(?<!never )(?<!never-)(?<!not )\bmarried\b|\bcivil union\b",
}
_PAST = _re(
    r"\b(?:was|were|had|did|didn't|died|passed|lost|left|late|ex|former|after|since|before|once|ago|alive|gone"
    r"|remember\w*|miss(?:ed)?|grave|funeral|bought|lived|paid|went|told|said|handled|took|got|made|always \w+ed)\b"
)
_SPOUSE = r"(?:wife|husband|spouse)"
_SPOUSE_NOW = _re(
    rf"\bmy {_SPOUSE}(?: and I(?: both)? (?:want|need|have|are|would|will|can|don't|live|think|plan|feel|like|care|rely"
    r"|own|work|talk)\b| (?:is|has|wants|thinks|says|works|needs|likes|will|would|can|doesn't|isn't|worries|gets|takes"
    r"|prefers|agrees|loves|depends)\b)"
    rf"|\b(?:for|with|about|to|protect(?:ing)?|support(?:ing)?|ask|tell|leave|leaving) my {_SPOUSE}\b(?!'s)"
)
_MARRIED_AGAIN = _re(rf"\b(?:remarried|married again|second {_SPOUSE}|new {_SPOUSE}|fianc\w+)")


def _marital_status(text: str) -> str | None:
    statuses = [name for name, pattern in _STATUSES.items() if re.search(pattern, text, re.IGNORECASE)]
    return statuses[0] if len(statuses) == 1 else None


_MARITAL = (
    Stated(_SPOUSE_NOW, _one_of("widowed", "divorced"), _PAST, _MARRIED_AGAIN.search),
    Stated(
        _re(rf"\bmy {_SPOUSE}\b"),
        _one_of("single", "never married"),
        _re(rf"\b(?:late|ex|former|future|was|were|had|divorc\w*|died|passed)\b|\bno {_SPOUSE}"),
        _re(rf"\b{_SPOUSE}\b|\bwidow|\bmarried\b|\bfianc").search,
    ),
    Stated(_re(rf"{_I_AM}{_FILLED} married\b(?! to (?:my|the) (?:job|work|idea|sea|land))"),
          _one_of("single", "never married", "widowed", "divorced"), None, _MARRIED_AGAIN.search),
    Stated(_re(rf"(?:{_I_AM}|{_AS}){_FILLED} married (?:man|woman|mother|father|person|guy|couple)\b"),
          _one_of("single", "never married", "widowed", "divorced"), None, _MARRIED_AGAIN.search),
    Stated(_re(rf"{_I_AM}(?: (?:still|currently))* (?:single\b|not married\b|unmarried\b|divorced\b)(?!-)"),
          _one_of("married"), None, _re(r"\bdivorc|\bseparat").search),
    Stated(_re(rf"(?:{_I_AM}|{_AS}) an? single (?:man|woman|mother|mom|mum|father|dad|parent|person|guy)\b"),
          _one_of("married"), None, _re(r"\bdivorc|\bseparat").search),
    Stated(_re(rf"\b(?:I have no|I don't have an?) {_SPOUSE}\b(?!'s)|\bI(?:'ve| have) never (?:been )?married\b"),
          _one_of("married")),
    Stated(_re(r"\bI(?:'ve| have) never (?:been )?married\b"), _one_of("widowed", "divorced", "separated")),
    Stated(_re(rf"(?:{_I_AM}|{_AS}){_FILLED} widow(?:er|ed)?\b"),
          _one_of("married", "single", "never married", "divorced"), None, _re(r"\bwidow").search),
    Stated(_re(rf"{_I_AM}{_FILLED} divorced?\b"), _one_of("widowed", "never married"), None, _re(r"\bdivorc").search),
)  # fmt: skip


# Gender: known is "male" or "female". Only what people call themselves.

_GENDERS = {"male": "male", "m": "male", "man": "male", "female": "female", "f": "female", "woman": "female"}
_OWN = rf"(?:{_I_AM}|{_AS})(?: just)? an? (?:(?!of\b|to\b|for\b|with\b|and\b|or\b|by\b|in\b|from\b)[a-z]+[ -]){{0,3}}"
_NOT_OTHERS = r"\b(?!'s| (?:would|might|does|says?|you|we)\b)"
_GENDER = (
    Stated(_re(rf"{_OWN}(?:mother|mom|mum|wife|woman|grandmother|grandma|widow|housewife|businesswoman){_NOT_OTHERS}"),
          _one_of("male")),
    Stated(_re(rf"{_OWN}(?:father|dad|husband|man|grandfather|grandpa|widower|businessman){_NOT_OTHERS}"),
          _one_of("female")),
)  # fmt: skip


# Children: known is their number, or SOME.

SOME = -1
_COUNTS = {"no": 0, "none": 0, "zero": 0, "false": 0, "never": 0} | {word: n for n, word in enumerate(_ONES, 1)}
_KIDS = r"(?:kids?|children|sons?|daughters?)"
_NO_KIDS_SPOKEN = re.compile(rf"\b(?:no|not any|any|without|zero|never had) (?:\w+ )?{_KIDS}\b|\bchildless\b", re.I)
_HAVE = r"\bI(?:'ve got| have| raised|'ve raised)"


def _children(text: str) -> int | None:
    first, _, rest = text.lower().partition(" ")
    word = first.strip(",.;:")
    if word in _COUNTS or word.isdecimal():
        count = _COUNTS.get(word, int(word) if word.isdecimal() else 0)
        # "none of his own": there are others.
        if count == 0:
            return None if re.search(r"\b(?:of (?:his|her|their) own|yet|but|step)", rest) else 0
        return SOME if re.search(r"\b(?:step|foster|adopt|deceased|died|marriage|and(?! \d))", rest) else count
    return SOME if re.match(r"(?:yes|true|twins|grown|an? (?:boy|girl|son|daughter))\b", text, re.IGNORECASE) else None


def _other_number(known: int, match: re.Match[str]) -> bool:
    claimed = match["count"].lower()
    return known > 0 and known != (int(claimed) if claimed.isdecimal() else _COUNTS[claimed])


def _kids_spoken_of(text: str) -> object:
    """Whether notes speak of children otherwise than to say that there are none."""
    return re.search(rf"\b{_KIDS}\b|\bbaby\b|\bpregnan|\bexpecting\b|\bstep", _NO_KIDS_SPOKEN.sub("", text), re.I)


_PARENT = r"(?:single |working |proud |new |young )?(?:parent|mother|mom|mum|father|dad)"
_CHILDREN = (
    Stated(_re(rf"\b(?:my|our)(?: (?:two|three|four|own|little|young|grown|adult|\d))* {_KIDS}\b(?!'s? school)"),
          _one_of(0), _re(r"\b(?:future|if|students?|class|pupils|patients|would|could|maybe|grew|my parents)\b"),
          _kids_spoken_of),
    Stated(_re(rf"(?:{_I_AM}|{_AS}) an? {_PARENT}{_NOT_OTHERS}"), _one_of(0), _re(r"\b(?:pet|dog|cat|plant|future)\b"),
          _kids_spoken_of),
    Stated(_re(rf"\bI (?:have no|don't have(?: any)?|never had(?: any)?) {_KIDS}\b"
              r"(?! (?:at|in|living|under|left|to|who|that|depend\w*|around|here|still|of school|young|with))"),
          lambda known, match: known != 0, _re(r"\b(?:more|other|small|minor|sons? or|daughters? or)\b")),
    Stated(_re(rf"{_I_AM} childless\b"), lambda known, match: known != 0),
    Stated(_re(rf"{_HAVE} (?P<count>{'|'.join(_ONES)}|\d) (?:kids|children)(?= ?[,.;!?]|$| and\b)"), _other_number,
          _re(r"\bat home\b|\bstep|\bgrand")),
)  # fmt: skip


# Yes or no: known is a bool.


def _yes_or_no(text: str) -> bool | None:
    match = re.match(r"(yes|true|current|daily|no|non|never|none|false|0)\b", text, re.IGNORECASE)
    return None if match is None else match[1].lower() in ("yes", "true", "current", "daily")


def _smoking(text: str) -> bool | str | None:
    return "quit" if re.match(r"(?:quit|former|ex|stopped)\b", text, re.IGNORECASE) else _yes_or_no(text)


_SMOKER = (
    Stated(_re(rf"(?:{_I_AM}|{_AS}) a (?:heavy |light |regular )?smoker\b|\bI (?:still |do )?smoke(?: |[,.])"
              r"(?!brisket|meat|ribs|fish|detector)"), _one_of(False, "quit"), _re(r"\bnot\b|\bnever\b|\bwhen\b")),
    Stated(_re(rf"\bI don't smoke\b(?! much| a lot| more)|(?:{_I_AM}|{_AS}) a non-?\s?smoker\b"), _one_of(True)),
    Stated(_re(r"\bI(?:'ve| have)? never smoked\b"), _one_of(True, "quit")),
)  # fmt: skip
_PREGNANCY = (
    Stated(_re(rf"{_I_AM}(?: \w+ (?:weeks|months))? pregnant\b|\bI'm expecting\b(?! (?:to|that|a (?:call|letter)))"),
          _one_of(False)),
    Stated(_re(rf"{_I_AM} not (?:even )?pregnant\b"), _one_of(True)),
)  # fmt: skip
_HOME = (
    Stated(_re(rf"\bI own (?:my|our|a) (?:own )?(?:home|house)\b|(?:{_I_AM}|{_AS}) a homeowner\b"), _one_of(False)),
    Stated(_re(rf"(?:{_I_AM}|{_AS}) a renter\b|\bI rent (?:my|an?|our) (?:apartment|house|home|place|flat)\b"),
          _one_of(True)),
)  # fmt: skip


# Work: known is what can be said of the occupation without doubt.


@dataclass(frozen=True, slots=True)
class Work:
    """What a person's occupation says of whether and as what they work."""

    state: str
    """retired, unemployed, at home or working."""
    trades: frozenset[str]
    partly: bool = False
    """Works a little besides, or is half retired."""


_TRADES: Mapping[str, str] = {
    "nurse": r"nurse|nursing|rn|lpn|midwife",
    "teacher": r"teacher|teaching|educator|professor|principal|lecturer|instructor|tutor|school",
    "driver": r"(?:truck|bus|taxi|delivery|long-haul) driver|trucker",
    "engineer": r"engineer|developer|programmer|software|architect",
    "lawyer": r"lawyer|attorney|paralegal|solicitor|judge|legal",
    "doctor": r"doctor|physician|surgeon|dentist|veterinarian|psychiatrist",
    "electrician": r"electrician|lineman|electrical",
    "plumber": r"plumber|plumbing|pipefitter",
    "carpenter": r"carpenter|joiner|cabinet|construction|contractor|builder",
    "mechanic": r"mechanic|auto body|machinist|technician",
    "farmer": r"farmer|rancher|farm|cattle|agricultur\w+",
    "cook": r"chef|cook|baker|restaurant|culinary",
    "accountant": r"accountant|bookkeeper|actuary|accounting|cpa|auditor",
    "pilot": r"pilot|aviation|airline",
    "waiter": r"waiter|waitress|bartender|restaurant|barista",
    "police officer": r"police|officer|detective|sheriff|trooper",
    "firefighter": r"firefighter|paramedic|fire",
    "pharmacist": r"pharmacist|pharmacy",
    "librarian": r"librarian|library",
    "hairdresser": r"hairdresser|barber|hair|stylist|salon",
}
"""A trade's name as people give it, and the words by which a record might know it. Names of jobs that overlap too much
(manager, consultant) are left out."""
_TRADE_PATTERNS = {trade: _re(rf"\b(?:{words})s?\b") for trade, words in _TRADES.items()}


def _work(text: str) -> Work:
    trades = frozenset(trade for trade, pattern in _TRADE_PATTERNS.items() if pattern.search(text))
    partly = bool(re.search(r"\bpart[- ]time\b|\bsemi-?\s?retired\b|\bfreelanc|\bvolunteer|\bconsult", text, re.I))
    states = {
        "retired": r"\bretire[ed]|\bpensioner\b",
        "unemployed": r"\bunemployed\b|\bout of work\b|\bbetween jobs\b|\blaid off\b|\bnot working\b",
        "at home": r"\bstay[- ]at[- ]home\b|\bhomemaker\b|\bhousewife\b|\bcaregiver\b|\bstudent\b|\bdisab",
    }
    state = next((name for name, pattern in states.items() if re.search(pattern, text, re.I)), "working")
    return Work(state, trades, partly)


def _another_trade(known: Work, match: re.Match[str]) -> bool:
    claimed = {trade for trade, pattern in _TRADE_PATTERNS.items() if pattern.search(match["trade"])}
    return bool(known.trades and claimed) and not known.trades & claimed


_FORMER = _re(r"\b(?:former|retired|ex|was|were|once|volunteer\w*|years ago|part[- ]time|side|studying|training)\b")
_OCCUPATION = (
    Stated(_re(r"\b(?:I work(?: full[- ]time)?|my (?:job|work|career)) as an? (?P<trade>[a-z][a-z -]{2,40}?)"
              r"(?= (?:at|in|for|with|on|and|so|but|who|now)\b|[,.;!?]|$)"), _another_trade, _FORMER),
    Stated(_re(rf"(?:{_I_AM}|{_AS}) an? (?:registered |licensed |working |busy )?(?P<trade>nurse|teacher|lawyer"
              rf"|electrician|plumber|accountant|firefighter|engineer|doctor|mechanic|pharmacist){_NOT_OTHERS}"),
          _another_trade, _FORMER),
    Stated(_re(rf"{_I_AM}(?: (?:already|now|fully|happily))* retired\b(?! (?:from|for|in)\b)|\bas a retiree\b"),
          lambda known, match: known.state == "working" and not known.partly),
    Stated(_re(rf"{_I_AM}(?: currently)? (?:unemployed|out of work|between jobs)\b"),
          lambda known, match: known.state == "working" and not known.partly),
    Stated(_re(r"\bI work full[- ]time\b"),
          lambda known, match: known.state in ("retired", "unemployed") and not known.partly),
)  # fmt: skip


# Income: known is (least, most) in a year.

INCOME_TOLERANCE = 0.25
"""A stated income may differ by this share: before or after taxes, with or without overtime."""


def _dollars(number: str, thousands: str | None) -> float:
    return float(number.replace(",", "")) * (1000 if thousands else 1)


def _income(text: str) -> tuple[float, float] | None:
    if re.search(r"\bvar(?:y|ies)\b|\btips\b|\bgood year\b", text, re.IGNORECASE):
        return None
    span = yearly_income(text)
    return (span.low, span.high) if span and span.middle is not None and span.low >= 3000 else None


def _another_income(known: tuple[float, float], match: re.Match[str]) -> bool:
    claimed = _dollars(match["amount"], match["k"])
    low, high = known[0] * (1 - INCOME_TOLERANCE), known[1] * (1 + INCOME_TOLERANCE)
    return claimed >= 3000 and not low <= claimed <= high


_ABOUT = r"(?:(?:about|around|roughly|only|just|maybe|nearly|almost|close to) )?"
_INCOME = (
    Stated(_re(rf"\b(?:I (?:only )?(?:make|earn|bring in|pull in)|my (?:annual |yearly )?(?:income|salary) (?:of|is)"
              rf") {_ABOUT}\$\s?(?P<amount>\d[\d,]*)\s?(?P<k>k\b|thousand\b)?"
              r"(?![\d,]*\s?(?:an?|per|each|every|/)\s?(?:month|week|hour|day|night|shift))"), _another_income,
          _re(r"\bmonth|\bweek|\bhour|\btogether\b|\bwe\b|\bused to\b")),
)  # fmt: skip


# Education: known is the place on this ladder; the highest that is named counts.

_LADDER = (
    (6, r"\bph\.?\s?d|\bdoctor|\bm\.?d\.?\b|\bj\.?d\.?\b"),
    (5, r"\bmaster|\bmba\b|\bm\.?[sa]\.?\b"),
    (4, r"\bbachelor|\bb\.?[sa]\.?\b|\bcollege graduate\b"),
    (3, r"\bassociate"),
    (2, r"\bcollege\b|\btrade school\b|\bapprentice|\bcertificat|\blicen[cs]e|\bdiploma in\b"),
    (1, r"\bhigh school\b|\bged\b|\bgrade\b"),
)


def _education(text: str) -> int | None:
    if re.search(r"\bin (?:college|school)\b|\bstudying\b|\bpaused\b|\bpursuing\b", text, re.IGNORECASE):
        return None
    return next((step for step, pattern in _LADDER if re.search(pattern, text, re.IGNORECASE)), None)


_EDUCATION = (
    Stated(_re(r"\b(?:my|I have an?|I hold an?|I've got an?) (?:bachelor's|master's|college|university|doctoral)"
              r" degree\b|\b(?:my|I have an?) (?:PhD|MBA|doctorate)\b"), lambda known, match: known <= 1,
          _re(r"\b(?:wife|husband|son|daughter|never|not|without)\b")),
    Stated(_re(r"\bI (?:never (?:went|got|made it) to college|didn't go to college|never (?:finished|graduated from)"
              r" high school)\b"), lambda known, match: known >= 4),
)  # fmt: skip


TOPICS: tuple[Topic, ...] = (
    Topic(_re(r"^age$"), _age, _AGE),
    Topic(_re(r"^(?:marital|relationship|civil) status$"), _marital_status, _MARITAL),
    Topic(_re(r"^(?:gender|sex)$"), lambda text: _GENDERS.get(text.lower()), _GENDER),
    Topic(_re(r"^(?:number of |no\. of |# of )?(?:children|kids)$"), _children, _CHILDREN),
    Topic(_re(r"^(?:smoker|smokes|smoking(?: status)?|tobacco(?: use)?)$"), _smoking, _SMOKER),
    Topic(_re(r"^pregnan(?:t|cy)$"), _yes_or_no, _PREGNANCY),
    Topic(_re(r"^(?:home ?owner|owns (?:a )?home)$"), _yes_or_no, _HOME),
    Topic(_re(r"^(?:occupation|job|profession)$"), _work, _OCCUPATION),
    Topic(_re(r"^(?:annual |yearly )?(?:income|salary)$"), _income, _INCOME),
    Topic(_re(r"^education(?: level)?$"), _education, _EDUCATION),
)
"""Where a newcomer adds: a kind of fact is a row here, a way of saying it a claim above."""
