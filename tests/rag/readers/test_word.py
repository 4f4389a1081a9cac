"""Word documents: everything a person can read, in its place, with exact spans."""

from __future__ import annotations

from pathlib import Path

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.readers.numbering import counted
from alcove.rag.split import split
from alcove.rag.types import Document
from tests.rag.readers.office_files import core, docx, element, paragraph, relations
from tests.rag.reading import read_file, read_members

STYLES = element(
    "w:styles",
    '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="H1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="x"/><w:pPr><w:outlineLvl w:val="1"/>'
    '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
)
NUMBERING = element(
    "w:numbering",
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl>'
    '</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val="x"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
    "</w:lvlOverride></w:num>",
)


def made(
    tmp_path: Path, body: str, parts: dict[str, str | bytes] | None = None, *links: tuple[str, str, str]
) -> Document:
    path = tmp_path / "letter.docx"
    usual = {"word/styles.xml": STYLES, "word/numbering.xml": NUMBERING}
    kinds = (("a", "styles", "styles.xml"), ("b", "numbering", "numbering.xml"))
    path.write_bytes(docx(body, {**usual, **(parts or {})}, *kinds, *links))
    return read_file(path)


def item(text: str, number: int, level: int = 0) -> str:
    numbers = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, properties=numbers)


def cell(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table(*rows: list[str]) -> str:
    return f"<w:tbl>{''.join('<w:tr>' + ''.join(row) + '</w:tr>' for row in rows)}</w:tbl>"


def test_headings_are_those_of_their_styles_and_outlines(tmp_path: Path) -> None:
    body = paragraph("The lease", style="T") + paragraph("Rent", style="Mine") + paragraph("It is due.")
    body += paragraph("By outline", properties='<w:outlineLvl w:val="2"/>')
    body += paragraph("Body", style="H1", properties='<w:outlineLvl w:val="9"/>')
    read = made(tmp_path, body)
    assert [(h.level, h.text) for h in read.headings] == [(1, "The lease"), (1, "Rent"), (3, "By outline")]
    assert all(read.text[h.start :].startswith(h.text) for h in read.headings)
    assert read.text == "The lease\n\nRent\n\nIt is due.\n\nBy outline\n\nBody"
    assert read.title == "The lease"


def test_the_title_in_the_properties_goes_first(tmp_path: Path) -> None:
    assert made(tmp_path, paragraph("Shown", style="T"), {"docProps/core.xml": core(" Own ")}).title == "Own"
    assert made(tmp_path, paragraph("Shown", style="T"), {"docProps/core.xml": "<broken"}).title == "Shown"
    assert made(tmp_path, paragraph("x")).title == ""


def test_lists_and_headings_keep_their_numbers(tmp_path: Path) -> None:
    body = item("one", 1) + item("one a", 1, 1) + item("one b", 1, 1) + item("two", 1) + item("dot", 2)
    body += paragraph("Between") + item("seven", 3) + item("eight", 3) + paragraph("Clause", style="H2") + item("x", 9)
    read = made(tmp_path, body)
    assert read.text == (
        "1. one\n  1.a) one a\n  1.b) one b\n2. two\n• dot\n\nBetween\n\n7. seven\n8. eight\n\n8.a) Clause\n\nx"
    )
    assert [(h.level, h.text) for h in read.headings] == [(2, "8.a) Clause")]


@pytest.mark.parametrize(
    ("number", "signs", "shown"),
    [(4, "upperRoman", "IV"), (1999, "lowerRoman", "mcmxcix"), (28, "upperLetter", "BB"), (2, "russianLower", "б"),
     (7, "decimalZero", "07"), (3, "thaiNumbers", "3"), (0, "lowerRoman", "0"), (10**9, "lowerLetter", "1000000000")],
)  # fmt: skip
def test_signs_of_lists(number: int, signs: str, shown: str) -> None:
    assert counted(number, signs) == shown


def test_notes_and_comments_stand_below_their_paragraph(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t>Pay</w:t><w:footnoteReference w:id="2"/><w:t xml:space="preserve"> soon</w:t>'
        '<w:commentReference w:id="0"/><w:endnoteReference w:id="5"/></w:r></w:p>' + paragraph("Next.")
    )
    notes = '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote><w:footnote w:id="2">' + paragraph("Monthly.")
    read = made(
        tmp_path,
        body,
        {
            "word/footnotes.xml": element("w:footnotes", notes + "</w:footnote>"),
            "word/endnotes.xml": element("w:endnotes", f'<w:endnote w:id="5">{paragraph("Last.")}</w:endnote>'),
            "word/comments.xml": element(
                "w:comments", f'<w:comment w:id="0" w:author="Anna">{paragraph("Why?")}</w:comment>'
            ),
        },
        ("f", "footnotes", "footnotes.xml"),
        ("e", "endnotes", "endnotes.xml"),
        ("c", "comments", "comments.xml"),
    )
    assert read.text == "Pay[1] soon[e1]\n\n[1] Monthly.\n\n[Comment by Anna: Why?]\n\nNext.\n\n[e1] Last."


def test_headers_and_footers_are_read_once(tmp_path: Path) -> None:
    parts = {f"word/h{n}.xml": element("w:hdr", paragraph("Confidential")) for n in (1, 2)}
    parts["word/f1.xml"] = element("w:ftr", paragraph("Alcove"))
    links = [("h1", "header", "h1.xml"), ("h2", "header", "h2.xml"), ("f1", "footer", "f1.xml"), ("f2", "footer", "no")]
    assert made(tmp_path, paragraph("Text"), dict(parts), *links).text == "Confidential\n\nText\n\nAlcove"


def test_what_is_hidden_or_deleted_is_not_read_and_what_was_put_in_is(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r><w:del><w:r><w:delText>no</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>put in</w:t></w:r></w:ins><w:r><w:tab/><w:instrText>PAGE</w:instrText><w:br/><w:t>x</w:t>"
        '<w:noBreakHyphen/><w:sym w:char="2014"/><w:sym w:char="F0B7"/></w:r>'
        "<w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink><w:r><w:ruby><w:rt><w:r><w:t>no</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>base</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('In a control')}</w:sdtContent></w:sdt>"
    )
    assert made(tmp_path, body).text == "put in\t\nx\u2011—linkbase\n\nIn a control"


def test_text_boxes_are_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('In a box')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Around</w:t><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert made(tmp_path, body).text == "Around\n\nIn a box"


def test_tables_are_lines_under_a_header(tmp_path: Path) -> None:
    head = [cell(paragraph("Work")), cell(paragraph("Price"))]
    rows = [[cell(paragraph(f"Job {n} " + "word " * 10)), cell(paragraph(str(n)))] for n in range(60)]
    read = made(tmp_path, paragraph("Above") + table(head, *rows) + paragraph("Below"))
    (one,) = read.tables
    assert read.text[one.header_start : one.header_end] == "Work | Price"
    assert read.text[one.start : one.end].count("\n") == 60
    pieces = [chunk for chunk in split(read) if chunk.header]
    assert len(pieces) > 2 and all(chunk.header == (one.header_start, one.header_end) for chunk in pieces)


def test_merged_cells_and_tables_in_tables(tmp_path: Path) -> None:
    wide = cell(paragraph("Both"), '<w:gridSpan w:val="2"/>')
    tall = cell(paragraph("Oak"), '<w:vMerge w:val="restart"/>')
    inner = table([cell(paragraph("in")), cell(paragraph("ner"))])
    text = made(
        tmp_path,
        table(
            [cell(paragraph("A")), cell(paragraph("B")), cell(paragraph("C"))],
            [tall, wide],
            [cell("<w:p/>", "<w:vMerge/>"), cell(paragraph("x") + paragraph("y")), cell(inner)],
        ),
    ).text
    assert text == "A | B | C\nOak | Both\nOak | x y | in | ner"


def test_a_table_of_one_column_is_a_frame_around_text(tmp_path: Path) -> None:
    read = made(tmp_path, table([cell(paragraph("Dear aunt") + paragraph("Rent", style="H1"))]))
    assert read.text == "Dear aunt\n\nRent" and read.tables == () and len(read.headings) == 1


def test_formulas_are_written_on_a_line(tmp_path: Path) -> None:
    def m(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    maths = (
        f"<m:oMath><m:f><m:num>{m('a+b')}</m:num><m:den>{m('c')}</m:den></m:f>{m('=')}"
        f"<m:sSup><m:e>{m('x')}</m:e><m:sup>{m('2')}</m:sup></m:sSup>"
        f"<m:rad><m:e>{m('y')}</m:e></m:rad><m:sSub><m:e>{m('z')}</m:e><m:sub>{m('1')}</m:sub></m:sSub></m:oMath>"
    )
    assert made(tmp_path, f"<w:p>{maths}</w:p>").text == "(a+b)/c=x^2√yz_1"


def test_charts_and_diagrams_are_read(tmp_path: Path) -> None:
    def points(*values: str) -> str:
        return "".join(f'<c:pt idx="{n}"><c:v>{value}</c:v></c:pt>' for n, value in enumerate(values))

    chart = element(
        "c:chartSpace",
        "<c:chart><c:title><a:p><a:r><a:t>Rainfall</a:t></a:r></a:p></c:title><c:ser>"
        f"<c:tx><c:strCache>{points('mm')}</c:strCache></c:tx><c:cat><c:strCache>{points('May', 'June')}</c:strCache>"
        f"</c:cat><c:val><c:numCache>{points('41', '38.30000001')}</c:numCache></c:val></c:ser></c:chart>",
    )
    diagram = element("dgm:dataModel", "<dgm:pt><dgm:t><a:p><a:r><a:t>Step one</a:t></a:r></a:p></dgm:t></dgm:pt>")
    body = '<w:p><w:r><w:drawing><c:chart r:id="c"/><dgm:relIds r:dm="d"/></w:drawing></w:r></w:p>'
    parts: dict[str, str | bytes] = {"word/c.xml": chart, "word/d.xml": diagram}
    links = (("c", "chart", "c.xml"), ("d", "diagramData", "d.xml"))
    assert made(tmp_path, body, parts, *links).text == "Rainfall\n\n | mm\nMay | 41\nJune | 38.3\n\nStep one"
    broken: dict[str, str | bytes] = {"word/c.xml": "<c", "word/d.xml": diagram}
    assert "[A chart could not be read: " in made(tmp_path, body, broken, *links).text


def test_files_inside_are_members(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    parts = {"word/embeddings/note.txt": b"A note inside.", "word/media/icon.png": b"\x89PNG" + b"0" * 50}
    path.write_bytes(docx(paragraph("Text"), parts))
    members = read_members(path)
    assert list(members) == ["embeddings/note.txt"]
    inner = members["embeddings/note.txt"].document
    assert inner is not None and inner.text == "A note inside."


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"word/document.xml": "<w:document"}, "its part word/document.xml is not sound XML"),
        ({"word/document.xml": element("w:document", "")}, "it has no text part"),
        ({"word/document.xml": element("w:document", "<w:body/>")}, "there is no text in the file"),
        (
            {"_rels/.rels": relations(("r1", "officeDocument", "word/none.xml")), "word/document.xml": ""},
            "not sound XML",
        ),
    ],
)
def test_why_a_document_is_not_read(tmp_path: Path, parts: dict[str, str], reason: str) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(docx("", dict(parts)))
    with pytest.raises(DocumentError, match=reason):
        read_file(path)


def test_entities_are_never_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret")
    document = element("w:document", f"<w:body>{paragraph('Seen &x;')}</w:body>")
    outside = f'<!DOCTYPE x [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>{document}'
    path = tmp_path / "letter.docx"
    path.write_bytes(docx("", {"word/document.xml": outside}))
    assert read_file(path).text == "Seen"


def test_a_billion_laughs_are_refused(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    for body in (paragraph("&l11;"), '<w:p w:x="&l11;"/>'):
        document = element("w:document", f"<w:body>{body}</w:body>")
        path = tmp_path / "letter.docx"
        path.write_bytes(docx("", {"word/document.xml": f"<!DOCTYPE x [{laughs}]>{document}"}))
        with pytest.raises(DocumentError, match="not sound XML"):
            read_file(path)


def test_files_shown_as_part_of_the_text_are_members(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(docx(paragraph("x"), {"word/part.html": "<p>Shown too</p>"}, ("c", "aFChunk", "part.html")))
    (member,) = read_members(path).values()
    assert member.document is not None and "Shown too" in member.document.text
