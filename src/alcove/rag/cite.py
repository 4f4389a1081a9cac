"""Citing: ties an answer to spans of its evidence while it streams, and marks what nothing supports.

Quotations are looked up character for character; what supports a sentence is judged by `support.py`. Small models
need not cite anything themselves.
"""

import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from alcove.core.quotation import SOFT_HYPHEN, locate
from alcove.rag.sentences import abbreviated, begins_within
from alcove.rag.stems import stems
from alcove.rag.support import QUOTED_LEAST, QUOTED_MOST, Evidence, Rarity, Support, numbers_of
from alcove.rag.types import Citation, Hit, Unsupported

_FEW_WORDS = 3
_OTHERWISE = 0.6
"""A passage that says so much of a sentence it does not support says otherwise: that is no general knowledge. Set on
the half of bench/support/pairs.txt that may be looked at."""
_LOOP = 3
_QUOTED_GOOD = 12
"""Words of a quotation of the evidence that more make no better."""
_QUOTED_NEW = 2
"""Words among them that the answer does not say."""
_REST = 0.5
"""What such a quotation is worth that begins in the middle of a sentence."""
_SAID = 0.55
"""Share of a sentence in the evidence below which that says nothing of it: `Citer.unfounded`. Set on 17 answers of a
1.5B model to questions without an answer and 40 to questions with one (six of each have no better sentence)."""
_SPEAKS_OF_PASSAGES = re.compile(
    r"\bpassages?\b|\bthe (?:documents?|text|context|library)\b|\b(?:provided|given) \w+|отрыв(?:к|ок)|фрагмент"
    r"|в (?:тексте|документ)|приведённ",
    re.IGNORECASE,
)
"""What a sentence says that claims to come from the evidence: unsupported, it is not general knowledge either."""
_ADMITS = re.compile(
    r"\b(?:passages?|documents?|texts?|context|library|(?:provided|given|available) information)\b.{0,40}?"
    r"\b(?:do|does|did) ?n[o’']t\W+(?:\w+ )?"
    r"(?:say|state|tell|mention|contain|provide|specify|include|give|answer|describe)\b"
    r"|\b(?:not|no|none|nothing) (?:\w+ ){0,3}?"
    r"(?:mentioned|said|specified|stated|provided|given|contained|found|answered)"
    r" (?:in|by) (?:the|any|these|those) (?:\w+ )?(?:passages?|documents?|texts?|context|library)\b"
    r"|\b(?:отрыв\w+|фрагмент\w*|текст\w*|документ\w*|библиотек\w*)\s.{0,40}?"
    r"\b(?:не (?:говор|сказан|упом|указ|содерж|опис|сообща)"
    r"|нет (?:\w+ )?(?:информаци|данных|сведений|ответа|упоминан))",
    re.IGNORECASE | re.DOTALL,
)
"""What a sentence says that admits that the evidence does not say."""
_ASSENT = re.compile(r"\W*(?:yes|no|sure|of course|certainly|да|нет|конечно)\W*", re.IGNORECASE)
_TOKEN = re.compile(
    r"(?P<own>[ \t]*\[\d[\d, ]*\])"  # a marker the model wrote: ours take its place
    r"|(?P<stop>[.!?…]+[\"'”’»)*_]*)"
    r"|(?P<line>[ \t\r]*\n)"
    r"|(?P<blank>[ \t\r]+)"
    r"|(?P<word>[^\s.!?…\[]+|.)",
    re.DOTALL,
)
_UNSURE = re.compile(r"[ \t\r]*(?:\[[\d, ]*)?|[.!?…]+[\"'”’»)*_]*")
"""What cannot be told apart before more of the answer has come."""
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_QUOTATION = re.compile(
    r"“([^”\n]+)(?:”|$)|«([^»\n]+)(?:»|$)|„([^“”\n]+)(?:[“”]|$)|(?<!\w)\"([^\"\n]+)\"|‘((?:[^’\n]|’(?=\w))+)’(?!\w)"
    r"|(?<!\w)'((?:[^'\n]|(?<=\w)'(?=\w))+)'(?!\w)|「([^」\n]+)(?:」|$)|『([^』\n]+)(?:』|$)"
)
_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
_CLOSED_QUOTATION = re.compile(r"„[^“”]*[“”]|“[^”]*”|«[^»]*»|「[^」]*」|『[^』]*』|(?<!\w)\"[^\"]*\"")
_OPEN_QUOTATION = re.compile(r"[“«„「『]|(?<![\w])\"(?=\S)")
_LIST_MARK = re.compile(r"\A\s*(?:>\s*)*(?:[-*•+]\s+|\d{1,3}[.)]\s+)?")
_MARK_BEGINS = re.compile(r"\s*(?:>\s*)*(?:[-*•+]|\d{1,3}[.)]?)?\s*")


def open_quotation(text: str) -> int | None:
    """Return where a quotation begins that is not closed by the end of a text."""
    opened = _OPEN_QUOTATION.search(_CLOSED_QUOTATION.sub(lambda closed: "." * len(closed[0]), text))
    return opened.start() if opened else None


@dataclass(frozen=True, slots=True)
class Text:
    """Text to append to the answer."""

    text: str


CiteEvent = Text | Citation | Unsupported


class Citer:
    """Follow one answer as it streams. Feed it the model's text; it yields what to show.

    `text` is the answer so far, with markers such as `[1]`, numbered in the order of first use.

    With `general` the answer may also come from general knowledge: a sentence that the evidence neither supports nor
    says otherwise has this label behind it, and its mark says so. Without evidence all of the answer is of that kind.
    """

    def __init__(self, hits: Sequence[Hit], question: str, rarity: Rarity, *, general: str | None = None) -> None:
        self._hits = hits
        self._general = general
        self._question = question
        self._evidence = Evidence(hits, rarity, question)
        self._markers: dict[int, int] = {}
        self._pending = ""
        self._stop = ""
        self._fence = ""
        self._sentence_start = 0
        self._line_start = 0
        self._said: Counter[str] = Counter()
        self._quotes = False
        self._rests_on: list[Support] = []
        self._said_most: float | None = None
        self._held: str | None = ""
        self.text = ""
        self.citations: list[Citation] = []
        self.unsupported: list[Unsupported] = []

    def feed(self, delta: str) -> Iterator[CiteEvent]:
        """Take in the next piece. What may belong to a sentence's end is held back until that is certain."""
        self._pending += delta
        at = 0
        while at < len(self._pending) and not _UNSURE.fullmatch(self._pending, at):
            token = _TOKEN.match(self._pending, at)
            assert token is not None  # every character is part of some token
            at = token.end()
            yield from self._take(str(token.lastgroup), token[0], self._pending[at : at + 1])
        self._pending = self._pending[at:]

    @property
    def written(self) -> str:
        """The answer so far with what is still held back: what to keep of one that ends early."""
        return self.text + (self._held or "")

    @property
    def looping(self) -> bool:
        """Whether the model says the same sentence again and again, as small models do."""
        return bool(self._said) and max(self._said.values()) >= _LOOP

    @property
    def unfounded(self) -> bool:
        """Whether the finished answer says something, and the evidence nothing of it."""
        return self._said_most is not None and self._said_most < _SAID

    def say(self, text: str) -> Iterator[CiteEvent]:
        """Append words of the product's own: they are neither cited nor marked."""
        yield from self._show(text)
        self._begin_sentence()
        self._line_start = self.text.rfind("\n") + 1

    def extract(self, hit: Hit, start: int, end: int) -> Iterator[CiteEvent]:
        """Append the span `start:end` of a hit's document as a quotation on a line of its own."""
        quote = hit.text[start - hit.start : end - hit.start]
        shown = f"“{' '.join(quote.replace(SOFT_HYPHEN, '').split())}”"
        begin = len(self.text) + len("> ")
        citation = self._cited(hit, (start, end), quote, True, begin, begin + len(shown))
        self._quotes = True
        yield citation
        yield from self.say(f"> {shown} [{citation.marker}]\n\n")

    def finish(self) -> Iterator[CiteEvent]:
        """Close the last sentence."""
        rest, self._pending = self._pending.rstrip(), ""
        for token in _TOKEN.finditer(rest):
            yield from self._take(str(token.lastgroup), token[0], rest[token.end() :][:1])
        if not self._fence:
            yield from self._close()

    def quote_evidence(self) -> Iterator[CiteEvent]:
        """Append the words of the evidence that the finished answer rests on most, unless it quotes some itself.

        Words that the answer says all but literally are not said twice.
        """
        said = set(stems(self.text))
        worth = {}
        for support in () if self._quotes or self._fence else self._rests_on:
            words = stems(support.text)
            if QUOTED_LEAST <= len(words) <= QUOTED_MOST and len(said.union(words)) >= len(said) + _QUOTED_NEW:
                rest = begins_within(support.hit.text, support.start - support.hit.start)
                worth[support] = support.share * min(len(words), _QUOTED_GOOD) * (_REST if rest else 1)
        if worth:
            best = max(worth, key=lambda one: worth[one])
            yield from self._show("\n\n")
            yield from self.extract(best.hit, best.start, best.end)

    def _take(self, kind: str, text: str, following: str) -> Iterator[CiteEvent]:
        """Take in one token. `_stop` holds back the punctuation that may end the sentence."""
        ends_line = kind == "line"
        if self._fence or (ends_line and _FENCE.match(self.text, self._line_start)):
            yield from self._show(self._stop + text)
            self._stop = ""
            if ends_line:
                self._cross_fence()
        elif kind == "own":
            return
        elif kind == "stop":
            yield from self._write(self._stop)
            self._stop = text
        elif ends_line or (kind == "blank" and self._stop and not self._goes_on(following)):
            yield from self._close()
            yield from self._show(text)
            self._begin_sentence()
        else:
            yield from self._write(self._stop + text)
            self._stop = ""
        if ends_line:
            self._line_start = len(self.text)
            self._begin_sentence()

    def _begin_sentence(self) -> None:
        self._sentence_start = len(self.text)
        self._held = ""

    def _write(self, text: str) -> Iterator[Text]:
        """Go on with the sentence. While it may become one of the evidence's it is held back: that stands in marks."""
        if self._held is None:
            yield from self._show(text)
            return
        self._held += text
        if not (_MARK_BEGINS.fullmatch(self._held) or self._evidence.begins(_LIST_MARK.sub("", self._held, count=1))):
            held, self._held = self._held, None
            yield from self._show(held)

    def _release(self, plain: bool) -> Generator[Text, None, bool]:
        """Show the finished sentence if it is held back; return whether it is one of the evidence's, now in marks.

        Only if it is `plain`, without a mark at its end.
        """
        held, self._held = self._held or "", None
        sentence = _LIST_MARK.sub("", held, count=1)
        states = plain and self._evidence.states(sentence)
        yield from self._show(f"{held.removesuffix(sentence)}“{sentence.rstrip()}”" if states else held)
        return states

    def _cross_fence(self) -> None:
        """A line of code or a fence has ended: see whether it opens or closes a block (CommonMark 4.5)."""
        line = self.text[self._line_start :]
        mark = _FENCE.match(line)
        if mark and not self._fence:
            self._fence = mark[1]
        elif mark and mark[1].startswith(self._fence) and not line.strip().strip(self._fence[0]):
            self._fence = ""

    def _goes_on(self, following: str) -> bool:
        """Tell whether the sentence goes on behind `_stop`: an abbreviation, or inside a quotation."""
        said = self.written[self._sentence_start :]
        if abbreviated(said, self._stop, following):
            return True
        return open_quotation(said + self._stop) is not None

    def _show(self, text: str) -> Iterator[Text]:
        if text:
            self.text += text
            yield Text(text)

    def _close(self) -> Iterator[CiteEvent]:
        """End the current sentence: cite or mark it, then show its final punctuation."""
        end, self._stop = self._stop, ""
        # Closing quotation marks belong to the sentence; only what stands before them is punctuation.
        closed = any(c in "\"”»“'’" for c in end)
        states = yield from self._release(not closed)
        if closed:
            yield from self._show(end)
            end = ""
        start, sentence = self._sentence_start, self.text[self._sentence_start :]
        if sentence.strip():
            begin = len(sentence) - len(_LIST_MARK.sub("", sentence, count=1))
            quoted = list(self._quotations(start, sentence))
            general = None if quoted else self._general
            said = () if states else self._support(start + begin, sentence[begin:].rstrip(), general)
            used = [*quoted, *said]
            yield from used
            markers = dict.fromkeys(c.marker for c in used if isinstance(c, Citation))
            yield from self._show("".join(f" [{marker}]" for marker in markers))
            if general and any(isinstance(one, Unsupported) and one.general for one in used):
                yield from self._show(f" ({general})")
            self._said[sentence.strip()] += 1
        yield from self._show(end)

    def _quotations(self, offset: int, sentence: str) -> Iterator[Citation | Unsupported]:
        if self._general is not None and not self._hits:
            return
        plain = _CODE.sub(lambda code: " " * len(code[0]), sentence)
        for match in _QUOTATION.finditer(plain):
            for piece in re.split(r"…|\.\.\.", next(g for g in match.groups() if g is not None)):
                quote = piece.strip()
                if stems(quote):
                    yield from self._quotation(quote, offset + match.start(), offset + match.end())

    def _quotation(self, quote: str, start: int, end: int) -> Iterator[Citation | Unsupported]:
        for words in dict.fromkeys((quote, quote.rstrip(".,;:!?"))):
            for hit in self._hits:
                span = locate(words, hit.text)
                if span:
                    found = hit.start + span[0], hit.start + span[1]
                    self._quotes, self._said_most = True, 1.0
                    yield self._cited(hit, found, hit.text[span[0] : span[1]], True, start, end)
                    return
        if locate(quote.rstrip(".,;:!?"), self._question):
            return
        mark = Unsupported(start, end, quote, "these words stand in none of the sources: not a verbatim quotation")
        self.unsupported.append(mark)
        yield mark
        nearest = self._evidence.nearest(quote)
        if nearest is not None and nearest.share > 0:
            yield self._cited(nearest.hit, (nearest.start, nearest.end), quote, False, start, end)

    def _support(self, start: int, sentence: str, general: str | None) -> Iterator[Citation | Unsupported]:
        words = stems(sentence)
        # A short answer may be nothing but its figure, and that must be right.
        says_little = len(set(words)) < _FEW_WORDS and not numbers_of(sentence)
        if general is not None:  # and where it may come from elsewhere, its one word must be told apart too
            says_little = not words or _ASSENT.fullmatch(sentence) is not None
        if says_little or sentence.rstrip("*_ ").endswith(":") or sentence.startswith("#"):
            return
        nearest = self._evidence.nearest(sentence)
        end = start + len(sentence)
        if nearest is not None and not nearest.enough and _ADMITS.search(sentence):
            self._said_most = self._said_most or 0.0
            return
        self._said_most = max(self._said_most or 0.0, nearest.share if nearest else 0.0)
        if nearest is not None and nearest.enough:
            self._rests_on.append(nearest)
            yield self._cited(nearest.hit, (nearest.start, nearest.end), nearest.text, True, start, end)
            return
        mark = Unsupported(start, end, sentence, "no passage that was found supports this sentence")
        if general is not None and self._is_general(sentence, nearest):
            label = f" ({general})" if general else ""
            mark = Unsupported(start, end + len(label), sentence, "from the model's general knowledge", general=True)
        self.unsupported.append(mark)
        yield mark

    def _is_general(self, sentence: str, nearest: Support | None) -> bool:
        """Tell whether an unsupported sentence can be general knowledge: it claims nothing of the evidence."""
        return nearest is None or (nearest.share < _OTHERWISE and not _SPEAKS_OF_PASSAGES.search(sentence))

    def _cited(self, hit: Hit, span: tuple[int, int], quote: str, verbatim: bool, start: int, end: int) -> Citation:
        marker = self._markers.setdefault(int(hit.chunk_id), len(self._markers) + 1)
        citation = Citation(marker, hit.uri, hit.title, hit.page, span[0], span[1], quote, verbatim, start, end)
        self.citations.append(citation)
        return citation
