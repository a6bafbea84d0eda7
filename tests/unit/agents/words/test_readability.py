"""Every script can be read, noise can't."""

import unicodedata

import pytest

from prospect_twins.agents.acceptance.answer_checks import Said, checked_answer
from prospect_twins.agents.words.readability import is_readable

READABLE = [
    "ကျွန်တော် အာမခံကို မယုံပါဘူး။ ဈေးကြီးလွန်းတယ်။",
    "ខ្ញុំមិនជឿលើការធានារ៉ាប់រងទេ។",
    "ฉันไม่เชื่อเรื่องประกันที่นี่",
    "ຂ້ອຍບໍ່ເຊື່ອປະກັນໄພ",
    "मुझे बीमा पर भरोसा नहीं है।",
    "எனக்கு காப்பீட்டில் நம்பிக்கை இல்லை.",
    "నాకు బీమాపై నమ్మకం లేదు.",
    "আমি বীমায় বিশ্বাস করি না।",
    "لَا أَثِقُ بِالتَّأْمِينِ أَبَدًا",
    "אֲנִי לֹא בּוֹטֵחַ בַּבִּטּוּחַ",
    "ང་ལ་ཡིད་ཆེས་མེད།",
    "මට රක්ෂණය විශ්වාස නැහැ.",
    unicodedata.normalize("NFD", "Tôi không tin vào bảo hiểm, đắt quá."),
    "보험을 믿지 않아요.",
    unicodedata.normalize("NFD", "보험을 믿지 않아요."),
    "我不相信保险，太贵了。",
    "保険は信じていません。",
    "Love it 👨‍👩‍👧‍👦👩🏽‍🚀❤️‍🔥",
    "👍👍🏽",
    "👍",
    "Ça coûte 45 € «déjà» trop.",
    "“I don’t” — she said…",
    "Là… é’",
    "Я не верю страховкам.",
    "$40? No.",
    "می‌خواهم بدانم",
]
UNREADABLE = [
    "%$#@ {{{ ;;;; ]]]] ~~~~",
    "|||||||| ====",
    "\ufffd\ufffd\ufffd",
    "\x00\x01\x02\x03abc\x1b[0m",
    "\ue000\ue001\ue002 abc",
    "a" + "\u0301" * 30,
    *(text.encode().decode("cp1252", "ignore") for text in ("Я не верю страховкам", "我不相信保险，太贵了")),
    *(text.encode().decode("latin-1") for text in ("Я не верю", "我不相信", "Étéà", "मुझे बीमा", "I don’t — never")),
]


@pytest.mark.parametrize("text", READABLE)
def test_text_in_any_script_is_readable(text: str) -> None:
    assert is_readable(text)
    assert checked_answer(Said(text)) == text


@pytest.mark.parametrize("text", UNREADABLE)
def test_noise_and_text_in_the_wrong_encoding_is_not(text: str) -> None:
    assert not is_readable(text)
