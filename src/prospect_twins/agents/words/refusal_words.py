# ruff: noqa: E501  # a class of words is easier to read on its own line, however long
"""The words that models refuse with, by language and by what each does; `refusals` says how they are put together.

Every class is a list of phrases with bars between them, in the spelling of `domain.text.folded`. A word with a star
stands for all that begin so. What people speak of, such as money, family and time, must not stand here: one such word is
how a person's own "I can't" is told from a model's.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefusalWords:
    """The words with which models refuse in one language."""

    unable: str
    """That one can't, with the negation."""
    helps: str
    """What a model can't: with `unable` this is a refusal."""
    answers: str
    """What people can't either: a refusal only of a task."""
    tasks: str
    """What was asked of the model: the request, the question, the role."""
    others: str
    """Apologies, and the small words of such a sentence."""
    offers: str = ""
    """How a sentence begins that offers something else; what it offers may be anything."""
    refuses: str = ""
    """What is a refusal by itself."""
    has_blanks: bool = True
    """Whether words are written apart. Else phrases are looked for in the text without its blanks."""


REFUSAL_WORDS: Mapping[str, RefusalWords] = {
    "en": RefusalWords(
        "can't|cannot|can not|won't|will not|couldn't|unable to|not able to|won't be able to|must decline|have to decline|not allowed to|not permitted to|must refuse",
        "help|assist|comply|fulfil|fulfill|provide|offer|assistance|help you with|impersonate|role-play|roleplay|generate|create|accommodate",
        "answer|respond|reply|discuss|talk|continue|participate|engage|process|complete|give|share|speak|write|produce|do|carry out|proceed|in|take on|play",
        "request|requests|question|questions|prompt|task|conversation|role|scenario|topic|query|this person|character|persona|individual|individuals|real|content|instructions|subject|impersonates",
        "i|i'm|i am|i'm sorry|sorry|apologize|apologise|my apologies|afraid|unfortunately|regret|but|and|so|that|this|these|those|the|a|an|any|your|you|to|of|with|for|on|about|at|as|or|by|is|be|not|such|type|kind|sort|suitable|appropriate|response|opinion|please|however|currently|moment|time|from|behalf|hm|would|have|because|could|deceptive|misleading|harmful|inappropriate|here|like|also|very|must|what|asked|specific|particular|goes|in|another|to tell you the truth|was|has|been",
        "if you|feel free|let me know|please|is there|i'd be happy|i would be happy|i can provide|i can offer|i could offer|let's|let us|perhaps|you can|you may|you might|instead|how can i|how may i|what else|happy to|thank you|thanks|if there's|i'm happy to|i am happy to|i'm here to|i hope",
        "not sure how to help with|beyond my current scope|beyond my scope|outside my scope|against my guidelines|against my programming|against openai's|violates the|violates my|violates our|violates usage|violates openai's|usage policies|content policy|content policies|content management policy|guidelines|don't have personal opinions|don't have personal experiences|don't have personal feelings|don't have personal beliefs|don't have personal emotions|do not have personal opinions|do not have personal experiences|do not have personal feelings|do not have personal beliefs|content blocked|blocked by|content filtered|safety filter|content filter|content removed|response was filtered|response blocked|response filtered|flagged by",
    ),
    "es": RefusalWords(
        "no puedo|no podría|no podré|no me es posible|no estoy en condiciones|no soy capaz|no me está permitido",
        "ayudar|ayudarte|ayudarle|ayudarles|ayudaros|ayudarlo|ayudarla|asistir|asistirte|asistirle|proporcionar|ofrecer|ayuda",
        "responder|contestar|continuar|participar|procesar|atender|cumplir|completar|realizar|hablar|asumir|hacer",
        "solicitud|petición|pregunta|tarea|conversación|papel|rol|persona real|personaje|tema|instrucciones|identidad",
        "lo siento|siento mucho|lamento|lo lamento|perdón|perdona|disculpa|disculpe|disculpas|pero|mucho|yo|me|te|le|con|en|de|del|a|al|por|para|que|eso|esto|esa|esta|ese|este|esas|tal|tu|su|una|un|la|el|lo|no|y|ni|desafortunadamente|lamentablemente|mi|como|momento|tengo|gracias|respuesta|tipo|personales|opiniones|real",
        "si |¿|por favor|puedo |estaré|hablemos|cambiemos|gracias|quizás",
        "no tengo opiniones personales|no poseo opiniones personales",
    ),
    "ca": RefusalWords(
        "no puc|no podria|no podré|no em és possible|no soc capaç|no estic en condicions",
        "ajudar|ajudar-te|ajudar-lo|ajudar-la|ajudar-vos|assistir|proporcionar|oferir|ajuda",
        "respondre|contestar|continuar|participar|processar|atendre|complir|completar|fer|parlar|assumir",
        "sol·licitud|petició|pregunta|tasca|conversa|paper|rol|persona real|personatge|tema|instruccions",
        "ho sento|em sap greu|lamento|perdó|disculpa|disculpi|disculpeu|però|molt|jo|et|us|li|amb|en|de|del|a|al|per|que|això|aquesta|aquest|tal|la teva|la seva|una|un|la|el|no|i|malauradament|lamentablement|com|moment|gràcies|resposta|tipus",
        "si |si us plau|puc |parlem|gràcies|potser",
        "no tinc opinions personals|no tinc opinions pròpies",
    ),
    "fr": RefusalWords(
        "je ne peux pas|je ne peux|je ne puis|je ne puis pas|je ne suis pas en mesure|je ne pourrai pas|je ne suis pas capable|il m'est impossible|je n'ai pas la possibilité",
        "aider|vous aider|t'aider|assister|vous assister|fournir|aide|assistance",
        "répondre|satisfaire|traiter|donner suite|continuer|participer|accéder|réaliser|jouer|parler|incarner|faire",
        "demande|requête|question|tâche|conversation|rôle|personne réelle|personnage|sujet|instructions|identité",
        "désolé|désolée|je suis désolé|navré|je regrette|excusez-moi|pardon|mes excuses|malheureusement|mais|je|ne|pas|avec|à|au|aux|pour|sur|de|du|d'|des|en|y|cela|ça|ceci|cette|ce|cet|votre|ta|ton|vos|la|le|les|un|une|que|et|nom|comme|moi|mon|actuellement|moment|type|genre|réponse|opinion|personnelle",
        "si |n'hésitez|n'hésite|je peux|puis-je|parlons|y a-t-il|merci|je serais|peut-être",
        "je n'ai pas d'opinion personnelle|je n'ai pas d'opinions personnelles|je n'ai pas d'avis personnel",
    ),
    "de": RefusalWords(
        "kann nicht|nicht helfen|nicht weiterhelfen|kann ich leider nicht|kann ich nicht|kann leider nicht|nicht in der lage|nicht möglich|kann ihnen|kann dir|nicht erfüllen|nicht beantworten|nicht bearbeiten|nicht nachkommen|nicht entsprechen|kann keine|darf nicht",
        "helfen|weiterhelfen|unterstützen|behilflich|hilfe|hilfe anbieten",
        "erfüllen|beantworten|bearbeiten|nachkommen|entsprechen|antworten|fortsetzen|führen|übernehmen|spielen|sprechen|ausführen|teilnehmen",
        "anfrage|bitte|frage|aufgabe|unterhaltung|gespräch|rolle|echten person|realen person|wirklichen person|thema|anweisungen|anliegen|wunsch",
        "es tut mir leid|tut mir sehr leid|entschuldigung|entschuldigen|sie|verzeihung|leider|bedaure|aber|ich|kann|kann ich|dabei|damit|hierbei|hier|da|bei|dazu|dieser|diese|diesem|ihrer|ihre|deiner|deine|ihnen|dir|euch|nicht|auf|an|zu|zum|zur|in|der|die|das|den|dem|einer|eine|eines|als|mit|und|ihr|so|bin|wäre|antwort|art|momentan|derzeit|im moment",
        "wenn sie|wenn du|falls|gerne|bitte|lassen sie|lass uns|kann ich sonst|ich kann ihnen gerne|vielleicht|danke",
        "ich habe keine persönliche meinung|ich habe keine persönlichen meinungen|habe keine eigene meinung|ich habe keine persönlichen erfahrungen|ich habe keine persönlichen gefühle",
    ),
    "pt": RefusalWords(
        "não posso|não consigo|não poderei|não sou capaz|não estou em condições|não me é possível|não é possível",
        "ajudar|ajudá-lo|ajudá-la|te ajudar|lhe ajudar|auxiliar|auxiliá-lo|ajuda|fornecer|assistir",
        "responder|atender|cumprir|processar|continuar|participar|realizar|completar|falar|assumir|fazer|interpretar",
        "solicitação|pedido|pergunta|tarefa|conversa|papel|pessoa real|personagem|tema|assunto|instruções",
        "desculpe|desculpa|desculpe-me|peço desculpas|lamento|sinto muito|infelizmente|mas|eu|me|te|lhe|com|em|a|à|ao|o|os|as|de|da|do|essa|esse|esta|este|isso|isto|sua|seu|tua|teu|tal|um|uma|que|e|não|no|na|nesse|nessa|neste|nesta|disso|como|por|para|momento|tipo|resposta|você",
        "se você|se |posso |por favor|vamos |há |obrigad|talvez",
        "não tenho opiniões pessoais|não tenho opinião pessoal",
    ),
    "it": RefusalWords(
        "non posso|non sono in grado|non riesco|non mi è possibile|non potrò",
        "aiutare|aiutarti|aiutarla|aiutarvi|assistere|assisterti|assisterla|fornire|aiuto|assistenza|essere d'aiuto",
        "rispondere|soddisfare|esaudire|elaborare|continuare|partecipare|eseguire|parlare|interpretare|assumere|fare",
        "richiesta|domanda|compito|conversazione|ruolo|persona reale|personaggio|argomento|istruzioni",
        "mi dispiace|scusa|scusi|spiacente|purtroppo|ma|io|non|sono|di|a|con|in|su|per|questo|questa|quello|quella|quest'|tale|ciò|la|il|lo|le|un|una|tua|sua|vostra|alla|al|del|della|che|e|come|momento|tipo|risposta",
        "se |posso |per favore|parliamo|c'è |grazie|forse",
        "non ho opinioni personali",
    ),
    "nl": RefusalWords(
        "kan niet|niet helpen|niet inwilligen|niet beantwoorden|niet uitvoeren|kan ik niet|kan helaas niet|niet in staat|niet mogelijk|kan je daar niet|kan u daar niet|kan daar niet|kan hier niet|kan ik helaas niet|kan dit verzoek niet|kan deze vraag niet|kan je niet|kan u niet|kan je hier niet|kan u hier niet",
        "helpen|assisteren|ondersteunen|hulp|verder helpen|van dienst zijn",
        "inwilligen|beantwoorden|uitvoeren|voldoen|antwoorden|doorgaan|deelnemen|spelen|praten|spreken|verwerken",
        "verzoek|vraag|taak|gesprek|rol|echt persoon|echte persoon|personage|onderwerp|instructies",
        "sorry|het spijt me|spijt|excuses|mijn|helaas|maar|ik|kan|je|u|jou|daar|hier|daarmee|hiermee|daarbij|hierbij|mee|bij|met|niet|dit|deze|dat|die|uw|jouw|aan|op|van|de|het|een|als|te|om|en|ben|moment",
        "als je|als u|laat |kan ik|ik kan je wel|misschien|bedankt|laten we",
        "ik heb geen persoonlijke mening|ik heb geen persoonlijke meningen|ik heb geen persoonlijke ervaringen",
    ),
    "pl": RefusalWords(
        "nie mogę|nie jestem w stanie|nie będę w stanie|nie potrafię|nie mogłabym|nie mogłbym",
        "pomóc|pomagać|pomocy|udzielić|wesprzeć",
        "spełnić|zrealizować|odpowiedzieć|odpowiadać|kontynuować|uczestniczyć|wykonać|odgrywać|mówić|przetworzyć|wcielić",
        "prośb*|pytani*|żądani*|zadani*|spraw*|rozmow*|rol*|prawdziwej osoby|realnej osoby|postaci|temat*|poleceni*",
        "przepraszam|przykro mi|bardzo|niestety|wybacz|ale|ja|w|z|na|do|tym|tej|tę|ten|to|tego|twojej|twoją|twoje|ci|cię|państwu|panu|pani|pana|się|i|o|nie|jako|takiej|takie",
        "jeśli|czy |proszę|mogę |porozmawiajmy|dziękuję|może",
        "nie mam osobistych opinii|nie mam własnych opinii|nie posiadam osobistych opinii|nie mam osobistych poglądów",
    ),
    "ru": RefusalWords(
        "не могу|не смогу|не в состоянии|не имею возможности|не в силах|не способен",
        "помочь|помогать|содействовать|предоставить|помощь",
        "выполнить|ответить|обработать|продолжать|продолжить|участвовать|исполнить|отвечать|говорить|играть|обсуждать",
        "запрос*|вопрос*|просьб*|задач*|задани*|разговор*|роль|роли|реального человека|персонаж*|тем*|инструкци*",
        "извините|извини|простите|прости|прошу прощения|к сожалению|сожалению|сожалею|мне жаль|очень|жаль|но|я|вам|вас|тебе|с|со|в|на|по|этим|этом|это|этот|эту|этого|этой|ваш|ваша|ваше|вашу|вашим|твой|твоим|данный|данным|данную|как|и|о|от|таким|такой|лица|сейчас|ответ",
        "если |пожалуйста|могу |давайте|давай|чем |спасибо|буду рад|может",
        "у меня нет личного мнения|у меня нет собственного мнения|у меня нет личных",
    ),
    "uk": RefusalWords(
        "не можу|не зможу|не в змозі|не маю можливості",
        "допомогти|допомагати|надати|допомогу",
        "виконати|відповісти|обробити|продовжувати|продовжити|брати участь|відповідати|грати|говорити",
        "запит*|питанн*|запитанн*|прохан*|завдан*|розмов*|роль|ролі|реальної людини|персонаж*|тем*",
        "вибачте|вибач|перепрошую|пробачте|на жаль|жаль|шкода|дуже|мені|але|я|вам|вас|тобі|з|із|у|в|на|цим|цьому|це|цей|цю|цього|ваш|ваше|вашим|вашу|твій|як|і|про|таким|такий",
        "якщо |будь ласка|можу |давайте|дякую",
        "у мене немає особистої думки|у мене немає власної думки",
    ),
    "tr": RefusalWords(
        "yardımcı olamam|yardım edemem|yardımcı olamıyorum|yardım edemiyorum|yanıt veremem|cevap veremem|yanıtlayamam|yerine getiremem|yerine getiremiyorum|karşılayamıyorum|yardımcı olamayacağım|cevaplayamam|destek olamam|üstlenemem",
        "yardımcı|yardım|destek",
        "yanıt|cevap|yanıtlayamam|yerine|karşılayamıyorum|cevaplayamam|üstlenemem",
        "istek|isteği*|istekte|talep|talebi*|taleple|soru|soruya|soruyu|sorunuz*|görev*|sohbet*|rol*|gerçek bir kişi*|konuşma*",
        "üzgünüm|çok|özür dilerim|maalesef|ne yazık ki|kusura bakmayın|ama|ancak|fakat|bu|şu|bunu|buna|bununla|konuda|konu|size|sana|ben|ilgili|bir|da|de|için",
        "eğer|lütfen|başka|size başka|yardımcı olabileceğim|isterseniz|teşekkür",
        "kişisel görüşlerim yok|kişisel görüşüm yok|kişisel fikrim yok",
    ),
    "cs": RefusalWords(
        "nemohu|nemůžu|nejsem schopen|nejsem schopna|nedokážu|není možné",
        "pomoci|pomoct|pomáhat|asistovat|poskytnout",
        "splnit|odpovědět|zpracovat|vyhovět|pokračovat|účastnit|odpovídat|hrát|vyřídit",
        "žádost*|požadav*|otázk*|úkol*|rozhovor*|rol*|skutečné osoby|skutečnou osobu|prosb*|téma*",
        "omlouvám se|promiňte|promiň|bohužel|je mi líto|lituji|ale|s|se|tím|tímto|touto|tuto|této|toto|to|vám|ti|vás|vaši|vaší|tvou|na|v|já|mi|i|jako",
        "pokud |mohu |prosím|děkuji|můžeme|rád ",
        "nemám osobní názory|nemám vlastní názor",
    ),
    "sv": RefusalWords(
        "kan inte|kan tyvärr inte|kan jag inte|kan jag tyvärr inte|inte möjlighet|inte kapabel|kan dessvärre inte",
        "hjälpa|hjälpa till|hjälpa dig|bistå|assistera|hjälp",
        "svara|uppfylla|besvara|fortsätta|delta|behandla|spela|utföra|prata",
        "begäran|förfrågan|fråga|frågan|uppgift|uppgiften|konversation*|roll|rollen|verklig person|samtal*|ämne*|önskemål",
        "tyvärr|förlåt|jag|är|ledsen|ursäkta|beklagar|dessvärre|men|kan|dig|er|till|med|på|det|detta|den|denna|din|ditt|er|ert|i|av|en|att|som",
        "om du|kan jag|låt |vänligen|tack|jag kan gärna|hör av",
        "jag har inga personliga åsikter",
    ),
    "no": RefusalWords(  # Danish with it: they share most words
        "kan ikke|kan jeg ikke|kan desværre ikke|kan dessverre ikke|kan jeg desværre ikke|kan jeg dessverre ikke|ikke i stand til",
        "hjelpe|hjælpe|hjelpe deg|hjælpe dig|bistå|assistere|hjelp|hjælp",
        "svare|oppfylle|opfylde|besvare|fortsette|fortsætte|delta|deltage|behandle|imøtekomme|imødekomme|spille|udføre",
        "forespørsel*|forespørgsel|forespørgslen|anmodning*|spørsmål*|spørgsmål*|oppgave*|opgave*|samtale*|rolle*|virkelig person|ægte person",
        "beklager|desværre|dessverre|unnskyld|undskyld|jeg|er|lei meg|ked af|men|kan|deg|dig|dere|jer|med|på|det|dette|den|denne|din|dit|ditt|til|i|at|å|for|om|som|af|av|en|virkelig",
        "hvis du|kan jeg|la oss|lad os|vennligst|venligst|tak|takk|jeg vil gjerne",
        "jeg har ingen personlige meninger",
    ),
    "ro": RefusalWords(
        "nu pot|nu te pot|nu vă pot|nu sunt în măsură|nu îmi este posibil|nu pot să",
        "ajuta|ajut|asista|oferi|ajutor|asist|să te ajut|să vă ajut",
        "răspunde|răspund|îndeplini|procesa|continua|participa|juca|vorbi|da curs|onora",
        "solicitar*|cerer*|întrebar*|sarcin*|conversați*|rol*|persoană reală|persoane reale|subiect*",
        "îmi pare rău|pare|rău|scuze|scuzați-mă|din păcate|regret|îmi cer|mă|dar|eu|nu|te|vă|să|cu|la|în|asta|acest|această|acestei|aceasta|acesta|acestui|ta|dumneavoastră|dvs|de|o|un|a|și|foarte",
        "dacă |te rog|vă rog|pot să|mulțumesc|hai să",
        "nu am opinii personale|nu am păreri personale",
    ),
    "el": RefusalWords(
        "δεν μπορώ|δεν είμαι σε θέση|δεν δύναμαι|δε μπορώ|αδυνατώ",
        "βοηθήσω|βοήθεια|εξυπηρετήσω|παράσχω",
        "απαντήσω|εκπληρώσω|ικανοποιήσω|συνεχίσω|συμμετάσχω|υποδυθώ|επεξεργαστώ|ανταποκριθώ",
        "αίτημα|αίτημά|ερώτηση|ερώτησή|εργασία|συνομιλία|ρόλο|πραγματικό πρόσωπο|θέμα|αιτήματος",
        "λυπάμαι|συγγνώμη|με|συγχωρείτε|δυστυχώς|αλλά|όμως|να|σας|σε|σου|στο|στη|στην|αυτό|αυτή|αυτήν|το|τη|την|του|ένα|μια|για|θα|πολύ|και|ως",
        "αν |εάν |παρακαλώ|μπορώ να σας βοηθήσω με κάτι|ευχαριστώ|ας ",
        "δεν έχω προσωπικές απόψεις",
    ),
    "hu": RefusalWords(
        "nem tudok|nem tudom|nem áll módomban|nem vagyok képes|nem segíthetek|nem lehet",
        "segíteni|segítséget|segítséget nyújtani|segíthetek|támogatni",
        "válaszolni|teljesíteni|megválaszolni|folytatni|feldolgozni|eljátszani|beszélni|részt venni",
        "kérés*|kérelm*|kérdés*|feladat*|beszélgetés*|szerep*|valódi személy*|téma*",
        "sajnálom|sajnos|elnézést|bocsánat|bocs|kérem|de|ebben|ezzel|erre|ezt|ez|az|a|azzal|abban|arra|önnek|neked|én|egy|nagyon",
        "ha |kérem|miben|szívesen|köszönöm|beszéljünk",
        "nincs személyes véleményem",
    ),
    "fi": RefusalWords(
        "en voi|en pysty|en valitettavasti voi|en kykene|en pystyisi",
        "auttaa|avustaa|tarjota apua|tarjota",
        "vastata|täyttää|jatkaa|osallistua|käsitellä|toteuttaa|esittää|keskustella",
        "pyyntö*|pyynnö*|kysymyk*|kysymys|tehtävä*|keskustelu*|rooli*|todellista henkilöä|aihe*",
        "anteeksi|valitettavasti|olen|pahoillani|pahoittelen|mutta|minä|tässä|tähän|tätä|tuossa|siinä|siihen|sinua|teitä|asiassa|asian|kanssa|apua|se|tämä|tämän|on|ja",
        "jos |voinko|ole hyvä|kiitos|voin ",
        "minulla ei ole henkilökohtaisia mielipiteitä",
    ),
    "ar": RefusalWords(
        "لا أستطيع|لا يمكنني|لا استطيع|لست قادرًا|لست قادرا|لا يمكن لي|لن أتمكن من|ليس بإمكاني|غير قادر",
        "مساعدتك|المساعدة|مساعدتكم|تقديم|أساعدك|المساعده",
        "تلبية|تنفيذ|الرد|الإجابة|الاستمرار|المشاركة|إكمال|معالجة|تقمص",
        "الطلب|طلبك|السؤال|سؤالك|المهمة|المحادثة|دور|شخص حقيقي|الموضوع|طلبكم",
        "عذرًا|عذراً|عذرا|آسف|آسفة|أنا|أعتذر|للأسف|معذرة|لكن|ولكن|لكنني|ولكنني|في|على|عن|من|هذا|هذه|ذلك|بذلك|بهذا|بهذه|الأمر|مع|أن|أو|نأسف",
        "إذا |هل |يرجى|يمكنني |دعنا|شكرا|من فضلك",
        "ليس لدي آراء شخصية|لا أملك آراء شخصية",
    ),
    "he": RefusalWords(
        "אני לא יכול|אני לא יכולה|איני יכול|אינני יכול|איני יכולה|אינני יכולה|לא אוכל|אין באפשרותי|לא ניתן",
        "לעזור|לסייע|לתמוך|לספק",
        "לענות|למלא|להשיב|להמשיך|להשתתף|לבצע|לגלם",
        "בקשה|בבקשה זו|בקשתך|לבקשתך|שאלה|השאלה|לשאלה|משימה|שיחה|תפקיד|אדם אמיתי|הבקשה|נושא",
        "מצטער|מצטערת|סליחה|מתנצל|לצערי|אבל|אך|אני|לך|לכם|בזה|בכך|עם|זה|זו|זאת|הזה|הזו|הזאת|את|על|של|ב|כ",
        "אם |האם |אנא|אשמח|תודה|בוא ",
        "אין לי דעות אישיות",
    ),
    "fa": RefusalWords(
        "نمی توانم|نمیتوانم|قادر نیستم|نمی تونم|نمیتونم|امکان ندارد",
        "کمک|کمک کنم|کمکی|یاری|ارائه",
        "پاسخ|جواب|انجام|ادامه|برآورده|اجرا",
        "درخواست|درخواستتان|درخواست شما|سؤال|سوال|پرسش|وظیفه|گفتگو|نقش|شخص واقعی|موضوع",
        "متأسفم|متاسفم|متأسفانه|متاسفانه|ببخشید|معذرت|می خواهم|اما|ولی|من|در|این|آن|مورد|به|با|را|شما|تو|کنم|کنیم|بدهم|دهم|زمینه|که|خصوص|کمکتان|اینکه|هستم",
        "اگر |آیا |لطفا|لطفاً|می توانم|بیایید",
    ),
    "hi": RefusalWords(
        "नहीं कर सकता|नहीं कर सकती|नहीं दे सकता|नहीं दे सकती|असमर्थ|नहीं कर पाऊंगा|नहीं कर पाऊँगा|सक्षम नहीं|नहीं कर सकते",
        "मदद|सहायता|सहयोग",
        "उत्तर|जवाब|पूरा|जारी",
        "अनुरोध|सवाल|प्रश्न|कार्य|बातचीत|भूमिका|वास्तविक व्यक्ति|विषय",
        "क्षमा|करें|क्षमा करें|माफ|माफ़|कीजिए|कीजिये|कीजिएगा|खेद|है|मुझे|मैं|इसमें|इस|में|का|की|के|को|से|आपकी|आपके|आपको|आप|लेकिन|परंतु|किंतु|दुर्भाग्य|दुर्भाग्यवश|हूँ|हूं|यह|उस|पर|करने|देने|साथ|बारे|सकता|सकती|नहीं|तरह",
        "यदि |अगर |कृपया|क्या |धन्यवाद|मैं आपकी किसी और",
        "मेरी कोई व्यक्तिगत राय नहीं|मेरी व्यक्तिगत राय नहीं",
    ),
    "bn": RefusalWords(
        "পারব না|পারছি না|পারবো না|পারি না|সক্ষম নই|অক্ষম",
        "সাহায্য|সহায়তা",
        "উত্তর|পূরণ|জবাব|চালিয়ে",
        "অনুরোধ*|প্রশ্ন*|কাজ*|কথোপকথন*|ভূমিকা*|বিষয়*",
        "দুঃখিত|আমি|কিন্তু|তবে|এই|এ|বিষয়ে|সাহায্য|করতে|দিতে|আপনাকে|আপনার|এটি|এতে|এটা|এর|ক্ষমা|করবেন|মাফ|না|পারব|সে|দুর্ভাগ্যবশত|যেতে|কোনো",
        "যদি|অনুগ্রহ|ধন্যবাদ|আপনি",
    ),
    "ta": RefusalWords(
        "முடியாது|இயலாது|முடியவில்லை|இயலவில்லை|முடியாமல்",
        "உதவ|உதவி|உதவியளிக்க|உதவிட",
        "பதிலளிக்க|பதில்|நிறைவேற்ற|தொடர",
        "கோரிக்கை*|கேள்வி*|பணி*|உரையாடல்*|பாத்திர*",
        "மன்னிக்கவும்|மன்னிக்க|வருந்துகிறேன்|ஆனால்|இதற்கு|இதில்|இந்த|இதை|என்னால்|நான்|உங்களுக்கு|உங்கள்|அந்த|அதற்கு|செய்ய|அளிக்க|துரதிர்ஷ்டவசமாக",
        "தயவுசெய்து|நீங்கள்|நன்றி",
    ),
    "sw": RefusalWords(
        "siwezi|sitaweza|sina uwezo|haiwezekani",
        "kusaidia|kukusaidia|kutoa msaada|msaada|kuwasaidia",
        "kujibu|kutimiza|kuendelea|kushiriki|kutekeleza|kuigiza",
        "ombi|maombi|swali|kazi hii|mazungumzo|jukumu|mtu halisi|mada",
        "samahani|pole|naomba|radhi|kwa|bahati|mbaya|lakini|mimi|na|hilo|hili|hiyo|hii|huo|huu|lako|langu|katika|ya|la|kuhusu|jambo|hivyo|swala|suala|nina|nasikitika",
        "ikiwa|kama |tafadhali|asante|je ",
    ),
    "vi": RefusalWords(
        "không thể|không có khả năng|không được phép",
        "giúp|hỗ trợ|trợ giúp|cung cấp",
        "đáp ứng|trả lời|thực hiện|tiếp tục|tham gia|xử lý|đóng vai|phản hồi",
        "yêu cầu|câu hỏi|nhiệm vụ|cuộc trò chuyện|vai|người thật|chủ đề",
        "xin lỗi|rất tiếc|tiếc|thành thật|rất|tôi|em|mình|nhưng|bạn|anh|chị|với|về|trong|việc|này|đó|điều|của|được|là|cho|vấn đề|lúc|nội dung|những|các|thứ|lỗi|xin|có|vì|sự|thế|vậy",
        "nếu |vui lòng|hãy |bạn có|cảm ơn|tôi có thể|chúng ta",
        "tôi không có ý kiến cá nhân|tôi không có quan điểm cá nhân|tôi không có cảm xúc cá nhân",
    ),
    "id": RefusalWords(  # Malay with it
        "tidak bisa|tidak dapat|tidak mampu|tak bisa|tak dapat|tidak boleh",
        "membantu|bantu|menolong|memberikan bantuan|menyediakan",
        "memenuhi|menjawab|menanggapi|melanjutkan|berpartisipasi|memproses|memerankan|merespons|melayani",
        "permintaan|pertanyaan|tugas|percakapan|peran|orang nyata|topik|permintaanmu|permintaan anda",
        "maaf|mohon maaf|maafkan|mohon|minta|menyesal|sayangnya|tetapi|tapi|namun|saya|aku|anda|kamu|dengan|dalam|untuk|itu|ini|tersebut|hal|pada|akan|atas|seperti|yang|di|kepada|bantuan|memberikan|karena",
        "jika |kalau |silakan|apakah|terima kasih|mari |ada yang",
        "saya tidak memiliki pendapat pribadi|saya tidak punya pendapat pribadi",
    ),
    "zh": RefusalWords(
        "无法|無法|不能|没办法|沒辦法|没法|不可以|不便|恕不能",
        "帮助|帮忙|协助|幫助|幫忙|協助|提供帮助|提供协助|提供幫助|提供協助|支持",
        "回答|给到|給到|满足|回应|滿足|回應|完成|处理|處理|提供|继续|繼續|参与|扮演|生成|执行|讨论|討論|答复|回覆",
        "请求|請求|要求|问题|問題|任务|任務|角色|真实人物|真人|话题|話題|对话|對話|内容|內容|需求|指令",
        "抱歉|对不起|對不起|不好意思|很|非常|十分|我|你好|您好|您|你|的|这|這|这个|這個|那个|那個|此|该|該|类|類|项|項|个|個|一|暂时|暫時|目前|在|但|但是|和|与|所|提出|提|对|為|为|给|給|以|关于|關於|于|於|进行|進行|这样|這樣|相关|相關|方面|在此|事|上|换个|換個|聊聊|聊|再|别的|別的|其他|让我们|讓我們|谈谈|談談|这方面|这件事|這件事|那|是|请|就|所述|吧|了|呢|被",
        "如果|请|請|让我们|讓我們|我们|换个|換個|您可以|你可以|很乐意|很高兴|感谢",
        "我没有个人观点|我没有个人意见|我没有个人看法|我没有个人情感|我没有自己的观点|我没有個人觀點|我沒有個人觀點|我沒有個人意見",
        has_blanks=False,
    ),
    "ja": RefusalWords(
        "できません|できかねます|かねます|ことはできない|いたしかねます|いたしません|できないのです|できません",
        "お手伝い|お力|サポート|支援|力になる|協力|手助け|お役に立|役に立",
        "お応え|お答え|対応|応じる|応え|回答|返答|続行|実行|提供|演じる|なりすます|応じ|答え|お話し",
        "リクエスト|ご要望|要望|ご依頼|依頼|ご質問|質問|タスク|会話|役割|実在の人物|内容|指示|話題|トピック",
        "申し訳ありません|申し訳ございません|申し訳|ありません|ございません|すみません|恐れ入ります|ごめんなさい|残念ながら|大変|誠に|が|けど|その|この|そのような|このような|そちら|それ|これ|あれ|に|には|は|を|の|で|と|も|へ|です|ます|ついて|関して|お|ご|する|こと|なり|たて|て|ため|私|現在|今|います|できるだけ|いた|し|ん|なる",
        "もし|他に|何か|ほかに|別の|お気軽|よろしければ|ぜひ",
        "個人的な意見は持っていません|個人的な意見はありません|個人的な感情はありません",
        has_blanks=False,
    ),
    "ko": RefusalWords(
        "수없습니다|수없어요|수가없습니다|어렵습니다|수없음을|못합니다|없습니다",
        "도와드릴|도움을드릴|도움드릴|도와줄|도움을줄|지원해드릴|돕기|협조할|지원할",
        "응할|답변을드릴|답변드릴|답변할|처리할|수행할|들어드릴|대답할|이행할|계속할|응해드릴|제공할|제공해드릴|연기할|답해드릴|대화할",
        "요청|질문|작업|역할|대화|실제인물|실존인물|내용|주제|요구|부탁",
        "죄송하지만|죄송합니다|죄송합니다만|죄송|미안하지만|미안합니다|유감스럽게도|안타깝게도|유감입니다|하지만|그|이|해당|저는|제가|나는|저|은|는|을|를|에|에는|에대해|에대해서|이런|그런|이러한|그러한|그것|이것|그건|이건|이에|관련|하신|주신|님|의|로|으로|와|과|도|현재|지금|사항|드립니다|부분|말씀|수행|답변|요청하신|질문하신|사안|양해|바랍니다|해|드릴|고객|다|만|점|수",
        "다른|궁금한|혹시|도움이필요|언제든지|필요하신",
        "개인적인의견이없습니다|개인적인의견을가지고있지않습니다|개인적인감정이없습니다|개인적인의견은없습니다",
        has_blanks=False,
    ),
    "th": RefusalWords(
        "ไม่สามารถ|ไม่อาจ|ช่วยไม่ได้|ไม่ได้รับอนุญาต",
        "ช่วยเหลือ|ช่วย|ให้ความช่วยเหลือ|สนับสนุน",
        "ตอบ|ดำเนินการ|ทำตาม|ปฏิบัติตาม|สวมบทบาท|พูดคุย|ตอบสนอง",
        "คำขอ|คำถาม|บทบาท|งาน|การสนทนา|บุคคลจริง|หัวข้อ",
        "ขออภัย|ขอโทษ|เสียใจ|ขอ|ฉัน|ผม|ดิฉัน|เรา|แต่|ด้วย|คุณ|ใน|เรื่อง|เรื่องนี้|นี้|นั้น|กับ|เกี่ยวกับ|ตาม|ได้|ค่ะ|ครับ|คะ|ของ|ที่|สิ่ง|ต่อ|และ|ให้|อย่างยิ่ง|ความ|การ|แก่|จริงๆ|มาก|น่าเสียดาย|ข้อ|อย่าง|ขอแสดง",
        "หากคุณ|โปรด|กรุณา|ขอบคุณ|มีอะไร",
        "ไม่มีความคิดเห็นส่วนตัว|ฉันไม่มีความเห็นส่วนตัว",
        has_blanks=False,
    ),
}  # fmt: skip
"""By language (ISO 639-1)."""
