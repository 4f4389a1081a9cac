"""Words that contradict, deny or reserve, words of one closed class, and words that say little.

Tables for `agreement` and `support`, in English, German, French and Russian; as stems, so that the forms of a word need
not be listed.
"""

import re

from alcove.core.folding import fold
from alcove.rag.stems import stem

LANGUAGES = ("en", "de", "fr", "ru")


IRREGULAR = {
    form: stem(verb)
    for verb, forms in {
        "pay": "paid payment payments", "keep": "kept", "hold": "held", "send": "sent", "begin": "began begun",
        "buy": "bought", "sell": "sold", "leave": "left", "write": "wrote written", "take": "took taken",
        "give": "gave given", "choose": "chose chosen", "find": "found", "build": "built", "meet": "met",
        "bring": "brought", "speak": "spoke spoken", "drive": "drove driven", "break": "broke broken", "lend": "lent",
        "teach": "taught", "lead": "led", "bear": "bore borne", "grow": "grew grown", "throw": "threw thrown",
        "know": "knew known", "think": "thought", "tell": "told", "stand": "stood", "wear": "wore worn",
        "eat": "ate eaten",
        "run": "ran", "come": "came", "become": "became", "steal": "stole stolen", "catch": "caught", "spend": "spent",
        "draw": "drew drawn", "swim": "swam swum", "sit": "sat", "win": "won", "lose": "lost",
    }.items()
    for form in forms.split()
}  # fmt: skip
"""English forms that stemming does not bring together, with the stem of their verb."""


def _stems(words: str, language: str) -> frozenset[str]:
    plain = [IRREGULAR.get(fold(word), stem(word, language)) for word in words.split()]
    return frozenset([*plain, *map(fold, words.split())])


_OPPOSITES: dict[str, tuple[str, ...]] = {
    "en": (
        "allow allowed permitted / forbid forbidden prohibited banned", "include covered contains / exclude excluded",
        "approve accepted adopted carried passed / reject rejected refused declined dismissed denied",
        "rise rose risen increase grow grew grown gain / fall fell fallen decrease drop decline shrink shrank",
        "enable enabled active / disable disabled inactive", "open / close closed shut", "start / stop",
        "required mandatory compulsory obligatory / optional voluntary",
        "safe / dangerous unsafe", "success succeed / failure fail", "profit / loss", "win won / lose lost",
        "true / false", "present / absent", "agreed / disagreed",
        "synchronous / asynchronous", "always / never", "everybody everyone / nobody", "import / export",
        "ascending / descending", "strict / lax", "paid / owed", "kept / cancelled", "possible / impossible",
    ),
    "de": (
        "erlaubt gestattet zulässig / verboten untersagt unzulässig",
        "enthalten inbegriffen inklusive / ausgeschlossen",
        "angenommen genehmigt bewilligt / abgelehnt", "gestiegen stieg steigt / gesunken sank gefallen fiel sinkt",
        "aktiviert eingeschaltet / deaktiviert ausgeschaltet", "offen geöffnet / geschlossen", "möglich / unmöglich",
        "immer / nie",
        "vorgeschrieben pflichtig / freiwillig", "anwesend / abwesend", "gültig / ungültig",
    ),
    "fr": (
        "autorisé permis / interdit défendu", "inclus compris comprises incluses / exclu exclus exclues",
        "approuvé accepté adopté / rejeté refusé", "augmenté hausse / diminué baisse baissé", "activé / désactivé",
        "ouvert / fermé", "obligatoire / facultatif", "possible / impossible", "toujours / jamais", "présent / absent",
    ),
    "ru": (
        "разрешено разрешается можно разрешены разрешён / запрещено запрещается нельзя запрещены запрещён",
        "включено включена входит включён / исключено исключена исключён", "принято одобрено принят одобрен утверждён "
        "/ отклонено отклонён отвергнуто", "вырос выросла увеличился увеличилась повысился / упал упала снизился "
        "снизилась уменьшился", "открыт открыта / закрыт закрыта",
        "обязательно обязательный / необязательно добровольно", "возможно / невозможно", "всегда / никогда",
        "присутствовал / отсутствовал",
    ),
}  # fmt: skip
_POLES: dict[str, tuple[str, ...]] = {
    "en": (
        "early / late", "high higher / low lower", "hot warm / cold cool", "long / short", "left / right",
        "inside indoors / outside outdoors", "public / private", "cheap / expensive", "empty / full", "new / old",
        "minimum / maximum", "large big / small", "upper / lower", "front / back rear", "male / female",
        "strong / weak",
    ),
    "de": (
        "früh / spät", "warm heiß / kalt", "öffentlich / privat", "hoch / niedrig", "lang / kurz", "neu / alt",
        "links linke / rechts rechte", "minimal / maximal", "groß / klein", "voll / leer",
    ),
    "fr": (
        "chaud chaude / froid froide", "minimum / maximum", "haut / bas", "long longue / court", "gauche / droite",
        "neuf neuve / vieux", "grand grande / petit petite", "plein / vide",
    ),
    "ru": (
        "рано / поздно", "минимум минимальный / максимум максимальный", "горячий тёплый / холодный",
        "высокий / низкий", "длинный / короткий", "левый / правый", "новый / старый", "большой / маленький",
        "верхний / нижний",
    ),
}  # fmt: skip
OPPOSITES = {
    language: {
        form: (number, side)
        for number, pair in enumerate((*_OPPOSITES[language], *_POLES[language]))
        for side, words in zip((1, -1), pair.split(" / "), strict=True)
        for form in _stems(words, language)
    }
    for language in LANGUAGES
}
"""Stem or word to the number of its pair of opposites and its side, by language."""
POLES_FROM = {language: len(pairs) for language, pairs in _OPPOSITES.items()}
"""The number from which on pairs are poles, by language.

Of the pairs before, one or the other holds. Between poles there is a third, and before a noun they tell which one is
meant: what is not hot need not be cold, and hot water is other water than cold.
"""

_CLASSES: dict[str, tuple[str, ...]] = {
    "colour": (
        "red rot rouge rote roten roter красный красная красным красной",
        "blue blau bleu bleue blaue blauen синий синяя синим",
        "green grün vert verte grüne grünen зелёный зелёная зелёным",
        "yellow gelb jaune gelbe gelben жёлтый жёлтая жёлтым",
        "black schwarz noir noire schwarze schwarzen чёрный чёрная чёрным",
        "white weiß blanc blanche weiße weißen белый белая белым",
        "brown braun marron коричневый", "grey gray grau gris grise серый серая серым", "orange оранжевый",
    ),
    "side": (
        "north northern norden nördlich nord север северный", "south southern süden südlich sud юг южный",
        "east eastern osten östlich восток восточный", "west western westen westlich ouest запад западный",
    ),
    "season": (
        "spring frühling frühjahr printemps весна весной", "summer sommer été лето летом",
        "autumn herbst automne осень осенью", "winter hiver зима зимой",
    ),
    "daytime": (
        "morning morgens matin утром утро", "noon midday mittags midi днём", "afternoon nachmittags",
        "evening abends soir вечером вечер", "night nachts nuit ночью ночь",
    ),
    "rhythm": (
        "daily täglich quotidien ежедневно", "weekly wöchentlich hebdomadaire еженедельно",
        "monthly monatlich mensuel ежемесячно", "quarterly vierteljährlich trimestriel ежеквартально",
        "yearly annually jährlich annuel ежегодно",
    ),
}  # fmt: skip
CLASSES = {
    fold(form): (name, number)
    for name, kinds in _CLASSES.items()
    for number, forms in enumerate(kinds)
    for form in forms.split()
}
"""Folded word to its closed class and its place there: one thing is one of them."""

_COUNTERPARTS = (
    "tenant mieter locataire арендатор / landlord vermieter bailleur арендодатель",
    "buyer customer client käufer kunde acheteur покупатель / seller supplier vendor verkäufer vendeur продавец",
    "employee arbeitnehmer salarié работник / employer arbeitgeber employeur работодатель",
    "borrower darlehensnehmer emprunteur заёмщик / lender darlehensgeber prêteur кредитор",
)
COUNTERPARTS = {
    stem(form, language): (number, side)
    for number, pair in enumerate(_COUNTERPARTS)
    for side, forms in enumerate(pair.split(" / "))
    for form in forms.split()
    for language in LANGUAGES
}
"""Parties of a contract: what one of them bears, the other does not."""
BEARS = frozenset().union(
    _stems("pay paid bear borne cover responsible liable owes", "en"),
    _stems("zahlt bezahlt trägt getragen haftet verantwortlich zuständig", "de"),
    _stems("paie payé payer supporte responsable", "fr"),
    _stems("платит оплачивает несёт оплачивается отвечает", "ru"),
)
HELD_BY_ONE = frozenset().union(
    _stems("chair chaired sign signed keep kept responsible lead led write wrote written own owner head manager "
           "treasurer secretary president contractor author elected appointed succeeded won winner captain "
           "landlord tenant doctor supplier architect editor name called capital", "en"),
    _stems("leitete unterschrieb unterzeichnet verantwortlich zuständig verfasst gewählt gehört vermieter heißt", "de"),
    _stems("présidé signé responsable rédigé élu élue nommé dirige appelle", "fr"),
    _stems("подписал подписала вёл вела ответственный ответственная написал написала избран избрана возглавил", "ru"),
)  # fmt: skip
"""What one person does or is, and not another as well."""
REPEATS = frozenset().union(
    _stems("service serviced inspect inspected inspection visit visited check checked cleaned repaired swept mowed "
           "review reviewed audit audited meet met called wrote phoned reminded watered treated fed "
           "vaccinated read tested", "en"),
    _stems("gewartet Wartung geprüft besucht gereinigt repariert traf angerufen", "de"),
    _stems("entretenu révisé visité nettoyé réparé contrôlé rencontré appelé", "fr"),
    _stems("обслуживали проверяли посещал посетил чистили ремонтировали встречались звонил", "ru"),
)  # fmt: skip
"""What is done again and again: two dates of it are two times."""
ONE_TIME = re.compile(
    r"\b(?:last|latest|first|next|zuletzt|letzte\w*|erste\w*|nächste\w*|derni[eè]re?|premi[eè]re?|prochaine?|"
    r"последн\w+|перв\w+|следующ\w+)\b",
    re.IGNORECASE,
)
"""What tells which time is meant, of what is done again and again."""
LIGHT = frozenset().union(
    _stems("be amount come take place need require run last get give go make become state say according mention note "
           "document text passage answer source total equal cost set find use contain use valid still also currently "
           "exactly overall strictly fully completely entirely expressly must should will would may can might shall "
           "has have one up out per each every day month year week only just please yes way method value function "
           "return raise receive expect let", "en"),
    _stems("beträgt betragen beläuft belaufen dauert zahlen kosten kostet gilt gelten liegt steht laut dokument text "
           "insgesamt genau derzeit findet statt muss soll kann darf möglich täglich brauchen "
           "tag monat woche jahr jeden pro", "de"),
    _stems("coûte dure durée faut doit peut être fait selon document texte total exactement prend prendre dit est "
           "montant élève pris jour mois semaine an année chaque", "fr"),
    _stems("составляет равен равна длится нужно надо можно должен должна согласно документ текст всего стоит стоят "
           "является следует необходимо принимать принимают имеет идёт "
           "день сутки месяц неделя год каждый", "ru"),
)  # fmt: skip
"""Words that tell two statements apart no more than "is" and "has" do."""

CLAUSE = re.compile(
    r"(?<!\d)[,:]|[,:](?!\d)|[;()]|\s[—–-]\s|\s*\n(?!\s*(?-i:[a-zß-öø-ÿа-яё]))\s*|\s(?:and|or|but|while|then|и|или|а|но)\s",
    re.IGNORECASE,
)
DENIES = re.compile(
    r"(?<![=\w])(?:no\s(?:longer|more)\b(?!\s*(?:than\b|[.,;:)\d]))|(?:not?|never|nothing|neither|nor|without|cannot|nobody"
    r"|nowhere|(?-i:none|None(?=\s+(?:of|are|were|have|apply)\b))|не|нет|ни|без|никогда|нельзя|ничего|никто|нигде|никаких"
    r"|nicht|kein\w*|niemals|niemand|ohne|weder|nichts|keinesfalls|jamais|aucune?|rien|sans|(?-i:[Nn]ie?))\b"
    r"(?!\s+(?:more|less|later|earlier|fewer|longer|only|nur|только"
    r"|(?:mehr|weniger|später|früher|länger)\s+als|более|менее|позднее|раньше|больше|меньше)\b|\.\s?\d))"
    r"|n[’']t\b|\b(?:n[’']|ne\b)(?=\s?\w+ (?:pas|plus|jamais|rien|que|point|\w+ pas))",
    re.IGNORECASE,
)
"""What denies: no bound ("no later than"), though "no longer supported" does; no number ("No. 5"); no value None."""
RESERVES = re.compile(r"\b(?:only|unless|except|excluding|if|just|если|кроме|только|лишь)\b", re.IGNORECASE)
RESERVES_TOO = re.compile(
    r"\b(?:provided|otherwise|usually|normally|sometimes|wenn|falls|außer|nur|sofern|meist|sauf|seulement|uniquement|"
    r"lorsque|habituellement|when|without prior|обычно|при условии|за исключением)\b|\bsi\b",
    re.IGNORECASE,
)
"""What reserves something besides `RESERVES`, where two sentences are compared."""
_PERSONS = "i you he she we they ich du er sie wir ihr je tu il elle nous vous ils elles я ты вы он она мы они"
PERSONS = frozenset(_PERSONS.split())
"""Who somebody is, where a sentence begins with it: he is not she."""
BEFORE_AFTER = {
    **dict.fromkeys(map(fold, ("before", "vor", "bevor", "avant", "до", "перед")), True),
    **dict.fromkeys(map(fold, ("after", "nach", "nachdem", "après", "после")), False),
}
"""What puts what stands before it first in time, and what puts it last."""
