"""Replies that follow a JSON schema.

A twin's answer comes with the ids of what it uses. The summarizer's and the labeller's schemas are known by their
fields and filled from the answers in the prompt, with true quotes; any other schema gets a valid instance
chosen by the dice.
"""

from collections.abc import Callable, Mapping
from typing import Any

from prospect_twins.models.scripted import labels, prose, summaries
from prospect_twins.models.scripted.call import ScriptedCall
from prospect_twins.models.scripted.dice import Dice
from prospect_twins.models.scripted.words import sentences

LONGEST_LIST = 3

ANSWER_FIELDS = frozenset({"answer", "evidence", "assumptions"})
ASSUMPTIONS = (
    "that prices stay as they are",
    "that my work goes on as it does",
    "that nobody in the house falls ill",
    "that the offer is open to me",
)

Schema = Mapping[str, Any]


def reply(call: ScriptedCall, dice: Dice) -> Any:
    """A JSON value that validates against the call's schema, the same for the same prompt and seed."""
    schema = call.schema or {}
    if set(schema.get("properties", ())) >= ANSWER_FIELDS:
        return _answer(call, schema, dice)
    if set(schema.get("properties", ())) == {"value"}:
        return {"value": _value(schema["properties"]["value"], schema, dice)}
    filled = FILLED.get(frozenset(schema.get("properties", ())))
    return filled(call) if filled else instance(schema, schema, dice, "$")


def _answer(call: ScriptedCall, schema: Schema, dice: Dice) -> Any:
    """What is said, the ids of the pieces that it uses, and perhaps things assumed; a value if one is asked for."""
    said = prose.answer(call, dice)
    reply = {
        "answer": said,
        "evidence": [piece for piece, text in call.pieces.items() if _uses(said, text)],
        "assumptions": [assumption for assumption in ASSUMPTIONS if dice.share(assumption) < 0.3],
    }
    if "value" in schema["properties"]:
        reply["value"] = _value(schema["properties"]["value"], schema, dice)
    return reply


def _uses(said: str, text: str) -> bool:
    """Whether a sentence of `text`, or its end, is in what is said, whatever the case; a "no" is in anything."""
    said = said.casefold()
    parts = (part.casefold() for line in text.splitlines() for part in (*sentences(line), line[-40:]))
    return any(part in said for part in parts if len(part) > 3 or part.isdigit())


def _value(schema: Schema, root: Schema, dice: Dice) -> Any:
    """An instance; of a list of options each at most once. Where there may be none, there is one all the same."""
    schema = next((variant for variant in schema.get("anyOf", ()) if variant.get("type") != "null"), schema)
    options = schema.get("items", {}).get("enum")
    if options is None:
        return instance(schema, root, dice, "$.value")
    count = len(instance({**schema, "items": {"type": "null"}}, root, dice, "$.value"))
    return sorted(options, key=lambda option: dice.share(f"option {option}"))[:count]


FILLED: Mapping[frozenset[str], Callable[[ScriptedCall], Any]] = {
    frozenset({"groups"}): summaries.grouping,
    frozenset({"areas"}): summaries.focus,
    frozenset({"findings", "overview"}): summaries.writing,
    frozenset({"codes"}): labels.labels,
}


def instance(schema: Schema, root: Schema, dice: Dice, path: str) -> Any:
    """A value that `schema` allows; `root` holds its definitions, `place` tells the draws apart."""
    if "$ref" in schema:
        return instance(_definition(schema["$ref"], root), root, dice, path)
    for choice in ("enum", "anyOf", "oneOf"):
        if choice in schema:
            picked = dice.pick(path, schema[choice])
            return picked if choice == "enum" else instance(picked, root, dice, path)
    if "const" in schema:
        return schema["const"]
    kind = schema.get("type", "object" if "properties" in schema else "string")
    return _BY_TYPE[kind](schema, root, dice, path)


def _definition(ref: str, root: Schema) -> Schema:
    definition: Any = root
    for step in ref.removeprefix("#/").split("/"):
        definition = definition[step]
    return definition if isinstance(definition, Mapping) else {}


def _object(schema: Schema, root: Schema, dice: Dice, path: str) -> Any:
    properties: Mapping[str, Schema] = schema.get("properties", {})
    return {name: instance(value, root, dice, f"{path}.{name}") for name, value in properties.items()}


def _array(schema: Schema, root: Schema, dice: Dice, path: str) -> Any:
    least = schema.get("minItems", 1)
    most = max(least, min(schema.get("maxItems", LONGEST_LIST), LONGEST_LIST))
    length = least + int(dice.share(f"{path} length") * (most - least + 1))
    return [instance(schema.get("items", {}), root, dice, f"{path}[{at}]") for at in range(length)]


def _number(schema: Schema, root: Schema, dice: Dice, path: str) -> Any:
    low, high = schema.get("minimum", 0), schema.get("maximum", 10)
    value = low + dice.share(path) * max(high - low, 0)
    return round(value) if schema.get("type") == "integer" else round(value, 2)


def _string(schema: Schema, root: Schema, dice: Dice, path: str) -> Any:
    name = path.rpartition(".")[2]
    text = f"scripted {name} {int(dice.share(path) * 1000)}"
    return text[: schema.get("maxLength", len(text))].ljust(schema.get("minLength", 0), ".")


_BY_TYPE: Mapping[str, Callable[[Schema, Schema, Dice, str], Any]] = {
    "object": _object,
    "array": _array,
    "integer": _number,
    "number": _number,
    "string": _string,
    "boolean": lambda schema, root, dice, path: dice.share(path) < 0.5,
    "null": lambda schema, root, dice, path: None,
}
