"""Answers in the first person, put together from the person's facts and the question's words."""

from collections.abc import Mapping, Sequence

from prospect_twins.models.scripted.call import ScriptedCall
from prospect_twins.models.scripted.dice import Dice
from prospect_twins.models.scripted.words import sentences, topic

_STANCES = ("positive", "negative", "mixed", "neutral")

_OPENINGS = (
    "{trade} that I am, I'll say it plainly: ",
    "At {age}, you learn to ask yourself what counts. ",
    "Let me think. ",
    "As someone who is {marital}, I look at it my own way. ",
    "You want to know about {topic}? ",
    "I'm {age}, I work as {occupation}, so take it from there. ",
)
_REACTIONS: Mapping[str, Sequence[str]] = {
    "positive": (
        "I feel good about {topic}.",
        "I'm glad somebody asks about {topic}, it would be worth a closer look.",
        "{topic} sounds fair to me.",
    ),
    "negative": (
        "{topic} worries me.",
        "I'm wary when I hear of {topic}.",
        "I dislike what comes with {topic}.",
    ),
    "mixed": (
        "some of it sounds good, but {topic} also worries me.",
        "I'm interested, and at the same time I'm wary of {topic}.",
    ),
    "neutral": (
        "I have no strong feeling about {topic}.",
        "I would have to read up on {topic} first.",
        "{topic} is not on my mind these days.",
    ),
}
_CONCERNS = (
    "For me it comes down to the price.",
    "I want to know how fast a claim gets paid.",
    "The paperwork is what I look at first.",
    "It hangs on the company keeping its promises.",
    "A medical exam would be a hurdle.",
    "I'd want a contract that I can cancel any month.",
)
_REASONS = (
    "On {income} a year, I look at what is left at the end of the month.",
    "What counts for me is this: {attribute}.",
    "You have it in your notes: {note}",
    "I told you before, {spoken}",
    "My schooling was {education}, so I read the small print myself.",
    "I said so when you asked me last time, and I stand by it: {remembered}",
)
_CLOSINGS: Mapping[str, Sequence[str]] = {
    "positive": ("Tell me more when you have it in writing.", "I'd go on from there."),
    "negative": ("I'd leave it for now.", "It would take a lot to change my mind."),
    "mixed": ("Show me the details, then I'll see.", "It depends on the details."),
    "neutral": ("Ask me again when I have had time for it.", "I can't say more than that."),
}
_LITTLE_KNOWN = "There is little about me to go by, so I don't know."
_PICTURE = "The picture you showed me makes it easier to picture."
_PERSONA_FACTS = {
    "age": "Age",
    "occupation": "Occupation",
    "marital": "Marital status",
    "income": "Annual income",
    "education": "Education",
}
_NO_ATTRIBUTE = frozenset({"Name", "Gender", "Not on record", *_PERSONA_FACTS.values()})


def answer(call: ScriptedCall, dice: Dice) -> str:
    """Three to seven sentences, the same for the same prompt and seed."""
    known = _known(call, dice)
    stance = dice.pick("stance", _STANCES)
    opening = _chosen("opening", _OPENINGS, known, dice)
    reaction = dice.pick("reaction", _REACTIONS[stance]).format(**known)
    reasons = [reason for reason in _REASONS if _fits(reason, known)]
    first = dice.pick("reason", reasons).format(**known) if reasons else _LITTLE_KNOWN
    parts = [opening + (reaction if opening.endswith(": ") else _capital(reaction)), first]
    parts.append(dice.pick("concern", _CONCERNS))
    if len(reasons) > 1 and dice.share("second reason") < 0.3:
        second = dice.pick("which second", reasons).format(**known)
        parts += [second] if second != first else []
    if call.images:
        parts.append(_PICTURE)
    parts.append(dice.pick("closing", _CLOSINGS[stance]))
    return " ".join(parts)


def _known(call: ScriptedCall, dice: Dice) -> dict[str, str]:
    """What can be said, by the name of its place in the sentences."""
    facts = call.facts
    known = {name: facts[label] for name, label in _PERSONA_FACTS.items() if label in facts}
    known["topic"] = topic(call.question)
    if "occupation" in known:
        known["trade"] = known["occupation"]
        known["occupation"] = _with_article(known["occupation"])
    if "marital" in known:
        known["marital"] = known["marital"].lower()
    attributes = [f"{label}, {value}" for label, value in facts.items() if label not in _NO_ATTRIBUTE]
    for name, choices in (
        ("attribute", attributes),
        ("note", [sentence for note in call.blocks("note") for sentence in sentences(note)]),
        ("spoken", [f"“{spoken[-160:]}”" for spoken in call.blocks("transcript")]),
        ("remembered", [sentences(said)[0] for said in call.blocks("answered") if sentences(said)]),
    ):
        if choices:
            known[name] = dice.pick(name, choices)
    return known


def _chosen(name: str, templates: Sequence[str], known: Mapping[str, str], dice: Dice) -> str:
    return _capital(dice.pick(name, [template for template in templates if _fits(template, known)]).format(**known))


def _fits(template: str, known: Mapping[str, str]) -> bool:
    return not any("{" + name + "}" in template for name in _PLACES if name not in known)


_PLACES = (*_PERSONA_FACTS, "trade", "topic", "attribute", "note", "spoken", "remembered")


def _with_article(noun: str) -> str:
    return noun if noun[:1].isupper() else f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
