# ruff: noqa: E501  # a pattern is easier to read on its own line, however long
"""How models say that they are machines, or can't play people, by language; `refusals` says what is done with it.

Each pattern must leave alone what a person may say: "As an AI engineer, I…", "I'm Claude, my wife and I…", "I'm a virtual
assistant for a law office". A group holds what may be a person's name or work.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MachinePhrases:
    """What models say of themselves in one language. One of `hints`, which have a bar between them, stands in every text that a pattern finds."""

    hints: str
    patterns: tuple[str, ...]


_AM = r"(?:'m| am)"
_I_CANNOT = rf"\bi(?: (?:can't|cannot|can not|won't(?: be able to)?)|{_AM} (?:not able|unable) to)"
_NOT_FOR_ME = rf"(?:{_I_CANNOT}|\bnot (?:comfortable|appropriate|right)\b)"
_PLAY = (
    r"(?:role-?play(?:ing)?|impersonat\w+|pretend(?:ing)? to be|speak(?:ing)? (?:for|on behalf of|as)|tak(?:e|ing) on|play(?:ing)?|"
    r"portray(?:ing)?|adopt(?:ing)?|assum(?:e|ing)|answer as|respond as|act(?:ing)? as|simulat(?:e|ing))"
)
_ROLE = (
    r"(?:this (?:person|persona|role|character|individual)|(?:real|actual|named|specific|private)[ ,]+(?:named )?(?:person|people|"
    r"individuals?|human)|real-life|(?:role|persona|identity|character) of|someone else)"
)
_MODEL = r"claude|gemini|qwen|llama|mistral|deepseek|grok|copilot|gemma|kimi|bard"
_MACHINE = (
    r"(?:(?:large |ai )?language model|(?:a\.?i\.?|artificial intelligence)"
    r"(?: (?:language model|assistant|model|chatbot|system))?)"
)
# "As an AI, I …" and "I'm an AI and …", but not "I'm an AI engineer".
_NOTHING_MORE = (
    r"(?=\s*(?:[.,;:!?\u2013\u2014-]|$)"
    r"|\s+(?:and|so|but|or|without|with no|designed|created|developed|trained|made|that|who|i)\b)"
)

MACHINES: Mapping[str, MachinePhrases] = {
    "en": MachinePhrases(
        "language|ai|a.i|artificial|chatgpt|claude|gemini|qwen|llama|mistral|deepseek|grok|copilot|assistant|digital|virtual|real|this|persona|character|someone|policy|risk|content|roleplay|role-play|impersonate",
        (
            rf"\bas an? {_MACHINE}{_NOTHING_MORE}",
            rf"\bi{_AM} (?:just |only |merely |actually )?an? {_MACHINE}{_NOTHING_MORE}",
            rf"\bi{_AM} (?:chatgpt|gpt-\d\w*)\b",
            rf"\bi{_AM} ({_MODEL})\b,? (?:an? |the )?(?:{_MACHINE}|(?:helpful |virtual )?assistant|(?:made|created|developed|trained|built) by)",
            rf"\b(?:as|i{_AM}) an? ((?:virtual|digital) (?:assistant|twin)){_NOTHING_MORE}",
            rf"{_NOT_FOR_ME}[^.!?]{{0,60}}?\b{_PLAY}\b[^.!?]{{0,30}}\b{_ROLE}\b",
            rf"{_I_CANNOT} (?:role-?play)\b",
            r"\bcontent management policy\b|\bcontent exists risk\b|\bmay contain (?:inappropriate|sensitive) content\b",
            r"\bi must decline to (?:answer|respond|speak|act|role-?play) as\b",
        ),
    ),
    "es": MachinePhrases(
        "modelo|inteligencia|soy una ia|como ia|como una ia|asistente|opiniones|no puedo|no me es|no estoy en",
        (
            r"\b(?:como|soy|solo soy) (?:un |una )?(?:modelo (?:de lenguaje|de ia|lingüístico)|(?:ia|inteligencia artificial)(?=[,.;]|$| (?:y|no|sin|creada|desarrollada|entrenada)\b)|asistente de (?:ia|inteligencia artificial)|(asistente (?:virtual|digital))(?=\s*(?:[.,;:!?]|$)| (?:y|e|et|und|en|i|a|och|și|и|і|dan|và|nên) ))",
        ),
    ),
    "fr": MachinePhrases(
        "modèle|intelligence|qu'ia|qu'une ia|une ia|assistant|opinion|avis|expérience|je ne p|je ne suis pas",
        (
            r"\b(?:en tant qu(?:e |')|je (?:ne )?suis (?:qu')?)(?:un |une )?(?:modèle (?:de langage|d'ia|linguistique)|(?:ia|intelligence artificielle)(?=[,.;]|$| (?:et|je|sans|conçue|créée|développée|entraînée)\b)|assistant ia|(assistant (?:virtuel|numérique))(?=\s*(?:[.,;:!?]|$)| (?:y|e|et|und|en|i|a|och|și|и|і|dan|và|nên) ))",
        ),
    ),
    "de": MachinePhrases(
        "modell|ki|intelligenz|assistent|ich habe keine|helfen|anfrage|bitte|frage",
        (
            r"\b(?:als|ich bin)(?: nur| lediglich)? (?:ein |eine )?(?:(?:ki-?)?sprachmodell|(?:ki|künstliche intelligenz)(?=[,.;]|$| (?:und|habe|kann|ohne)\b)|ki-(?:assistent|modell|system)|((?:virtueller|digitaler) assistent)(?=\s*(?:[.,;:!?]|$)| (?:y|e|et|und|en|i|a|och|și|и|і|dan|và|nên) ))",
        ),
    ),
    "pt": MachinePhrases(
        "modelo|inteligência|ia|assistente|opini|não posso",
        (
            r"\b(?:como|(?:eu )?sou(?: apenas)?) (?:um |uma )?(?:modelo de (?:linguagem|ia)|(?:ia|inteligência artificial)(?=[,.;]|$| (?:e|não|sem|criada|desenvolvida|treinada)\b)|assistente de ia|(assistente (?:virtual|digital))(?=\s*(?:[.,;:!?]|$)| (?:y|e|et|und|en|i|a|och|și|и|і|dan|và|nên) ))",
        ),
    ),
    "it": MachinePhrases(
        "modello|intelligenza|ia|assistente|opinioni|non posso",
        (
            r"\b(?:come|sono(?: solo| soltanto)?) (?:un |una |un')?(?:modello (?:linguistico|di linguaggio|di ia)|(?:ia|intelligenza artificiale)(?=[,.;]|$| (?:e|non|senza|creata|sviluppata|addestrata)\b)|assistente ia|(assistente (?:virtuale|digitale))(?=\s*(?:[.,;:!?]|$)| (?:y|e|et|und|en|i|a|och|și|и|і|dan|và|nên) ))",
        ),
    ),
    "nl": MachinePhrases(
        "taalmodel|ai|intelligentie|assistent|persoonlijke|helpen|verzoek|vraag",
        (
            r"\b(?:als|ik ben)(?: slechts| maar)? (?:een )?(?:(?:ai-?|groot )?taalmodel|(?:ai|kunstmatige intelligentie)(?=[,.;]|$| (?:en|heb|kan|zonder)\b)|ai-(?:assistent|model)|((?:virtuele|digitale) assistent)(?=\s*(?:[.,;:!?]|$)| (?:y|e|et|und|en|i|a|och|și|и|і|dan|và|nên) ))",
        ),
    ),
    "pl": MachinePhrases(
        "model|ai|inteligencj|jestem si|jako si|asystent|osobist|własnych|nie mogę",
        (
            r"\b(?:jako|jestem(?: tylko)?) (?:model(?:em)? język\w+|(?:ai|si|sztuczn\w+ inteligencj\w+)(?=[,.;]|$| (?:i|nie|bez)\b)|asystent(?:em)? ai|(asystent(?:em)? wirtualn\w+|wirtualn\w+ asystent\w*)(?=\s*(?:[.,;:!?]|$)| (?:y|e|et|und|en|i|a|och|și|и|і|dan|và|nên) ))",
        ),
    ),
    "ru": MachinePhrases(
        "модель|ии|интеллект|ассистент|помощник|мнени|у меня нет|не могу",
        (
            r"\b(?:как|я(?: [-—–]| всего лишь| просто)?) (?:большая )?(?:языковая модель|(?:ии|искусственный интеллект)(?=[,.;]|$| (?:и|не|без)\b)|ии-?(?:ассистент|помощник|модель)|(виртуальный (?:ассистент|помощник))(?=\s*(?:[.,;:!?]|$)| (?:y|e|et|und|en|i|a|och|și|и|і|dan|và|nên) ))",
        ),
    ),
    "uk": MachinePhrases(
        "модель|ші|інтелект|асистент|помічник|немає|не можу",
        (
            r"\b(?:як|я(?: [-—–]| лише| просто)?) (?:велика )?(?:мовна модель|(?:ші|штучний інтелект)(?=[,.;]|$| (?:і|та|не|без)\b)|(віртуальний (?:асистент|помічник))(?=\s*(?:[.,;:!?]|$)| (?:y|e|et|und|en|i|a|och|și|и|і|dan|và|nên) ))",
        ),
    ),
    "tr": MachinePhrases(
        "yapay|dil modeli|asistan|yardım|veremem|kişisel",
        (
            r"\bbir (?:yapay zek[aâ](?: dil)? (?:modeli|asistanı)|dil modeli|sanal asistan|yapay zek[aâ]) (?:olarak|olduğum)",
        ),
    ),
    "cs": MachinePhrases(
        "model|ai|inteligence|asistent|nemohu",
        (
            r"\b(?:jako|jsem(?: jen| pouze)?) (?:jazykový model|(?:ai|umělá inteligence)(?=[,.;]|$| (?:a|ne|bez)\b)|(virtuální asistent)(?=\s*(?:[.,;:!?]|$)| (?:y|e|et|und|en|i|a|och|și|и|і|dan|và|nên) ))",
        ),
    ),
    "sv": MachinePhrases(
        "modell|ai|intelligens|assistent|hjälpa",
        (
            r"\b(?:som|jag är(?: bara)?|jeg er(?: bare| kun)?) (?:en |et |ett )?(?:(?:ai-?|stor )?språkmodell|(?:ai-?|stor )?sprogmodel|(?:ai|artificiell intelligens)(?=[,.;]|$| (?:och|har|kan)\b)|ai-assistent|(virtuell assistent)(?=\s*(?:[.,;:!?]|$)| (?:y|e|et|und|en|i|a|och|și|и|і|dan|và|nên) ))",
        ),
    ),
    "ro": MachinePhrases(
        "model|ia|inteligență|asistent|pot ajuta",
        (
            r"\b(?:ca|sunt(?: doar)?) (?:un |o )?(?:model (?:de limbaj|lingvistic)|(?:ia|inteligență artificială)(?=[,.;]|$| (?:și|nu)\b)|asistent ai|(asistent virtual)(?=\s*(?:[.,;:!?]|$)| (?:y|e|et|und|en|i|a|och|și|и|і|dan|và|nên) ))",
        ),
    ),
    "el": MachinePhrases(
        "μοντέλο|νοημοσύνη|βοηθ",
        (r"ως (?:γλωσσικό μοντέλο|μοντέλο (?:γλώσσας|τεχνητής)|τεχνητή νοημοσύνη|εικονικός βοηθός)",),
    ),
    "zh": MachinePhrases(
        "模型|人工|ai|助手|助理|没有|沒有|无法|不能|無法",
        (
            r"(?:作为|身为|作為|身為|我(?:只|僅|仅)?是)(?:一[个個名款]|個|个)?(?:ai|人工智能|人工智慧|大型|大)?(?:语言模型|語言模型|语言助手|智能助手|智慧助理|ai助手|ai(?=[,，、。])|人工智能(?=[,，、。])|虚拟助手|虛擬助理)",
            r"我(?:是|叫)[^。!?！？]{0,16}(?:由[^。]{0,16}(?:开发|開發|训练|訓練|打造|研发)|人工智能助手|ai ?助手|语言模型|語言模型)",
        ),
    ),
    "ja": MachinePhrases(
        "ai|知能|モデル|アシスタント|個人的|かねます|できません",
        (
            r"(?:私は)?(?:ai|人工知能|大規模言語モデル|言語モデル|aiアシスタント|ai言語モデル|バーチャルアシスタント)(?:として|ですので|なので|である(?:ため|私))",
        ),
    ),
    "ko": MachinePhrases(
        "ai|인공|언어|개인적|수 없",
        (
            r"(?:저는 |나는 )?(?:ai|인공지능|인공 지능|대규모 언어|언어)\s?(?:언어 )?(?:모델|어시스턴트|비서)?(?:로서|이기 때문에|이므로|이라서|라서|이라|라)(?=[\s,.])",
        ),
    ),
    "ar": MachinePhrases(
        "نموذج|ذكاء|مساعد|آراء|لا أستطيع|لا يمكنني",
        (
            r"(?:بصفتي|باعتباري|كوني|أنا (?:مجرد )?)\s?(?:نموذج(?:ًا|اً|ا)? (?:لغوي|لغة|ذكاء)|ذكاء(?:ً)? اصطناعي|مساعد(?:ًا|اً|ا)? (?:افتراضي|ذكي|رقمي))",
        ),
    ),
    "he": MachinePhrases(
        "מודל|בינה|עוזר|לעזור|לסייע",
        (r"(?:כ|אני (?:רק )?)(?:מודל שפה|בינה מלאכותית|עוזר וירטואלי)",),
    ),
    "hi": MachinePhrases(
        "मॉडल|एआई|सहायक|राय|नहीं कर सकत",
        (
            r"(?:एक )?(?:एआई|ai|कृत्रिम बुद्धिमत्ता|कृत्रिम बुद्धि)?\s?(?:भाषा मॉडल|एआई असिस्टेंट|एआई सहायक|एआई|आभासी सहायक) (?:के रूप में|होने के नाते|हूँ|हूं)",
        ),
    ),
    "vi": MachinePhrases(
        "mô hình|ai|trí tuệ|trợ lý|cá nhân|không thể",
        (
            r"(?:là|với tư cách là|tôi (?:chỉ )?là) (?:một )?(?:mô hình ngôn ngữ|(?:ai|trí tuệ nhân tạo)(?=[,.;]|$| (?:và|nên|không|tôi)\b)|trợ lý (?:ảo|ai))",
        ),
    ),
    "id": MachinePhrases(
        "bahasa|ai|buatan|asisten|pribadi|membantu|memenuhi|menjawab|menanggapi",
        (
            r"\b(?:sebagai|saya (?:hanya |hanyalah |adalah )?)(?: ?sebuah)? ?(?:model bahasa|(?:ai|kecerdasan buatan)(?=[,.;]|$| (?:dan|saya|tidak)\b)|asisten ai|(asisten (?:virtual|digital))(?=\s*(?:[.,;:!?]|$)| (?:y|e|et|und|en|i|a|och|și|и|і|dan|và|nên) ))",
        ),
    ),
    "th": MachinePhrases(
        "โมเดล|แบบจำลอง|ปัญญา|ผู้ช่วย|ai|ไม่สามารถ",
        (
            r"(?:ในฐานะ|ฉันเป็น(?:เพียง)?|ผมเป็น(?:เพียง)?|ดิฉันเป็น(?:เพียง)?)(?:ที่เป็น)?(?:โมเดลภาษา|แบบจำลองภาษา|ปัญญาประดิษฐ์|ผู้ช่วยเสมือน|ผู้ช่วย ?ai|ai\b)",
        ),
    ),
    "hu": MachinePhrases(
        "modell|intelligencia",
        (
            r"\b(?:nyelvi modellként|nyelvi modell vagyok|mesterséges intelligenciaként|mesterséges intelligencia vagyok)\b",
        ),
    ),
    "fi": MachinePhrases(
        "kielimalli|tekoäly",
        (r"\b(?:kielimallina|tekoälynä|olen (?:vain )?(?:tekoäly(?:malli|avustaja)?|kielimalli))(?=[\s.,;!?]|$)",),
    ),
    "fa": MachinePhrases(
        "مدل|هوش",
        (r"(?:به ?عنوان|من) (?:یک )?(?:مدل زبانی|هوش مصنوعی(?=[\s،,.]|$)(?! کار)|دستیار هوش مصنوعی)",),
    ),
    "bn": MachinePhrases(
        "মডেল|বুদ্ধিমত্তা|এআই",
        (r"(?:এআই|কৃত্রিম বুদ্ধিমত্তা|ভাষা মডেল|ভাষার মডেল)(?: ভাষা)?(?: মডেল| সহকারী)? হিসেবে",),
    ),
    "ta": MachinePhrases(
        "மாதிரி|நுண்ணறிவு|ai",
        (r"(?:மொழி மாதிரியாக|செயற்கை நுண்ணறிவாக|ai மொழி மாதிரி|மொழி மாதிரி என்பதால்)",),
    ),
    "sw": MachinePhrases(
        "lugha|akili",
        (r"\b(?:kama|mimi ni) (?:modeli? (?:ya|wa) lugha|akili (?:bandia|mnemba)|msaidizi wa ai)\b",),
    ),
}
"""By language (ISO 639-1), in the spelling of `domain.text.folded`: lower case, straight apostrophes."""
