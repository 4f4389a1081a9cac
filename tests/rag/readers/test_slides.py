"""PowerPoint presentations: each slide a page, nothing on or behind it lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.readers import PagesDone
from alcove.rag.split import split
from alcove.rag.types import Document
from tests.rag.readers.office_files import core, element, pptx, relations, shape, slide
from tests.rag.reading import read_all, read_file


def read(tmp_path: Path, slides: list[str], parts: dict[str, str | bytes] | None = None) -> Document:
    path = tmp_path / "talk.pptx"
    path.write_bytes(pptx(slides, parts))
    return read_file(path)


def test_slides_are_pages_called_by_their_titles(tmp_path: Path) -> None:
    slides = [
        slide(shape("Body first"), shape("Our oils", kind="ctrTitle"), shape("7", kind="sldNum")),
        slide(shape("No title")),
        slide(shape("Costs", kind="title"), hidden=True),
        slide(hidden=True),
    ]
    talk = read(tmp_path, slides)
    told = [(p.label, p.kind, talk.text[p.start : p.end]) for p in talk.pages]
    assert told == [
        ("Our oils", "text", "Our oils\n\nBody first"),
        ("Slide 2", "text", "No title"),
        ("Costs (hidden)", "text", "Costs"),
        ("Slide 4 (hidden)", "empty", ""),
    ]
    assert [(h.text, talk.text[h.start :][:5]) for h in talk.headings] == [("Our oils", "Our o"), ("Costs", "Costs")]
    assert talk.title == "Our oils"
    assert read(tmp_path, slides, {"docProps/core.xml": core("Own")}).title == "Own"
    assert {chunk.page for chunk in split(talk)} == {1, 2, 3}


def test_groups_levels_breaks_and_fields(tmp_path: Path) -> None:
    body = (
        '<p:sp><p:txBody><a:p><a:r><a:t>One</a:t></a:r></a:p><a:p><a:pPr lvl="1"/><a:r><a:t>below</a:t></a:r><a:br/>'
        '<a:r><a:t>it</a:t></a:r></a:p><a:p><a:fld type="slidenum"><a:t>9</a:t></a:fld></a:p></p:txBody></p:sp>'
    )
    choice = f"<mc:AlternateContent><mc:Choice>{shape('Chosen')}</mc:Choice><mc:Fallback>{shape('no')}</mc:Fallback>"
    talk = read(tmp_path, [slide(f"<p:grpSp>{body}</p:grpSp>", f"{choice}</mc:AlternateContent>")])
    assert talk.text == "One\n  below\nit\n\nChosen"


def test_tables_on_slides_keep_their_header(tmp_path: Path) -> None:
    def cells(*texts: str) -> str:
        made = (f"<a:tc><a:txBody><a:p><a:r><a:t>{t}</a:t></a:r></a:p></a:txBody></a:tc>" for t in texts)
        return f"<a:tr>{''.join(made)}</a:tr>"

    merged = cells("Wax", "no").replace("<a:tc>", '<a:tc hMerge="1">').replace('<a:tc hMerge="1">', "<a:tc>", 1)
    table = f"<p:graphicFrame><a:tbl>{cells('Oil', 'Hours')}{cells('Tung', '48')}{merged}</a:tbl></p:graphicFrame>"
    one = f"<p:graphicFrame><a:tbl>{cells('Alone')}</a:tbl></p:graphicFrame>"
    talk = read(tmp_path, [slide(table, one)])
    assert talk.text == "Oil | Hours\nTung | 48\nWax\n\nAlone"
    assert [talk.text[t.header_start : t.header_end] for t in talk.tables] == ["Oil | Hours"]


def test_notes_and_comments_stand_on_their_slide(tmp_path: Path) -> None:
    notes = slide(shape("Say hello", "and wait"), shape("3", kind="sldNum"))
    comments = element("p:cmLst", "<p:cm><p:text>Too long?</p:text></p:cm>")
    modern = element("p:cmLst", f"<p:cm>{shape('Shorter!')[6:-7]}</p:cm>")
    links = relations(("n", "notesSlide", "../n.xml"), ("c", "comments", "../c.xml"), ("m", "comments", "../m.xml"),
                      ("x", "comments", "../bad.xml"), ("y", "comments", "../none.xml"))  # fmt: skip
    parts: dict[str, str | bytes] = {
        "ppt/slides/_rels/slide0.xml.rels": links,
        "ppt/n.xml": notes,
        "ppt/c.xml": comments,
        "ppt/m.xml": modern,
        "ppt/bad.xml": "<p",
    }
    talk = read(tmp_path, [slide(shape("Hello")), slide(shape("Next"))], parts)
    assert talk.text.startswith(
        "Hello\n\nNotes: Say hello\nand wait\n\nComments: Too long?\n\nComments: Shorter!\n\n"
        "[Comments could not be read: "
    )
    assert talk.text[talk.pages[1].start :] == "Next"


def test_a_damaged_slide_costs_only_itself(tmp_path: Path) -> None:
    talk = read(tmp_path, [slide(shape("Good")), "<p:sld", slide(shape("Too"))], {})
    assert [(p.kind, p.reason) for p in talk.pages] == [
        ("text", ""),
        ("unread", "the file is damaged: its part ppt/slides/slide1.xml is not sound XML"),
        ("text", ""),
    ]
    assert talk.text.split() == ["Good", "Too"]


def test_long_presentations_tell_how_far_they_are(tmp_path: Path) -> None:
    path = tmp_path / "talk.pptx"
    path.write_bytes(pptx([slide(shape(f"Slide {n}")) for n in range(45)]))
    assert read_all(path)[1] == [PagesDone(20, 45), PagesDone(40, 45)]


@pytest.mark.parametrize(
    ("slides", "reason"), [([], "the presentation has no slides"), ([slide()], "there is no text")]
)
def test_why_a_presentation_is_not_read(tmp_path: Path, slides: list[str], reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read(tmp_path, slides)
