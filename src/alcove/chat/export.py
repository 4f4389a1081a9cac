"""A conversation as a document: Markdown, or one HTML file that needs nothing else and loads nothing.

Citations become footnotes with the quoted words and the names of the files, never their paths. `copies` has the
complete JSON; the window makes a PDF of the HTML.
"""

import datetime as dt
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from alcove.chat.lines import Branch, branches, line_to
from alcove.chat.records import Conversation, Message, MessageId
from alcove.core.markup import MARKER
from alcove.rag.types import Citation

_FENCE = re.compile(r"^( {0,3}(?:```|~~~))", re.MULTILINE)
_NOTE_SIGN = re.compile("\ue000(\\d+)\ue001")
_STATES = {"stopped": "This answer was stopped.", "failed": "This answer failed."}
_STYLE = """
body { font: 11pt/1.5 Inter, system-ui, sans-serif; color: #1f1d1a; background: #fff; max-width: 46em;
    margin: 2.5em auto; padding: 0 1.5em; }
h1 { font-size: 17pt; margin: 0 0 2pt; }
h2 { font-size: 9pt; color: #6a655d; font-weight: 600; margin-top: 18px; margin-bottom: 4px; }
h3.branch { font-size: 12pt; border-top: 1px solid #e7e3dc; margin-top: 30px; padding-top: 12px; }
p.facts, p.state, ol.notes { color: #6a655d; font-size: 9pt; }
.question { background: #f0ede7; padding: 8px 14px; border-radius: 8px; white-space: pre-wrap; }
blockquote { border-left: 3px solid #1c6b5a; margin-left: 0; padding-left: 10pt; color: #3d3a35; }
pre { background: #f4f2ee; padding: 8pt; font-size: 9pt; white-space: pre-wrap; }
code { font-family: "JetBrains Mono", ui-monospace, monospace; }
table { border-collapse: collapse; } th, td { border: 1px solid #e7e3dc; padding: 3pt 7pt; text-align: left; }
sup a, a { color: #1c6b5a; text-decoration: none; }
@media print { body { margin: 0; max-width: none; } h2 { break-after: avoid; } pre, tr { break-inside: avoid; } }
"""


_RICH_STYLE = """
body { margin: 0; padding: 0; } h1 { font-size: 17pt; margin-bottom: 0; } table { margin-top: 8px; margin-bottom: 8px; }
p.speaker { font-size: 9pt; color: #6a655d; font-weight: 600; margin-top: 16px; margin-bottom: 4px; }
blockquote { margin-left: 20px; } th, td { padding: 4px; }
td.panel { padding: 8px; border: none; white-space: pre-wrap; }
"""
_PANEL = '<table width="100%" cellspacing="0"><tr><td class="panel" bgcolor="#f0ede7">'
_PANEL_END = "</td></tr></table>"


@dataclass(frozen=True, slots=True)
class _Note:
    """A footnote: the file that is cited, and its words."""

    number: int
    where: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One message as it is exported: its text holds footnote signs where markers were."""

    message: Message
    text: str
    notes: tuple[_Note, ...]

    @property
    def speaker(self) -> str:
        if self.message.role == "user":
            return "Question"
        return f"Answer · {self.message.model}" if self.message.model else "Answer"

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is said of the answer below it."""
        doubted = [
            f"No source supports: “{MARKER.sub('', ' '.join(one.text.split()))}” ({one.why})"
            for one in self.message.unsupported
            if not one.general
        ]
        state = _STATES.get(self.message.status, "")
        return tuple(told for told in (" ".join([state, self.message.error]).strip(), *doubted) if told)


def markdown(
    conversation: Conversation, messages: Sequence[Message], *, leaf: MessageId | None = None, whole: bool = False
) -> str:
    """Return the line to `leaf` (without one: to where it last went on) or the `whole` tree as Markdown."""
    blocks = [f"# {_plain(conversation.title)}", f"*{facts_of(conversation, messages)}*"]
    notes: list[_Note] = []
    for at, (branch, parts) in enumerate(_told(messages, leaf, whole=whole)):
        if at:
            blocks.append(f"---\n\n**{_off(branch.parent)}**")
        for part in parts:
            blocks += [f"## {part.speaker}", _NOTE_SIGN.sub(r"[^\1]", part.text) or "*(empty)*"]
            blocks += [f"> {_plain(remark)}" for remark in part.remarks]
            notes += part.notes
    blocks += [f"[^{note.number}]: {_plain(_note_words(note))}" for note in notes]
    return "\n\n".join(blocks) + "\n"


def web_page(
    conversation: Conversation, messages: Sequence[Message], *, leaf: MessageId | None = None, whole: bool = False
) -> str:
    """Return the same as one HTML file, made to be read on a screen or printed."""
    title = html.escape(conversation.title)
    body = [f"<h1>{title}</h1>", f'<p class="facts">{html.escape(facts_of(conversation, messages))}</p>']
    notes: list[_Note] = []
    for at, (branch, parts) in enumerate(_told(messages, leaf, whole=whole)):
        if at:
            body.append(f'<h3 class="branch">{html.escape(_off(branch.parent))}</h3>')
        for part in parts:
            body += [f"<h2>{html.escape(part.speaker)}</h2>", _shown(part)]
            body += [f'<p class="state">{html.escape(remark)}</p>' for remark in part.remarks]
            notes += part.notes
    if notes:
        items = [f'<li id="note-{note.number}">{html.escape(_note_words(note))}</li>' for note in notes]
        body += ["<h2>Sources</h2>", f'<ol class="notes">{"".join(items)}</ol>']
    return (
        f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{title}</title>\n'
        f"<style>{_STYLE}</style></head>\n<body>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def for_rich_text(page: str) -> str:
    """Return a web page for a renderer that takes little from style sheets (Qt's): room around words by tables."""
    page = re.sub(r"<h2>(.*?)</h2>", r'<p class="speaker">\1</p>', page)
    page = re.sub(r'<div class="question">(.*?)</div>', rf"{_PANEL}\1{_PANEL_END}", page, flags=re.DOTALL)
    page = page.replace("\n</code></pre>", "</code></pre>").replace("<table>\n", '<table cellspacing="0">\n')
    page = re.sub(r"<pre>(.*?)</pre>", rf"{_PANEL}<pre>\1</pre>{_PANEL_END}", page, flags=re.DOTALL)
    return page.replace("</style>", f"{_RICH_STYLE}</style>")


def facts_of(conversation: Conversation, messages: Sequence[Message]) -> str:
    """Return when a conversation was held, and who answered."""
    began, ended = (dt.date.fromtimestamp(when).isoformat() for when in (conversation.created, conversation.updated))
    models = dict.fromkeys(one.model for one in messages if one.model)
    when = began if began == ended else f"{began} to {ended}"
    return " · ".join([when, *models])


def file_name(title: str) -> str:
    """Return a title as the name of a file, without what some file system refuses."""
    bare = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", title)
    return " ".join(bare.split()).strip(". ")[:80].rstrip() or "conversation"


def _told(messages: Sequence[Message], leaf: MessageId | None, *, whole: bool) -> "list[tuple[Branch, list[_Part]]]":
    """Return what is exported, with footnotes numbered through."""
    told = branches(messages, leaf) if whole else [Branch(None, tuple(line_to(messages, leaf)))]
    count = 0
    found = []
    for branch in told:
        parts = []
        for message in branch.messages:
            part = _part(message, count)
            count += len(part.notes)
            parts.append(part)
        found.append((branch, parts))
    return found


def _part(message: Message, count: int) -> _Part:
    """Turn the markers of a message into footnotes, numbered on from `count`; those in code stay."""
    cited: dict[int, list[Citation]] = {}
    for citation in message.citations:
        cited.setdefault(citation.marker, []).append(citation)
    numbers = {marker: count + at for at, marker in enumerate(sorted(cited), start=1)}

    def sign(match: re.Match[str]) -> str:
        number = numbers.get(int(match[1]))
        return match[0] if number is None else f"\ue000{number}\ue001"

    pieces = _FENCE.split(message.text)  # text, fence, code, fence, text …
    text = "".join(MARKER.sub(sign, piece) if at % 4 == 0 else piece for at, piece in enumerate(pieces))
    notes = tuple(
        _Note(number, _where(cited[marker]), tuple(dict.fromkeys(one.quote for one in cited[marker] if one.quote)))
        for marker, number in numbers.items()
    )
    return _Part(message, text, notes)


def _where(citations: Sequence[Citation]) -> str:
    first = citations[0]
    pages = sorted({one.page for one in citations if one.page is not None})
    name = PurePath(first.uri.rpartition("#")[2]).name or first.title
    return f"{name}, p. {', '.join(map(str, pages))}" if pages else name


def _note_words(note: _Note) -> str:
    quotes = "; ".join(f"“{' '.join(quote.split())}”" for quote in note.quotes)
    return f"{note.where}: {quotes}" if quotes else note.where


def _off(parent: Message | None) -> str:
    """Say where a branch leaves what was told before."""
    if parent is None:
        return "Begun otherwise"
    words = " ".join(parent.text.split())
    begun = words if len(words) <= 60 else words[:60].rstrip() + "…"
    return f"{'Another answer to' if parent.role == 'user' else 'Went on otherwise after'} “{begun}”"


def _plain(text: str) -> str:
    """Escape what Markdown would take for its own signs."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", " ".join(text.split()))


def _shown(part: _Part) -> str:
    """Return the text of a message as HTML; pictures become links, for they would be loaded from elsewhere."""
    from markdown_it import MarkdownIt

    if part.message.role == "user":
        return f'<div class="question">{html.escape(part.text)}</div>'
    made = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable(["table", "strikethrough"])
    shown: str = made.disable("image").render(part.text)
    return _NOTE_SIGN.sub(r'<sup><a href="#note-\1">\1</a></sup>', shown)
