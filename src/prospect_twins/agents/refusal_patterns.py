# ruff: noqa: E501  # a pattern is easier to read on its own line, however long
"""How models refuse and speak as themselves, by language; `refusals` says what is done with it.

Each pattern must leave alone what a person may say: "I'm sorry, but I can't afford that", "As an AI engineer, I…", "I
can't help feeling suspicious".
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusals:
    """Of one language. One of `hints`, which have a bar between them, stands in every text that a pattern finds."""

    hints: str
    patterns: tuple[str, ...]


_AM = r"(?:'m| am)"
_I_CANNOT = rf"\bi(?: (?:can't|cannot|can not|won't)|{_AM} (?:not able|unable) to)"
_MACHINE = (
    r"(?:(?:large |ai )?language model|(?:a\.?i\.?|artificial intelligence)"
    r"(?: (?:language model|assistant|model|chatbot|system))?)"
)
# "As an AI, I …" and "I'm an AI and …", but not "I'm an AI engineer".
_NOTHING_MORE = (
    r"(?=\s*(?:[.,;:!?\u2013\u2014-]|$)"
    r"|\s+(?:and|so|but|or|without|with no|designed|created|developed|trained|made|that|who|i)\b)"
)

REFUSALS: Mapping[str, Refusals] = {
    "en": Refusals(
        "can't|cannot|can not|won't|able to|language|ai|a.i|artificial|chatgpt|claude|gemini|qwen|digital|virtual|personal|general|violate|against",
        (
            rf"\bas an? {_MACHINE}{_NOTHING_MORE}",
            rf"\bi{_AM} (?:just |only |merely |actually )?an? {_MACHINE}{_NOTHING_MORE}",
            rf"\bi{_AM} (?:chatgpt|claude|gemini|qwen)\b",
            rf"\b(?:as|i{_AM}) an? (?:virtual assistant|digital assistant|digital twin)\b",
            r"\bi (?:don't|do not) have personal (?:opinions|experiences|feelings|beliefs|emotions)\b",
            rf"{_I_CANNOT} (?:role-?play|pretend to be|impersonate|take on the (?:role|persona))\b",
            r"\bi (?:can|could) (?:provide|offer|give) (?:you )?(?:with )?(?:some )?general (?:information|advice)\b",
            rf"{_I_CANNOT} (?:assist|comply) with\b",
            rf"{_I_CANNOT} (?:assist|help) (?:you )?(?:with (?:that|this|your request))\b",
            rf"{_I_CANNOT} (?:provide|give|offer) (?:an?|any|the|you with)? ?(?:\w+ )?(?:answer|response|assistance) to\b",
            rf"{_I_CANNOT} (?:fulfil+|engage (?:in|with)|participate in|continue with|respond to) (?:this|that|your)\b",
            r"\b(?:against|violates?) (?:my|openai's) (?:guidelines|content polic\w+|usage polic\w+|programming)\b",
        ),
    ),
    "es": Refusals(
        "modelo|inteligencia|soy una ia|como ia|como una ia|asistente|opiniones|no puedo|no me es|no estoy en",
        (
            r"\b(?:como|soy|solo soy) (?:un |una )?(?:modelo (?:de lenguaje|de ia|lingüístico)|"
            r"(?:ia|inteligencia artificial)(?=[,.;]|$| (?:y|no|sin|creada|desarrollada|entrenada)\b)|"
            r"asistente (?:virtual|de ia|digital|de inteligencia artificial))",
            r"\bno (?:tengo|poseo) opiniones (?:ni \w+ )?personales\b",
            r"\bno puedo (?:ayudar(?:te|le|lo|la|los|les|os)?|asistir(?:te|le)?|cumplir|continuar) con (?:eso|esto|esa|esta|ese|"
            r"este|tu|su)\b",
            r"\bno puedo (?:cumplir|atender|responder a|procesar) (?:con )?(?:esa|esta|tu|su) (?:solicitud|petición|pregunta)",
            r"\bno (?:me es posible|estoy en condiciones de) (?:ayudar|responder a (?:esa|esta|tu|su))",
        ),
    ),
    "fr": Refusals(
        "modèle|intelligence|qu'ia|qu'une ia|une ia|assistant|opinion|avis|expérience|je ne p|je ne suis pas",
        (
            r"\b(?:en tant qu(?:e |')|je (?:ne )?suis (?:qu')?)(?:un |une )?(?:modèle (?:de langage|d'ia|linguistique)|"
            r"(?:ia|intelligence artificielle)(?=[,.;]|$| (?:et|je|sans|conçue|créée|développée|entraînée)\b)|"
            r"assistant (?:virtuel|ia|numérique))",
            r"\bje n'ai pas d'(?:opinions?|avis|expériences?) personnel",
            r"\bje ne (?:peux|puis|suis pas en mesure de) ?(?:pas )?(?:vous |t')?aider (?:avec|à|pour|sur) (?:cela|ça|ceci|cette|"
            r"votre|ta)\b",
            r"\bje ne (?:peux|puis) (?:pas )?(?:répondre à|satisfaire|traiter|donner suite à) (?:cette|votre|ta) (?:demande|"
            r"requête|question)",
        ),
    ),
    "de": Refusals(
        "modell|ki|intelligenz|assistent|ich habe keine|helfen|anfrage|bitte|frage",
        (
            r"\b(?:als|ich bin)(?: nur| lediglich)? (?:ein |eine )?(?:(?:ki-?)?sprachmodell|(?:ki|künstliche intelligenz)"
            r"(?=[,.;]|$| (?:und|habe|kann|ohne)\b)|ki-(?:assistent|modell|system)|virtueller assistent|digitaler assistent)",
            r"\bich habe keine (?:persönlichen? |eigenen? )(?:meinung|erfahrung|gefühle|ansicht)",
            r"\b(?:ich kann|kann ich)(?: \w+)? (?:dabei|damit|hierbei|bei dieser anfrage|bei ihrer anfrage|bei deiner anfrage)"
            r" (?:leider )?nicht (?:weiter)?helfen",
            r"\b(?:dabei|damit|hierbei|da) kann ich (?:\w+ )?(?:leider )?nicht (?:weiter)?helfen",
            r"\b(?:ich kann|kann ich) (?:diese|ihre|deine|dieser|ihrer|deiner) (?:anfrage|bitte|frage) (?:leider )?nicht "
            r"(?:erfüllen|beantworten|bearbeiten|nachkommen|entsprechen)",
        ),
    ),
    "pt": Refusals(
        "modelo|inteligência|ia|assistente|opini|não posso",
        (
            r"\b(?:como|(?:eu )?sou (?:apenas )?)(?: ?um | ?uma )?(?:modelo de (?:linguagem|ia)|(?:ia|inteligência artificial)"
            r"(?=[,.;]|$| (?:e|não|sem|criada|desenvolvida|treinada)\b)|assistente (?:virtual|de ia|digital))",
            r"\bnão tenho opini(?:ões|ão) pessoa",
            r"\bnão posso (?:ajud(?:ar|á-l[oa]s?)|te ajudar|lhe ajudar|auxiliar) com (?:isso|isto|essa|esta|esse|este|seu|sua)\b",
            r"\bnão posso (?:atender|responder|cumprir|processar) (?:a |com |ao? )?(?:essa|esta|seu|sua|esse|este|à sua) "
            r"(?:solicitação|pedido|pergunta)",
        ),
    ),
    "it": Refusals(
        "modello|intelligenza|ia|assistente|opinioni|non posso",
        (
            r"\b(?:come|sono (?:solo |soltanto )?)(?: ?un | ?una |un')?(?:modello (?:linguistico|di linguaggio|di ia)|"
            r"(?:ia|intelligenza artificiale)(?=[,.;]|$| (?:e|non|senza|creata|sviluppata|addestrata)\b)|"
            r"assistente (?:virtuale|ia|digitale))",
            r"\bnon ho opinioni personali\b",
            r"\bnon posso (?:aiutar(?:ti|la|vi|e)|assister(?:ti|la|e)) (?:con|in|su) (?:questo|questa|quello|ciò|la tua|la sua)",
            r"\bnon posso (?:soddisfare|rispondere a|esaudire|elaborare) (?:questa|la tua|la sua|tale) (?:richiesta|domanda)",
        ),
    ),
    "nl": Refusals(
        "taalmodel|ai|intelligentie|assistent|persoonlijke|helpen|verzoek|vraag",
        (
            r"\b(?:als|ik ben)(?: slechts| maar)? (?:een )?(?:(?:ai-?|groot )?taalmodel|(?:ai|kunstmatige intelligentie)"
            r"(?=[,.;]|$| (?:en|heb|kan|zonder)\b)|ai-(?:assistent|model)|virtuele assistent|digitale assistent)",
            r"\bik heb geen persoonlijke (?:mening|ervaring|gevoel|opvatting)",
            r"\b(?:ik kan|kan ik)(?: je| u)? (?:daar|hier)(?: helaas)? ?(?:niet)? ?(?:mee|bij) ?(?:niet )?(?:verder )?helpen",
            r"\b(?:daar|hier) kan ik (?:je |u )?(?:helaas )?niet (?:mee|bij) (?:verder )?helpen",
            r"\b(?:ik kan|kan ik) (?:dit|deze|je|uw) (?:verzoek|vraag) (?:helaas )?niet (?:inwilligen|beantwoorden|uitvoeren)",
        ),
    ),
    "pl": Refusals(
        "model|ai|inteligencj|jestem si|jako si|asystent|osobist|własnych|nie mogę",
        (
            r"\b(?:jako|jestem(?: tylko)?) (?:model(?:em)? język\w+|(?:ai|si|sztuczn\w+ inteligencj\w+)"
            r"(?=[,.;]|$| (?:i|nie|bez)\b)|asystent(?:em)? (?:ai|wirtualn\w+)|wirtualn\w+ asystent\w*)",
            r"\bnie (?:mam|posiadam) (?:osobistych|własnych) (?:opinii|poglądów|doświadczeń|uczuć)",
            r"\bnie mogę (?:ci |państwu |panu |pani )?(?:w tym |z tym )pomóc",
            r"\bnie mogę (?:spełnić|zrealizować|odpowiedzieć na) (?:tej|tę|to|twojej|twoje) (?:prośb|pytani|żądani)",
        ),
    ),
    "ru": Refusals(
        "модель|ии|интеллект|ассистент|помощник|мнени|у меня нет|не могу",
        (
            r"\b(?:как|я(?: [-—–]| всего лишь| просто)?) (?:большая )?(?:языковая модель|(?:ии|искусственный интеллект)"
            r"(?=[,.;]|$| (?:и|не|без)\b)|ии-?(?:ассистент|помощник|модель)|виртуальный (?:ассистент|помощник))",
            r"\bу меня нет (?:личного мнения|личных (?:мнений|убеждений|чувств)|собственного мнения)",
            r"\bя не могу (?:вам |тебе )?(?:с этим |в этом )(?:вам |тебе )?помочь|\bя не могу помочь (?:вам |тебе )?(?:с этим|в этом|"
            r"с (?:этим|вашим) запросом)",
            r"\bя не могу (?:выполнить|ответить на|обработать) (?:этот|ваш|твой|данный) (?:запрос|вопрос)",
        ),
    ),
    "uk": Refusals(
        "модель|ші|інтелект|асистент|помічник|немає|не можу",
        (
            r"\b(?:як|я(?: [-—–]| лише| просто)?) (?:велика )?(?:мовна модель|(?:ші|штучний інтелект)(?=[,.;]|$| (?:і|та|не|без)\b)|"
            r"віртуальний (?:асистент|помічник))",
            r"\bу мене немає (?:особистої думки|власної думки|особистих (?:думок|почуттів))",
            r"\bя не можу (?:вам |тобі )?(?:з цим |у цьому |в цьому )(?:вам |тобі )?допомогти|\bя не можу допомогти (?:вам |тобі )?"
            r"(?:з цим|у цьому|в цьому)",
            r"\bя не можу (?:виконати|відповісти на|обробити) (?:цей|ваш|твій) (?:запит|питання)",
        ),
    ),
    "tr": Refusals(
        "yapay|dil modeli|asistan|yardım|veremem|kişisel",
        (
            r"\bbir (?:yapay zek[aâ](?: dil)? (?:modeli|asistanı)|dil modeli|sanal asistan|yapay zek[aâ]) (?:olarak|olduğum)",
            r"\bben (?:sadece |yalnızca )?bir (?:yapay zek[aâ]|dil modeli)y?i?(?:im|yim)\b",
            r"\bbu (?:konuda|isteğinize|talebinize|isteğini)(?: size| sana)? (?:yardımcı olamam|yardım edemem|yanıt veremem|"
            r"cevap veremem)",
            r"\bkişisel (?:görüş|fikir|düşünce)\w* (?:yok|sahip değil)",
        ),
    ),
    "cs": Refusals(
        "model|ai|inteligence|asistent|nemohu",
        (
            r"\b(?:jako|jsem(?: jen| pouze)?) (?:jazykový model|(?:ai|umělá inteligence)(?=[,.;]|$| (?:a|ne|bez)\b)|virtuální asistent)",
            r"\bs tím (?:vám |ti )?(?:bohužel )?nemohu pomoci|\bnemohu (?:vám |ti )?s tím(?:to)? pomoci",
        ),
    ),
    "sv": Refusals(
        "modell|ai|intelligens|assistent|hjälpa",
        (
            r"\b(?:som|jag är(?: bara)?) (?:en |ett )?(?:(?:ai-?|stor )?språkmodell|(?:ai|artificiell intelligens)(?=[,.;]|$| (?:och|har|"
            r"kan)\b)|ai-assistent|virtuell assistent)",
            r"\bjag kan (?:tyvärr )?inte hjälpa (?:dig |till )?(?:med (?:det|detta|den))\b",
        ),
    ),
    "ro": Refusals(
        "model|ia|inteligență|asistent|pot ajuta",
        (
            r"\b(?:ca|sunt(?: doar)?) (?:un |o )?(?:model (?:de limbaj|lingvistic)|(?:ia|inteligență artificială)(?=[,.;]|$| (?:și|nu)\b)|"
            r"asistent (?:virtual|ai))",
            r"\bnu (?:te|vă) pot ajuta cu (?:asta|acest|această)",
        ),
    ),
    "el": Refusals(
        "μοντέλο|νοημοσύνη|βοηθ",
        (
            r"ως (?:γλωσσικό μοντέλο|μοντέλο (?:γλώσσας|τεχνητής)|τεχνητή νοημοσύνη|εικονικός βοηθός)",
            r"δεν μπορώ να (?:σας |σε )?βοηθήσω (?:με|σε) (?:αυτό|αυτή)",
        ),
    ),
    "zh": Refusals(
        "模型|人工|ai|助手|助理|没有|沒有|无法|不能|無法",
        (
            r"(?:作为|身为|作為|身為|我(?:只|僅|仅)?是)(?:一[个個名款]|個|个)?(?:ai|人工智能|人工智慧|大型|大)?(?:语言模型|語言模型|语言助手|"
            r"智能助手|智慧助理|ai助手|ai(?=[,，、。])|人工智能(?=[,，、。])|虚拟助手|虛擬助理)",
            r"我没有(?:个人|自己的)(?:观点|意见|看法|情感|感受)|我沒有(?:個人|自己的)(?:觀點|意見|看法)",
            r"(?:我)?(?:无法|不能|無法)(?:帮助|协助|幫助|協助)(?:您|你)?(?:完成|处理|處理|满足)?(?:这个|此|該|该|這個|您的|你的)?(?:请求|請求|要求|"
            r"这个问题|這個問題)",
            r"我?(?:无法|不能|無法)(?:回答|满足|提供|回应|滿足|回應)(?:您|你|这个|此|该|這個|這|这)(?:的)?(?:类|類)?(?:请求|問題|问题|請求|要求)",
        ),
    ),
    "ja": Refusals(
        "ai|知能|モデル|アシスタント|個人的|かねます|できません",
        (
            r"(?:私は)?(?:ai|人工知能|大規模言語モデル|言語モデル|aiアシスタント|ai言語モデル|バーチャルアシスタント)(?:として|ですので|なので|である(?:ため|私))",
            r"個人的な(?:意見|見解|感情|経験)は(?:持って|ありません|有して)",
            r"(?:その|この|ご)(?:ような)?(?:リクエスト|ご?要望|ご?依頼|ご?質問)には(?:お応え|お答え|対応|応じる|応え)[^。]{0,8}(?:できません|"
            r"できかねます|かねます|ことはできません)",
            r"(?:お手伝い|お力になること|支援)(?:は|が)?(?:でき(?:ません|かねます))",
        ),
    ),
    "ko": Refusals(
        "ai|인공|언어|개인적|수 없",
        (
            r"(?:저는 |나는 )?(?:ai|인공지능|인공 지능|대규모 언어|언어)\s?(?:언어 )?(?:모델|어시스턴트|비서)?(?:로서|이기 때문에|이므로|이라서|라서)",
            r"개인적인 (?:의견|견해|감정|경험)(?:이|을|은)? (?:없|가지고 있지|가질 수)",
            r"(?:요청|질문|그것|이것|해당 요청)(?:을|를|에|에는|에 대해)? ?(?:도와드릴|도움을 드릴|응할|답변(?:을 )?(?:드릴|할)|처리할|수행할) 수 없",
        ),
    ),
    "ar": Refusals(
        "نموذج|ذكاء|مساعد|آراء|لا أستطيع|لا يمكنني",
        (
            r"(?:بصفتي|باعتباري|كوني|أنا (?:مجرد )?)\s?(?:نموذج(?:ًا|اً|ا)? (?:لغوي|لغة|ذكاء)|ذكاء(?:ً)? اصطناعي|مساعد(?:ًا|اً|ا)? (?:افتراضي|ذكي|رقمي))",
            r"ليس لدي آراء شخصية|لا أملك آراء شخصية",
            r"لا (?:أستطيع|يمكنني) (?:مساعدتك|المساعدة) (?:في|ب)\s?(?:ذلك|هذا|هذه)",
            r"لا (?:أستطيع|يمكنني) (?:تلبية|تنفيذ|الرد على|الإجابة على|الإجابة عن) (?:هذا|طلبك|هذه)",
        ),
    ),
    "he": Refusals(
        "מודל|בינה|עוזר|לעזור|לסייע",
        (
            r"(?:כ|אני (?:רק )?)(?:מודל שפה|בינה מלאכותית|עוזר וירטואלי)",
            r"(?:איני|אינני|אני לא) (?:יכול|יכולה) (?:לעזור|לסייע)(?: לך)? (?:בזה|בכך|עם זה|בבקשה)",
        ),
    ),
    "hi": Refusals(
        "मॉडल|एआई|सहायक|राय|नहीं कर सकत",
        (
            r"(?:एक )?(?:एआई|ai|कृत्रिम बुद्धिमत्ता|कृत्रिम बुद्धि)?\s?(?:भाषा मॉडल|एआई असिस्टेंट|एआई सहायक|एआई|आभासी सहायक) (?:के रूप में|होने के नाते|हूँ|हूं)",
            r"मेरी (?:कोई )?(?:व्यक्तिगत|निजी) राय नहीं",
            r"मैं (?:इसमें|इस में|इस अनुरोध में|इस विषय में|आपके अनुरोध में) (?:आपकी )?(?:मदद|सहायता) नहीं कर सकत",
        ),
    ),
    "vi": Refusals(
        "mô hình|ai|trí tuệ|trợ lý|cá nhân|không thể",
        (
            r"(?:là|với tư cách là|tôi (?:chỉ )?là) (?:một )?(?:mô hình ngôn ngữ|(?:ai|trí tuệ nhân tạo)(?=[,.;]|$| (?:và|nên|không|tôi)\b)|"
            r"trợ lý (?:ảo|ai))",
            r"tôi không có (?:ý kiến|quan điểm|cảm xúc) cá nhân",
            r"tôi không thể (?:giúp|hỗ trợ)(?: bạn)? (?:với |về |trong )?(?:việc này|việc đó|điều này|điều đó|yêu cầu (?:này|đó|của bạn))",
            r"tôi không thể (?:đáp ứng|trả lời|thực hiện) (?:yêu cầu|câu hỏi) (?:này|đó|của bạn)",
        ),
    ),
    "id": Refusals(
        "bahasa|ai|buatan|asisten|pribadi|membantu|memenuhi|menjawab|menanggapi",
        (
            r"\b(?:sebagai|saya (?:hanya |hanyalah |adalah )?)(?: ?sebuah)? ?(?:model bahasa|(?:ai|kecerdasan buatan)(?=[,.;]|$| (?:dan|saya|"
            r"tidak)\b)|asisten (?:virtual|ai|digital))",
            r"\bsaya tidak (?:memiliki|punya|mempunyai) (?:pendapat|opini|perasaan|pengalaman) pribadi",
            r"\bsaya tidak (?:bisa|dapat) membantu (?:anda )?(?:dengan|dalam) (?:itu|ini|hal (?:itu|ini|tersebut)|permintaan)",
            r"\bsaya tidak (?:bisa|dapat) (?:memenuhi|menjawab|menanggapi) (?:permintaan|pertanyaan) (?:itu|ini|tersebut|anda)",
        ),
    ),
    "th": Refusals(
        "โมเดล|แบบจำลอง|ปัญญา|ผู้ช่วย|ai|ไม่สามารถ",
        (
            r"(?:ในฐานะ|ฉันเป็น(?:เพียง)?|ผมเป็น(?:เพียง)?|ดิฉันเป็น(?:เพียง)?)(?:ที่เป็น)?(?:โมเดลภาษา|แบบจำลองภาษา|ปัญญาประดิษฐ์|ผู้ช่วยเสมือน|ผู้ช่วย ?ai|ai\b)",
            r"(?:ไม่สามารถ)(?:ช่วยเหลือ|ช่วย|ให้ความช่วยเหลือ)(?:คุณ)?(?:ในเรื่อง|กับ|เกี่ยวกับ|ตาม)?(?:นี้|เรื่องนี้|คำขอ)",
        ),
    ),
}
"""By language (ISO 639-1), in the spelling of `domain.text.folded`: lower case, straight apostrophes."""
