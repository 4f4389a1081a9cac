"""What is copied out of an answer: words as shown, the Markdown they are made of, tables for a spreadsheet.

Positions lead from what is shown back to the answer's text: Qt's parser does not tell, so words are found again.
"""

import csv
import io
import re
from collections.abc import Iterator

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextList, QTextTable

from alcove.desktop.blocks import cells_of, dedented
from alcove.desktop.prose_part import Part
from alcove.desktop.prose_wide import CODE_PIECE, TABLE_PIECE, CodePart, TableBlock
from alcove.desktop.prose_writer import PLAIN_PROPERTY, TASK_PROPERTY

_WORD = re.compile(r"\w+")
_BULLETS = -3
"""Styles of lists below this have numbers or letters (QTextListFormat.Style)."""
_AHEAD = 600
"""Characters in which a word is looked for; one that is written otherwise in Markdown is passed over."""
_MARKS = re.compile(r"\*\*|__|~~|`|[ \u00a0]?\[\d{1,3}\]")


def plain_text(document: QTextDocument, start: int = 0, end: int | None = None) -> str:
    """Return words as they are shown, with citations as markers, formulas as LaTeX and lists with their signs."""
    end = document.characterCount() - 1 if end is None else end
    pieces: list[str] = []
    block = document.findBlock(start)
    table: QTextTable | None = None
    while block.isValid() and block.position() < max(end, start + 1):
        inside: QTextTable | None = QTextCursor(block).currentTable()
        if inside is None and not block.text() and _beside_table(block):
            block = block.next()  # Qt keeps an empty block before a table and after it
            continue
        if pieces:
            same_row = inside is not None and inside == table and inside.cellAt(QTextCursor(block)).column() > 0
            pieces.append("\t" if same_row else "\n")
        table = inside
        pieces.append("".join(_pieces(block, start, end)))
        block = block.next()
    return "".join(pieces).rstrip("\n")


def _beside_table(block: QTextBlock) -> bool:
    near = [one for one in (block.previous(), block.next()) if one.isValid()]
    tables: list[QTextTable | None] = [QTextCursor(one).currentTable() for one in near]
    return any(table is not None for table in tables)


def _pieces(block: QTextBlock, start: int, end: int) -> Iterator[str]:
    items: QTextList | None = block.textList()
    if items is not None and start <= block.position():
        yield "  " * (items.format().indent() - 1)
        task = block.blockFormat().property(TASK_PROPERTY)
        sign = f"- [{'x' if task > 1 else ' '}]" if task else "-"
        yield f"{items.itemText(block) if items.format().style().value < _BULLETS else sign} "
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        first = max(start, fragment.position()) - fragment.position()
        last = min(end, fragment.position() + fragment.length()) - fragment.position()
        if first < last:
            words = fragment.charFormat().property(PLAIN_PROPERTY)
            text = _cut(fragment.text(), first, last)
            yield str(words) if words else text.replace("\u202f", " ").replace("\u2028", "\n")
        iterator += 1


def _cut(text: str, first: int, last: int) -> str:
    """Return a piece of a text that Qt counts in UTF-16."""
    return text.encode("utf-16-le", "surrogatepass")[2 * first : 2 * last].decode("utf-16-le", "surrogatepass")


def source_place(part: Part, position: int, *, end: bool, beyond: bool) -> int:
    """Return where in the answer's text stands what is shown at a position; `end` for where a span ends.

    A span that goes on `beyond` the part takes its fence along.
    """
    text, block = part.prose.said.text, part.block
    shown = part.written()
    if isinstance(part, CodePart) and not beyond:
        pass
    elif position <= 0:
        return block.start if part.number == 0 else _line_place(part, 0, 0)
    elif position >= shown.characterCount() - 1 and part.last:
        return block.end
    if isinstance(part, CodePart):
        at = shown.findBlock(position)
        column = len(_cut(at.text(), 0, position - at.position()))
        return _line_place(part, at.blockNumber(), column)
    words = shown.toPlainText()
    place = len(_cut(words, 0, position))
    return block.start + aligned(words, text[block.start : block.end], place, end=end)


def _line_place(part: Part, line: int, column: int) -> int:
    """Return the place of a line of a part that shows its source line by line, and of a column in it."""
    text, block = part.prose.said.text, part.block
    lines = text[block.start : block.end].split("\n")
    if isinstance(part, CodePart):
        code = part.text.split("\n")
        fenced = 1 if lines[0].lstrip()[:3] in ("```", "~~~") else 0
        number = fenced + part.number * CODE_PIECE + line
        indent = len(lines[number]) - len(code[line]) if number < len(lines) and line < len(code) else 0
        column += indent
    else:
        number = 2 + part.number * TABLE_PIECE + line
    return block.start + sum(len(one) + 1 for one in lines[:number]) + column


def aligned(shown: str, source: str, place: int, *, end: bool) -> int:
    """Return where in a block's Markdown stands what is shown at `place`: one word is found after the other."""
    at = 0
    for word in _WORD.finditer(shown):
        if (end and word.start() >= place) or (not end and word.start() > place):
            break
        found = source.find(word[0], at, at + _AHEAD)
        if found < 0:
            continue
        if word.end() > place or (not end and word.start() == place):
            return found + place - word.start()
        at = found + len(word[0])
        if word.end() == place:
            break
    if not end:
        following = _WORD.search(shown, place)
        found = source.find(following[0], at, at + _AHEAD) if following else -1
        return found if found >= 0 else at
    passed = next((m.end() for m in reversed(list(_WORD.finditer(shown, 0, place)))), 0)
    for sign in shown[passed:place]:
        if source[at : at + 1] != sign:
            break
        at += 1
    return at


def table_values(table: TableBlock, separator: str) -> str:
    """Return a table's cells for a spreadsheet, without marks of Markdown."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    for row in [table.head.split("\n")[0], *table.rows]:
        writer.writerow([_MARKS.sub("", cell).replace("\\|", "|").strip() for cell in cells_of(row)])
    return out.getvalue()


def table_markdown(part: Part) -> str:
    """Return a whole table as it was written."""
    block = part.block
    return dedented(part.prose.said.text[block.start : block.end], block.dedent)
