"""Citing: ties an answer to spans of its evidence while it streams, and marks what nothing supports.

Quotations are looked up character for character. A sentence is supported when one or two neighbouring
sentences of a passage hold enough of its words, weighted by how rare they are in the library, and every
number it names; the words alone decide, no model is asked. Small models need not cite anything themselves.
"""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from alcove.rag.stems import stems
from alcove.rag.types import Citation, Hit, Unsupported

Rarity = Callable[[Sequence[str]], Mapping[str, float]]

SUPPORT = 0.6
"""Share of a sentence's weighted words that must stand in the evidence."""
_ABOVE = 0.5
"""What a word counts that stands only in the title or heading above the evidence."""
_FEW_WORDS = 3
_LOOP = 3
SOFT_HYPHEN = "\u00ad"
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(?=\s|$)|\n+")
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
_ABBREVIATION = re.compile(
    r"^\W*\d{1,3}$|(?:^|[\s(])(?:[^\W\d_]|[A-Z]\.[A-Z]|e\.g|i\.e|etc|vs|cf|mr|mrs|dr|inc|ltd|co|approx|ст|гл|стр|г|ул|руб|кв|куб|тыс|млн|обл|др|пр|им|т\.е|т\.д)$",
    re.I,
)
_BEFORE_A_NUMBER = re.compile(r"(?:^|[\s(])(?:no|nos|p|pp|fig)$", re.I)
_QUOTATION = re.compile(
    r"“([^”\n]+)(?:”|$)|«([^»\n]+)(?:»|$)|„([^“”\n]+)(?:[“”]|$)|(?<!\w)\"([^\"\n]+)\"|‘((?:[^’\n]|’(?=\w))+)’(?!\w)"
    r"|(?<!\w)'((?:[^'\n]|(?<=\w)'(?=\w))+)'(?!\w)"
)
_CLOSED_QUOTATION = re.compile(r"„[^“”]*[“”]|“[^”]*”|«[^»]*»|(?<!\w)\"[^\"]*\"")
_OPEN_QUOTATION = re.compile(r"[“«„]|(?<![\w])\"(?=\S)")
_NUMBER = re.compile(
    r"(?:(?<![^\s(])[-−])?(?:(?<!\d)\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,:/]\d+)*)"
)
_BETWEEN_THOUSANDS = re.compile(r"[, \u00a0\u202f](?=\d{3}(?!\d))")
_LIST_MARK = re.compile(r"\A\s*(?:>\s*)*(?:[-*•+]\s+|\d{1,3}[.)]\s+)?")
_OWN_LINE = re.compile(r"\s*(?:[-*•#|>]|\d+[.)])")
_FULL_LINE = 0.7
_INSIDE_WORD = "(?:\u00ad|\ufffe|-\\s*\n\\s*)?"
_HYPHEN = "(?:-(?:\\s*\n\\s*)?|\u00ad|\ufffe)"


@dataclass(frozen=True, slots=True)
class Text:
    """Text to append to the answer."""

    text: str


CiteEvent = Text | Citation | Unsupported


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the evidence: its place in the passage's document, its stems, those above it, its numbers."""

    hit: Hit
    start: int
    end: int
    stems: frozenset[str]
    above: frozenset[str]
    numbers: frozenset[str]


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text into sentences and lines, without white space at their ends."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if "\n" not in match[0] and _abbreviated(text[start : match.start()], match[0], text[match.end() :][:2]):
            continue
        yield from _stripped(text, start, match.end())
        start = match.end()
    yield from _stripped(text, start, len(text))


def _abbreviated(said: str, stop: str, following: str) -> bool:
    """Tell whether a full stop belongs to the word before it and does not end a sentence."""
    if stop.rstrip("\"'”’»)]*_") != ".":
        return False
    return bool(_ABBREVIATION.search(said) or (_BEFORE_A_NUMBER.search(said) and following.strip()[:1].isdigit()))


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Find `quote` in `text` verbatim: equal after folding white space, line-end hyphens and U+FFFE.

    It must begin and end where a word or number of the text does: "30" does not stand in "130" or "3,200".
    """
    words = [word for word in quote.replace(SOFT_HYPHEN, "").split() if word]
    if not words:
        return None
    pattern = r"\s+".join(_INSIDE_WORD.join(_HYPHEN if c == "-" else re.escape(c) for c in word) for word in words)
    match = re.search(f"{_before(words[0])}{pattern}{_after(words[-1])}", text)
    return match.span() if match else None


def _before(word: str) -> str:
    if not re.match(r"\w", word):
        return ""
    thousands = r"(?<!\d\s)" if re.match(r"\d{3}(?!\d)", word) else ""
    number = r"(?<!\d[.,:/])(?<!\s[-−])" if word[0].isdigit() else ""
    return f"(?<![\\w\u00ad\ufffe]){number}{thousands}"


def _after(word: str) -> str:
    if not re.search(r"\w$", word):
        return ""
    number = r"(?![.,:/]\d)(?!\s\d{3}(?!\d))" if word[-1].isdigit() else ""
    return f"(?![\\w\u00ad\ufffe]){number}"


def _numbers(text: str) -> frozenset[str]:
    """Return the figures of a text with their signs; how thousands are parted makes no difference."""
    return frozenset(_BETWEEN_THOUSANDS.sub("", found).replace("−", "-") for found in _NUMBER.findall(text))


class Citer:
    """Follow one answer as it streams. Feed it the model's text; it yields what to show.

    `text` is the answer so far, with markers such as `[1]`, numbered in the order of first use.
    """

    def __init__(self, hits: Sequence[Hit], question: str, rarity: Rarity) -> None:
        self._hits = hits
        self._question = question
        self._rarity = rarity
        self._evidence = [s for hit in hits for s in _evidence(hit)]
        self._markers: dict[int, int] = {}
        self._pending = ""
        self._stop = ""
        self._fence = ""
        self._sentence_start = 0
        self._line_start = 0
        self._said: Counter[str] = Counter()
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
    def looping(self) -> bool:
        """Whether the model says the same sentence again and again, as small models do."""
        return bool(self._said) and max(self._said.values()) >= _LOOP

    def say(self, text: str) -> Iterator[CiteEvent]:
        """Append words of the product's own: they are neither cited nor marked."""
        yield from self._show(text)
        self._sentence_start = len(self.text)
        self._line_start = self.text.rfind("\n") + 1

    def extract(self, hit: Hit, start: int, end: int) -> Iterator[CiteEvent]:
        """Append the span `start:end` of a hit's document as a quotation on a line of its own."""
        quote = hit.text[start - hit.start : end - hit.start]
        shown = f"“{' '.join(quote.replace(SOFT_HYPHEN, '').split())}”"
        begin = len(self.text) + len("> ")
        citation = self._cited(hit, (start, end), quote, True, begin, begin + len(shown))
        yield citation
        yield from self.say(f"> {shown} [{citation.marker}]\n\n")

    def finish(self) -> Iterator[CiteEvent]:
        """Close the last sentence."""
        rest, self._pending = self._pending.rstrip(), ""
        for token in _TOKEN.finditer(rest):
            yield from self._take(str(token.lastgroup), token[0], rest[token.end() :][:1])
        if not self._fence:
            yield from self._close()

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
            yield from self._show(self._stop)
            self._stop = text
        elif ends_line or (kind == "blank" and self._stop and not self._goes_on(following)):
            yield from self._close()
            yield from self._show(text)
            self._sentence_start = len(self.text)
        else:
            yield from self._show(self._stop + text)
            self._stop = ""
        if ends_line:
            self._line_start = self._sentence_start = len(self.text)

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
        said = self.text[self._sentence_start :]
        if _abbreviated(said, self._stop, following):
            return True
        return _OPEN_QUOTATION.search(_CLOSED_QUOTATION.sub(".", said + self._stop)) is not None

    def _show(self, text: str) -> Iterator[Text]:
        if text:
            self.text += text
            yield Text(text)

    def _close(self) -> Iterator[CiteEvent]:
        """End the current sentence: cite or mark it, then show its final punctuation."""
        end, self._stop = self._stop, ""
        # Closing quotation marks belong to the sentence; only what stands before them is punctuation.
        if any(c in "\"”»“'’" for c in end):
            yield from self._show(end)
            end = ""
        start, sentence = self._sentence_start, self.text[self._sentence_start :]
        if sentence.strip():
            begin = len(sentence) - len(_LIST_MARK.sub("", sentence, count=1))
            used = [*self._quotations(start, sentence), *self._support(start + begin, sentence[begin:].rstrip())]
            yield from used
            markers = dict.fromkeys(c.marker for c in used if isinstance(c, Citation))
            yield from self._show("".join(f" [{marker}]" for marker in markers))
            self._said[sentence.strip()] += 1
        yield from self._show(end)

    def _quotations(self, offset: int, sentence: str) -> Iterator[Citation | Unsupported]:
        for match in _QUOTATION.finditer(sentence):
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
                    yield self._cited(hit, found, hit.text[span[0] : span[1]], True, start, end)
                    return
        if locate(quote.rstrip(".,;:!?"), self._question):
            return
        mark = Unsupported(start, end, quote, "these words stand in none of the sources: not a verbatim quotation")
        self.unsupported.append(mark)
        yield mark
        nearest = self._best(quote)
        if nearest is not None and nearest[0] > 0:
            best = nearest[1]
            yield self._cited(best[0].hit, (best[0].start, best[-1].end), quote, False, start, end)

    def _support(self, start: int, sentence: str) -> Iterator[Citation | Unsupported]:
        words = stems(sentence)
        # A short answer may be nothing but its figure, and that must be right.
        says_little = len(set(words)) < _FEW_WORDS and not _numbers(sentence)
        if says_little or sentence.rstrip("*_ ").endswith(":") or sentence.startswith("#"):
            return
        nearest = self._best(sentence)
        end = start + len(sentence)
        if nearest is not None and nearest[0] >= SUPPORT:
            first, last = nearest[1][0], nearest[1][-1]
            text = first.hit.text[first.start - first.hit.start : last.end - first.hit.start]
            yield self._cited(first.hit, (first.start, last.end), text, True, start, end)
            return
        mark = Unsupported(start, end, sentence, "no passage that was found supports this sentence")
        self.unsupported.append(mark)
        yield mark

    def _best(self, sentence: str) -> tuple[float, list[_Sentence]] | None:
        """Return the best supporting run of one or two evidence sentences with its score, 0 to 1."""
        words = list(dict.fromkeys(stems(sentence)))
        weights = self._rarity(words)
        total = sum(weights[w] for w in words)
        numbers = _numbers(sentence)
        best: tuple[float, list[_Sentence]] | None = None
        for run in self._runs():
            held = frozenset().union(*(s.stems for s in run))
            said = sum(weights[w] * (1.0 if w in held else _ABOVE if w in run[0].above else 0.0) for w in words)
            score = said / total if total else 0.0
            if not _vouches(run, words, numbers):
                score = min(score, SUPPORT - 0.01)
            # Two sentences must say clearly more than one, or the span would be longer than it need be.
            if best is None or score > best[0] + (0.05 if len(run) > len(best[1]) else 0.0):
                best = score, run
        return best

    def _runs(self) -> Iterator[list[_Sentence]]:
        for one in self._evidence:
            yield [one]
        for one, other in zip(self._evidence, self._evidence[1:], strict=False):
            if one.hit is other.hit:
                yield [one, other]

    def _cited(self, hit: Hit, span: tuple[int, int], quote: str, verbatim: bool, start: int, end: int) -> Citation:
        marker = self._markers.setdefault(int(hit.chunk_id), len(self._markers) + 1)
        citation = Citation(marker, hit.uri, hit.title, hit.page, span[0], span[1], quote, verbatim, start, end)
        self.citations.append(citation)
        return citation


def _vouches(run: Sequence[_Sentence], words: Sequence[str], numbers: frozenset[str]) -> bool:
    """Tell whether a run holds all numbers; of two sentences, one that adds a number must add a word to go with it."""
    if not numbers <= frozenset().union(*(s.numbers for s in run)):
        return False
    for one, other in itertools.permutations(run, 2):
        adds = numbers & one.numbers - other.numbers
        if adds and not any(w in one.stems and w not in other.stems and not w[0].isdigit() for w in words):
            return False
    return True


def _evidence(hit: Hit) -> Iterator[_Sentence]:
    where = frozenset(stems(f"{hit.title} {hit.heading} {hit.header}"))
    for start, end in sentence_spans(unwrapped(hit.text)):
        text = hit.text[start:end]
        words = frozenset(stems(text))
        if words:
            yield _Sentence(hit, hit.start + start, hit.start + end, words, where, _numbers(text))


def unwrapped(text: str) -> str:
    """Turn the line ends inside a paragraph into spaces, keeping every offset.

    A line is taken to go on in the next when it is nearly as long as the longest; rows of a table, headings and
    the last lines of paragraphs are shorter. A line that begins like a list item or a table row stands alone.
    """
    lines = text.splitlines(keepends=True)
    full = _FULL_LINE * max((len(line.rstrip()) for line in lines), default=0)
    joined = []
    for line, following in zip(lines, [*lines, ""][1:], strict=True):
        bare = line.rstrip("\r\n")
        goes_on = len(bare.rstrip()) >= full and following.strip() and not _OWN_LINE.match(following)
        joined.append(bare + " " * (len(line) - len(bare)) if goes_on else line)
    return "".join(joined)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
