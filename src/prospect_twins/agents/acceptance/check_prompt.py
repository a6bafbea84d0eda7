"""What is said to the model that looks for contradictions, and the form of its reply.

Without Pydantic AI, so that a plan of calls can be made from it in an API process.
"""

from typing import Any

from prospect_twins.agents.calling.marked_data import DATA_RULE

CHECK_INSTRUCTIONS = f"""\
You compare one person's answer in <answer> with what is known of the person in <known>, piece by piece.

contradictions: where the answer says what cannot be true if the piece is: another age, a spouse for somebody widowed, \
another job, the opposite of what was said before. For each the piece's id, and the words of the answer, copied \
character by character. What the record leaves open, a change of mind, a wish, a guess, or what others say or do is no \
contradiction. An empty list is the usual case.

{DATA_RULE}"""

CONTRADICTIONS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "contradictions": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"record_id": {"type": "string"}, "words": {"type": "string"}},
                "required": ["record_id", "words"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["contradictions"],
    "additionalProperties": False,
}
