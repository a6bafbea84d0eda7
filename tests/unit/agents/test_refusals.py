"""Refusals in many languages, and what people say that sounds like one."""

import pytest

from prospect_twins.agents.refusal_patterns import REFUSALS
from prospect_twins.agents.refusals import is_refusal
from prospect_twins.domain.text import folded

REFUSED = [
    "As an AI language model, I don't have personal opinions.",
    "I’m sorry, but I can’t help with that.",
    "Lo siento, pero no puedo ayudarte con eso.",
    "Lo siento, no puedo ayudar con esa solicitud.",
    "Como modelo de lenguaje, no tengo opiniones personales.",
    "Como modelo de lenguaje de IA, no puedo tener seguros.",
    "Soy una IA y no tengo familia.",
    "Désolé, je ne peux pas vous aider avec cela.",
    "Je suis désolé, mais je ne peux pas répondre à cette demande.",
    "En tant que modèle de langage, je n'ai pas d'opinion personnelle.",
    "En tant qu’IA, je n’ai pas de famille.",
    "Es tut mir leid, aber dabei kann ich nicht helfen.",
    "Tut mir leid, aber ich kann Ihnen dabei nicht helfen.",
    "Als KI-Sprachmodell habe ich keine persönlichen Meinungen.",
    "Ich kann diese Anfrage nicht erfüllen.",
    "Desculpe, mas não posso ajudar com isso.",
    "Como um modelo de linguagem, não tenho opiniões pessoais.",
    "Mi dispiace, ma non posso aiutarti con questo.",
    "Come modello linguistico, non ho opinioni personali.",
    "In quanto IA: sono un modello linguistico.",
    "Sorry, daar kan ik niet mee helpen.",
    "Het spijt me, maar ik kan je daar niet bij helpen.",
    "Als AI-taalmodel heb ik geen persoonlijke mening.",
    "Przepraszam, ale nie mogę w tym pomóc.",
    "Jako model językowy nie mam osobistych opinii.",
    "Извините, но я не могу помочь с этим.",
    "Извините, но я не могу с этим помочь.",
    "Как языковая модель, я не имею личного мнения.",
    "Вибачте, але я не можу допомогти з цим.",
    "Як мовна модель, я не маю думки.",
    "Üzgünüm, bu konuda yardımcı olamam.",
    "Bir yapay zeka dil modeli olarak kişisel görüşlerim yok.",
    "抱歉，我无法帮助您完成这个请求。",
    "作为一个AI语言模型，我没有个人观点。",
    "对不起，我不能回答这个问题。",
    "很抱歉，我無法協助您的請求。",
    "申し訳ありませんが、そのリクエストにはお応えできません。",
    "AI言語モデルとして、個人的な意見は持っていません。",
    "申し訳ございませんが、お手伝いできません。",
    "죄송하지만 그 요청을 도와드릴 수 없습니다.",
    "죄송합니다. 저는 AI 언어 모델로서 개인적인 의견이 없습니다.",
    "عذرًا، لا يمكنني المساعدة في ذلك.",
    "بصفتي نموذجًا لغويًا، ليس لدي آراء شخصية.",
    "क्षमा करें, मैं इसमें आपकी मदद नहीं कर सकता।",
    "एक एआई भाषा मॉडल के रूप में, मेरी कोई व्यक्तिगत राय नहीं है।",
    "Xin lỗi, tôi không thể giúp bạn với việc này.",
    "Là một mô hình ngôn ngữ, tôi không có ý kiến cá nhân.",
    "Maaf, saya tidak bisa membantu dengan permintaan itu.",
    "Sebagai model bahasa AI, saya tidak memiliki pendapat pribadi.",
    "ขออภัย ฉันไม่สามารถช่วยเหลือคุณในเรื่องนี้ได้",
    "ในฐานะโมเดลภาษา ฉันไม่มีความเห็น",
    "Jag kan tyvärr inte hjälpa dig med det.",
    "Bohužel s tím vám nemohu pomoci.",
    "Lo siento, pero no puedo ayudarle con esa petición.",
    "No puedo ayudarte con esto.",
]
SAID_BY_PEOPLE = [
    "No, I can't afford it.",
    "No puedo pagar eso.",
    "I'm sorry, but I can't talk about money.",
    "No puedo ayudar con los gastos de mi hijo.",
    "Je ne peux pas payer ça, désolé.",
    "Je ne peux pas aider mes enfants avec ce prix.",
    "Das kann ich mir nicht leisten.",
    "Ich kann meinen Kindern damit nicht alles bezahlen.",
    "Não posso pagar isso.",
    "Non posso permettermelo.",
    "Dat kan ik niet betalen.",
    "Nie mogę sobie na to pozwolić.",
    "Я не могу себе этого позволить.",
    "Я не могу сейчас говорить о деньгах.",
    "Я не можу собі цього дозволити.",
    "Bunu karşılayamam.",
    "我买不起，抱歉。",
    "我不能接受这个价格。",
    "申し訳ないけど、お金がありません。",
    "죄송하지만 그건 살 수 없어요.",
    "لا أستطيع دفع ذلك.",
    "मैं यह नहीं खरीद सकता।",
    "Tôi không thể trả số tiền đó.",
    "Saya tidak bisa membayar itu.",
    "Como ingeniero de IA, leo todo.",
    "Soy ingeniera de inteligencia artificial.",
    "Ich bin KI-Ingenieur und traue Modellen nicht.",
    "Als Lehrer habe ich keine Zeit.",
    "Je suis ingénieur en intelligence artificielle.",
    "Sono un assistente sociale.",
    "Soy asistente administrativa en una clínica.",
    "Как учитель, я не верю рекламе.",
    "我是人工智能工程师，不相信这个。",
    "AIエンジニアとして働いています。",
    "저는 AI 엔지니어로서 이걸 믿지 않아요.",
    "No tengo opiniones sobre seguros.",
    "I have no opinion.",
    "Als KI-Forscherin bin ich skeptisch.",
]


@pytest.mark.parametrize("text", REFUSED)
def test_a_model_that_refuses_or_speaks_as_itself_is_heard(text: str) -> None:
    assert is_refusal(text)
    if folded(text.upper()) == folded(text):  # a Turkish dotless i is not undone
        assert is_refusal(f"Hm. {text.upper()}")


@pytest.mark.parametrize("text", SAID_BY_PEOPLE)
def test_what_people_say_is_no_refusal(text: str) -> None:
    assert not is_refusal(text)


def test_each_language_has_hints_and_both_kinds_of_patterns() -> None:
    for language in REFUSALS.values():
        assert len(language.patterns) > 1
        assert all(language.hints.split("|"))
