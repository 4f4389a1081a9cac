"""Questions that lean on what was said before ("and on Sundays?", "а второй?"), made to stand alone for a search.

No language model is asked: before its first word it would have to read the conversation, which takes seconds. A
question leans on what was said when it begins like an afterthought, names a place in a list, has a pronoun with nothing
before it that it could mean, or has no more than one word of its own. All others are searched for as they are, in the
middle of a conversation too, so that a new subject is not dragged to the old one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from alcove.rag.languages import FUNCTION_WORDS
from alcove.rag.query import filters_in, parse
from alcove.rag.stems import content_words, stem

_MOST_OWN = 3
"""Content words an afterthought has at most: one with more is a question of its own that begins with "and"."""
_SPOKEN = ("en", "de", "fr", "es")
"""Of those in Latin letters, the languages whose ways to ask on are known here."""
_MEANT = 2
"""Content words before a pronoun that it may mean."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_AFTERTHOUGHT = re.compile(
    r"\W*(?:and|or|but|what about|how about|what of|und|oder|aber|was ist mit|wie ist es mit"
    r"|et|ou|mais|qu['’]en est-il|y|e|pero|qué hay de"
    r"|а|и|но|или|что насч[её]т|как насч[её]т|а что с|что с)\b",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"\W*(?:(?:what|who) (?:is|are|was|were) (?!the\b)|was ist |wer (?:ist|war) |qu['’]est-ce que |qué es "
    r"|(?:что|кто) так(?:ой|ая|ое|ие) )",
    re.IGNORECASE,
)
"""How one asks what something is that was not spoken of yet."""
_PRONOUNS = re.compile(
    r"its?|they|them|theirs?|he|him|his|she|hers?|this|that|these|those|there|then|latter|afterwards"
    r"|er|ihn|ihm|ihre?|ihrer|ihnen|dessen|deren|dort|ils?|elles?|lui|leur|celui|celle|ceux|él|ell[ao]s?"
    r"|он[аои]?|его|е[её]|ей|ему|им|их|ими|него|не[её]|ней|н[её]м|ним|ними|них|эт(?:от|а|о|и|ого|ой|ому|им|ом|у|их)"
    r"|т(?:от|а|е|ого|ой|ому|ем|у|ех)|там|туда|оттуда|тогда|потом",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"year|month|week|day|morning|evening|time|год|году|месяце?|недел[юе]|день|раз|jahr|woche|an|année|año",
    re.IGNORECASE,
)
"""With "this" before them they mean the time of asking."""
_EXPLETIVE = re.compile(
    r"\b(?:(?:is|are|was|were|be) there|there (?:is|are|was|were)|(?:is|was) it \w+ (?:to|that)|il y a)\b", re.I
)
_PLACES = (
    re.compile(r"first|1st|перв(?:ый|ая|ое|ого|ой|ому|ым|ом|ую)|erste[nrsm]?|premi(?:er|ère)|primer[oa]?"),
    re.compile(r"second|2nd|втор(?:ой|ая|ое|ого|ому|ым|ом|ую)|zweite[nrsm]?|deuxième|segund[oa]"),
    re.compile(r"third|3rd|трет(?:ий|ья|ье|ьего|ьей|ьему|ьим|ьем|ью)|dritte[nrsm]?|troisième|tercer[oa]?"),
    re.compile(r"fourth|4th|четв[её]рт(?:ый|ая|ое|ого|ой|ому|ым|ом|ую)|vierte[nrsm]?|quatrième|cuart[oa]"),
    re.compile(r"fifth|5th|пят(?:ый|ая|ое|ого|ой|ому|ым|ом|ую)|fünfte[nrsm]?|cinquième|quint[oa]"),
)
_LAST = re.compile(r"last|latter|последн(?:ий|яя|ее|его|ей|ему|им|ем|юю)|letzte[nrsm]?|derni(?:er|ère)|últim[oa]")
_LISTED = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s+(.+)$", re.MULTILINE)
_MARKER = re.compile(r"\[\d+\]|[*_`]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s")
_BETWEEN = re.compile(r",\s*(?:and|und|et|y|и|or|oder|ou|или)\s+|[,;]\s+|\s+(?:and|und|et|y|и|or|oder|ou|или)\s+")


@dataclass(frozen=True, slots=True)
class Said:
    """A question asked earlier, with its answer."""

    question: str
    answer: str = ""


def searched(question: str, earlier: Sequence[Said]) -> str:
    """Return what to search for: the question as it is and, if it leans, words of what it leans on behind it.

    `earlier` is the conversation before it, oldest first. A question about a place in a list that the last answer gave
    gets that entry; any other the words of the question before, with what that one leans on itself. The filters of the
    question before hold on where this one has none.
    """
    if not earlier or not leans(question):
        return question
    before = earlier[-1]
    whole = searched(before.question, earlier[:-1])
    own = {stem(word) for word in _content(parse(question).words)}
    added = [word for word in _content(_entry(question, before.answer) or parse(whole).words) if stem(word) not in own]
    filters = [] if parse(question).filters else [whole[start:end] for start, end, _ in filters_in(whole)]
    return " ".join([question, *dict.fromkeys(added), *filters])


def leans(question: str) -> bool:
    """Tell whether a question cannot be understood without what was said before it."""
    words = parse(question).words
    own = len(_content(words))
    if _AFTERTHOUGHT.match(words) and own <= _MOST_OWN:
        return True
    if own == 0 or (own == 1 and not _DEFINITION.match(words)):
        return True
    return _place(words) is not None or _refers(words)


def _refers(words: str) -> bool:
    """Tell whether a pronoun stands where nothing before it in the question can be what it means."""
    plain = _EXPLETIVE.sub(" ", words)
    for match in _WORD.finditer(plain):
        if _PRONOUNS.fullmatch(match[0]) and len(_content(plain[: match.start()])) < _MEANT:
            following = _WORD.search(plain, match.end())
            if following is None or not _TIMES.fullmatch(following[0]):
                return True
    return False


def _place(words: str) -> int | None:
    """Return which entry of a list is asked about, from 0, or -1 for the last; None where a noun follows."""
    content = _content(words)
    for match in _WORD.finditer(words):
        following = _WORD.search(words, match.end())
        if following and following[0] in content and following[0].lower() not in ("one", "ones"):
            continue
        if _LAST.fullmatch(match[0].lower()):
            return -1
        for place, form in enumerate(_PLACES):
            if form.fullmatch(match[0].lower()):
                return place
    return None


def _entry(question: str, answer: str) -> str:
    """Return the entry of the answer's list that a question names; empty where there is none."""
    place = _place(parse(question).words)
    if place is None:
        return ""
    plain = _MARKER.sub("", answer)
    listed = [match[1] for match in _LISTED.finditer(plain)]
    if not listed:
        runs = [_BETWEEN.split(sentence.rpartition(":")[2]) for sentence in _SENTENCE_END.split(plain)]
        listed = max(runs, key=len)
    return listed[place] if -1 <= place < len(listed) > 1 else ""


def _content(text: str) -> list[str]:
    """Return the words that say what a text is about: of one too short to tell its language, by most function words."""
    words = [word.lower() for word in _WORD.findall(text)]
    functional = max((FUNCTION_WORDS[code] for code in _SPOKEN), key=lambda one: sum(word in one for word in words))
    return [w for w in content_words(text) if w.lower() not in functional and not _PRONOUNS.fullmatch(w)]
