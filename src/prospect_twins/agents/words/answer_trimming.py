"""What models put around an answer: that it is one, whose it is, marks of emphasis and quotation, others' turns."""

import html
import re
from collections.abc import Sequence

from prospect_twins.agents.words.answer_wrapping import unwrapped

_LABELS = (
    "assistant", "ai", "respuesta", "réponse", "antwort", "resposta", "risposta", "antwoord", "odpowiedź", "ответ",
    "відповідь", "cevap", "yanıt", "回答", "答案", "答", "答え", "답변", "대답", "الإجابة", "الجواب", "उत्तर", "trả lời",
    "jawaban", "คำตอบ",
)  # fmt: skip
_LABEL = re.compile(
    rf"^(?:\*\*|__)?(?:(?:my |the |final )?(?:answer|reply|response)|{'|'.join(_LABELS)})"
    r"\s*(?:\*\*|__)?\s*[:：]\s*(?:\*\*|__)?\s*|^assistant\s*\n\s*",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"^(?:(?:sure(?: thing)?|certainly|of course|okay|ok|absolutely|understood|all ?right|¡?claro(?: que sí)?|"
    r"por supuesto|bien sûr|natürlich|gerne|certo|certamente)\s*[!,.:]?\s*)?"
    r"(?:here(?:'s|’s| is| are)|aquí (?:está|tienes|tiene)|voici|hier (?:ist|is)|aqui está|ecco|oto|вот|ось|işte)\b"
    r"[^:\n.!?]{0,60}?\b(?:answer|reply|response|respuesta|réponse|antwort|resposta|risposta|antwoord|odpowiedź|ответ|"
    r"відповідь|cevap|yanıt)\w*[^:\n.!?]{0,60}:\s*(?=\S)",
    re.IGNORECASE,
)
"""A sentence that announces what the person says."""
_SPOKEN_AS = (
    r"^(?:speaking )?as {name}\b[^:\n]{{0,40}}?,? (?:i(?:'d|’d| would|'ll|’ll| will) (?:say|answer|reply|respond)|my "
    r"(?:answer|reply|response)(?: is| would be)?)\b[^:\n]{{0,30}}:\s*(?=\S)"
    r"|^(?:\*\*)?{name}(?:(?:'s|’s) (?:answer|reply|response))?(?: (?:says?|answers?|replies|responds))?(?:\*\*)?:"
    r"(?:\*\*)?\s*(?=\S)"
)
_NEXT_TURN = re.compile(r"\n\s*(?:\*\*)?(?:human|user|interviewer)(?:\*\*)?\s*:", re.IGNORECASE)
_PAIRS = (
    ("**", "**"), ('"', '"'), ("“", "”"), ("«", "»"), ("„", "“"), ("„", "”"), ("»", "«"), ("「", "」"), ("『", "』"),
    ("'", "'"), ("‘", "’"),
)  # fmt: skip


LONGEST_ANNOUNCEMENT = 160


def trimmed(text: str, full_name: str | None = None) -> str:
    """`text` without what models put around an answer: blanks, "Answer:", "Here is the answer:", the speaker's own
    name, marks of emphasis and quotation marks.

    Marks go only when one pair embraces the whole text, a name only when it is this person's. What comes after a line
    that begins with "User:" is somebody else's.
    """
    text = unwrapped(text.strip().replace("\x00", ""))
    text = _LABEL.sub("", _ANNOUNCED.sub("", text, count=1), count=1)
    names = (full_name or "").split()
    if names and ":" in (beginning := text[:LONGEST_ANNOUNCEMENT].casefold()) and names[0].casefold() in beginning:
        text = _spoken_as(names).sub("", text, count=1)
    if (turn := _NEXT_TURN.search(text)) is not None:
        text = text[: turn.start()].rstrip()
    for opening, closing in _PAIRS:
        if len(text) > len(opening + closing) and text.startswith(opening) and text.endswith(closing):
            inner = text[len(opening) : -len(closing)]
            if closing not in inner and opening not in inner:
                text = inner.strip()
    return html.unescape(text) if "&lt;" in text or "&amp;" in text or "&gt;" in text else text


def _spoken_as(names: Sequence[str]) -> re.Pattern[str]:
    meant = "|".join(map(re.escape, (" ".join(names), names[0])))
    return re.compile(_SPOKEN_AS.format(name=f"(?:{meant})"), re.IGNORECASE)
