"""The document behind a citation: real rectangles on a real page, or the stored text with its span marked."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import PIL.Image
import pytest
from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QImage
from PySide6.QtPdf import QPdfDocument
from pytestqt.qtbot import QtBot

from alcove.desktop import place, viewers
from alcove.desktop.image_page import frames, read_image
from alcove.desktop.pdf_page import highlight_rects
from alcove.desktop.preview import CHANGED, TEXT_AROUND, DocumentPreview
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import LIGHT, PAGE_WHITE, Theme
from alcove.desktop.word_boxes import boxes
from alcove.rag.types import OcrWord, PageSpan, Source, SourceId, StoredDocument
from tests.desktop.fakes import (
    COVERED,
    HOUSE_LOG,
    LAST_SERVICE,
    SERVICED,
    WARRANTY,
    FakeLibrary,
    citation,
    stored_long,
    stored_pdf,
    stored_text,
)
from tests.desktop.places import settled


@pytest.fixture
def library() -> FakeLibrary:
    documents = {document.uri: document for document in (stored_pdf(), stored_text(), stored_long())}
    return FakeLibrary(documents=documents)


@pytest.fixture
def preview(qtbot: QtBot, theme: Theme, tasks: TaskRunner, library: FakeLibrary) -> DocumentPreview:
    made = DocumentPreview(theme, library, tasks)
    qtbot.addWidget(made)
    made.resize(372, 520)
    made.show()
    return made


def opened(qtbot: QtBot, preview: DocumentPreview, span: place.Span) -> None:
    with qtbot.waitSignal(preview.shown):
        preview.open(span)


def marked_text(preview: DocumentPreview) -> list[str]:
    return [
        selection.cursor.selectedText().replace("\u2029", "\n")  # type: ignore[attr-defined]
        for selection in preview.text.extraSelections()
    ]


def pdf_span(words: str) -> place.Span:
    return place.span_of(citation(stored_pdf(), words, 1, 0, 1))


@pytest.mark.parametrize("words", [COVERED, SERVICED, "Service record", "floors."])
def test_the_words_in_the_rectangles_are_the_cited_words(qtbot: QtBot, words: str) -> None:
    stored = stored_pdf()
    document = QPdfDocument()
    document.load(WARRANTY)
    start = stored.text.index(words)
    ((page, (at, length)),) = place.spans_by_page(stored, start, start + len(words)).items()
    rects = highlight_rects(document, page - 1, at, length, words)
    assert rects
    bounds = document.pagePointSize(page - 1)
    for rect in rects:
        assert 0 < rect.left() < rect.right() < bounds.width()
        assert 0 < rect.top() < rect.bottom() < bounds.height()
    # The rectangles alone lead back to the words.
    found = "".join(document.getSelection(page - 1, rect.bottomLeft(), rect.topRight()).text() for rect in rects)
    letters = [letter for letter in words if letter.isalnum()]
    assert [letter for letter in found if letter.isalnum()][: len(letters)] == letters


def test_other_words_than_expected_are_not_marked(qtbot: QtBot) -> None:
    document = QPdfDocument()
    document.load(WARRANTY)
    assert highlight_rects(document, 0, 0, 7, "Kestrel")
    assert highlight_rects(document, 0, 0, 7, "Another") == []


def test_a_pdf_opens_at_its_page_with_the_mark_drawn_on_white(qtbot: QtBot, preview: DocumentPreview) -> None:
    opened(qtbot, preview, pdf_span(SERVICED))
    assert preview.shows_page and preview.pdf is not None
    page = preview.pdf.page
    qtbot.waitUntil(lambda: page.drawn)
    assert preview.place.text() == "1 of 3"
    image = page.grab().toImage()
    scale = page.width() / page.document.pagePointSize(0).width()
    rect = page.rects[0]
    corner = image.pixelColor(int(rect.left() * scale) + 1, int(rect.top() * scale))
    assert image.pixelColor(2, 2) == QColor(PAGE_WHITE)
    mark = QColor(LIGHT.mark)
    assert abs(corner.red() - mark.red()) + abs(corner.blue() - mark.blue()) < 40


def test_pages_turn_and_the_mark_stays_on_its_page(qtbot: QtBot, preview: DocumentPreview) -> None:
    opened(qtbot, preview, pdf_span(COVERED))
    assert preview.pdf is not None and preview.pdf.page.rects
    assert not preview.earlier.isEnabled()
    preview.later.click()
    assert preview.place.text() == "2 of 3"
    assert preview.pdf.page.rects == []
    preview.turn_page(5)
    assert preview.place.text() == "3 of 3" and not preview.later.isEnabled()
    preview.turn_page(-5)
    assert preview.pdf.page.rects


def test_a_span_on_a_later_page_opens_that_page(qtbot: QtBot, preview: DocumentPreview) -> None:
    opened(qtbot, preview, pdf_span("Service record"))
    assert preview.place.text() == "3 of 3"


def test_text_is_shown_with_its_span_marked_and_in_view(qtbot: QtBot, preview: DocumentPreview) -> None:
    opened(qtbot, preview, place.span_of(citation(stored_text(), LAST_SERVICE, 1, 0, 1)))
    assert not preview.shows_page
    assert marked_text(preview) == [LAST_SERVICE]
    assert preview.text.rect().contains(preview.text.cursorRect())


def test_a_span_stays_in_view_when_the_lines_break_anew(qtbot: QtBot, preview: DocumentPreview) -> None:
    opened(qtbot, preview, place.span_of(citation(stored_text(), LAST_SERVICE, 1, 0, 1)))
    for size in ((300, 240), (900, 300), (260, 200)):
        preview.resize(*size)
        settled()
        assert preview.text.viewport().rect().contains(preview.text.cursorRect().center()), size


def test_astral_characters_before_a_span_do_not_move_it(
    qtbot: QtBot, preview: DocumentPreview, library: FakeLibrary
) -> None:
    text = "😀🦔\r\nодин два\fтри"
    library.documents["/e.txt"] = replace(stored_text(), uri="/e.txt", text=text)
    start = text.index("два")
    opened(qtbot, preview, place.Span("/e.txt", start, start + 3))
    assert marked_text(preview) == ["два"]


def test_a_missing_file_falls_back_to_the_stored_text(
    qtbot: QtBot, preview: DocumentPreview, library: FakeLibrary
) -> None:
    library.documents["/gone/boiler.pdf"] = replace(stored_pdf(), uri="/gone/boiler.pdf")
    opened(qtbot, preview, replace(pdf_span(COVERED), uri="/gone/boiler.pdf"))
    assert not preview.shows_page
    assert marked_text(preview) == [COVERED]
    assert "not there now" in preview.note.text()
    assert not preview.open_button.isEnabled() and not preview.folder_button.isEnabled()


def test_a_changed_file_falls_back_to_the_stored_text(
    qtbot: QtBot, preview: DocumentPreview, library: FakeLibrary, tmp_path: Path
) -> None:
    other = tmp_path / "boiler.pdf"
    shutil.copy(Path(WARRANTY).with_name("workshop-lease.pdf"), other)
    library.documents[str(other)] = replace(stored_pdf(), uri=str(other))
    opened(qtbot, preview, replace(pdf_span(COVERED), uri=str(other)))
    assert not preview.shows_page
    assert "has changed" in preview.note.text()


def test_a_broken_pdf_falls_back_to_the_stored_text(
    qtbot: QtBot, preview: DocumentPreview, library: FakeLibrary, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"not a PDF")
    library.documents[str(broken)] = replace(stored_pdf(), uri=str(broken))
    opened(qtbot, preview, replace(pdf_span(COVERED), uri=str(broken)))
    assert not preview.shows_page and marked_text(preview) == [COVERED]


def test_a_document_the_library_lost_says_so(qtbot: QtBot, preview: DocumentPreview) -> None:
    opened(qtbot, preview, place.Span("/unknown.txt", 0, 3))
    assert "does not hold" in preview.note.text()
    assert preview.text.toPlainText() == ""


def test_a_long_document_is_shown_around_its_span(qtbot: QtBot, preview: DocumentPreview, library: FakeLibrary) -> None:
    opened(qtbot, preview, place.Span("/gone/long.txt", 150_000, 150_010))
    shown = preview.text.toPlainText()
    assert len(shown) < 2 * TEXT_AROUND + 100
    assert shown.startswith("… ") and shown.endswith(" …")


def test_the_newest_request_wins(qtbot: QtBot, preview: DocumentPreview) -> None:
    preview.open(pdf_span(COVERED))
    opened(qtbot, preview, place.span_of(citation(stored_text(), LAST_SERVICE, 1, 0, 1)))
    qtbot.wait(80)
    assert not preview.shows_page
    assert preview.title.full_text() == "house-log.md"


def test_the_file_and_its_folder_can_be_opened(
    qtbot: QtBot, preview: DocumentPreview, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: told.append(url.toLocalFile()))
    opened(qtbot, preview, place.span_of(citation(stored_text(), LAST_SERVICE, 1, 0, 1)))
    preview.open_button.click()
    preview.folder_button.click()
    assert told == [HOUSE_LOG, str(Path(HOUSE_LOG).parent)]


@pytest.mark.parametrize("viewer", [["a-viewer", "--page", "1"], []])
def test_a_pdf_is_opened_at_its_page_where_the_viewer_can_be_told(
    qtbot: QtBot, preview: DocumentPreview, monkeypatch: pytest.MonkeyPatch, viewer: list[str]
) -> None:
    told: list[object] = []

    def started(program: str, arguments: list[str]) -> tuple[bool, int]:
        told.append([program, *arguments])
        return True, 1

    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: told.append(url.toLocalFile()))
    monkeypatch.setattr(QProcess, "startDetached", started)
    monkeypatch.setattr(viewers, "at_page", lambda file, page: viewer)
    opened(qtbot, preview, place.span_of(citation(stored_pdf(), COVERED, 1, 0, 1)))
    qtbot.waitUntil(lambda: preview.shows_page)
    preview.open_button.click()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [viewer or stored_pdf().uri]


def test_a_change_of_scheme_keeps_the_mark(qtbot: QtBot, preview: DocumentPreview, theme: Theme) -> None:
    opened(qtbot, preview, place.span_of(citation(stored_text(), LAST_SERVICE, 1, 0, 1)))
    theme.set_scheme("dark")
    assert marked_text(preview) == [LAST_SERVICE]
    selection = preview.text.extraSelections()[0]
    assert selection.format.background().color() == QColor(theme.tokens.mark)  # type: ignore[attr-defined]


# What changed since


def test_words_that_moved_are_marked_where_they_stand(
    qtbot: QtBot, preview: DocumentPreview, library: FakeLibrary
) -> None:
    span = place.span_of(citation(stored_text(), LAST_SERVICE, 1, 0, 1))
    opened(qtbot, preview, span)
    library.documents[HOUSE_LOG] = replace(stored_text(), text="Preface.\n\n" + stored_text().text)
    preview.forget()
    opened(qtbot, preview, span)
    assert marked_text(preview) == [LAST_SERVICE] and not preview.note.isVisible()
    opened(qtbot, preview, span)  # what is kept of the document is not trusted with the old place either
    assert marked_text(preview) == [LAST_SERVICE]


def test_words_that_are_gone_are_said_to_be_and_the_next_ones_are_marked(
    qtbot: QtBot, preview: DocumentPreview, library: FakeLibrary
) -> None:
    library.documents[HOUSE_LOG] = replace(stored_text(), text=stored_text().text.replace("£95", "£120"))
    opened(qtbot, preview, place.span_of(citation(stored_text(), LAST_SERVICE, 1, 0, 1)))
    assert preview.note.text() == CHANGED and marked_text(preview) == [""]
    opened(qtbot, preview, place.span_of(citation(stored_text(), "Chimney swept, £65.", 1, 0, 1)))
    assert not preview.note.isVisible() and marked_text(preview) == ["Chimney swept, £65."]


def test_a_page_whose_words_are_gone_is_shown_without_a_mark(qtbot: QtBot, preview: DocumentPreview) -> None:
    opened(qtbot, preview, replace(pdf_span(SERVICED), words="The boiler must be serviced once a month."))
    assert preview.shows_page and preview.pdf is not None and preview.pdf.page.rects == []
    assert preview.note.text() == CHANGED and preview.place.text() == "1 of 3"


# What OCR read


def letters(width: int = 400, height: int = 200) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(PAGE_WHITE))
    return image


SCANNED = "Dear Anna, the roof is done."
WORDS = [
    OcrWord(1, 0, 4, 95.0, (0.10, 0.10, 0.20, 0.16)),
    OcrWord(1, 5, 10, 91.0, (0.22, 0.10, 0.34, 0.16)),
    OcrWord(1, 11, 14, 90.0, (0.10, 0.30, 0.16, 0.36)),
    OcrWord(1, 15, 19, 88.0, (0.18, 0.30, 0.26, 0.36)),
    OcrWord(2, 20, 22, 88.0, (0.18, 0.30, 0.26, 0.36)),
]


def test_a_place_without_words_marks_no_word() -> None:
    assert boxes(WORDS, 1, 7, 7) == [], "though it lies in one"


@pytest.fixture
def picture(library: FakeLibrary, tmp_path: Path) -> str:
    uri = str(tmp_path / "letter.png")
    assert letters().save(uri)
    pages = (PageSpan(1, 0, len(SCANNED), "ocr", 91.0),)
    library.documents[uri] = StoredDocument(uri, "letter", "image/png", SCANNED, pages)
    library.words[uri] = WORDS
    return uri


def test_words_of_one_line_are_marked_together() -> None:
    (line,) = boxes(WORDS, 1, 0, 10)
    assert (round(line.left(), 2), round(line.right(), 2), round(line.top(), 2)) == (0.10, 0.34, 0.10)
    assert len(boxes(WORDS, 1, 5, 19)) == 2, "a line each"
    assert boxes(WORDS, 1, 10, 11) == [] and len(boxes(WORDS, 2, 0, 99)) == 1


def test_a_picture_is_shown_with_the_words_marked(qtbot: QtBot, preview: DocumentPreview, picture: str) -> None:
    opened(qtbot, preview, place.Span(picture, 0, 10, 1))
    assert preview.shows_picture and preview.picture is not None
    page = preview.picture.page
    assert len(page.boxes) == 1
    assert preview.place.text() == "OCR" and preview.place.toolTip() == "read by OCR, 91 % sure"
    assert not preview.later.isVisible()
    image = page.grab().toImage()
    ratio = image.devicePixelRatio()
    wide = min(page.width(), page.image.width()) * ratio
    inside = image.pixelColor(int(0.2 * wide), int(0.13 * page.height() * ratio))
    assert inside == QColor(LIGHT.mark)
    assert image.pixelColor(int(0.5 * wide), int(0.5 * page.height() * ratio)) == QColor(PAGE_WHITE)


def test_a_picture_keeps_its_shape_as_the_panel_widens(qtbot: QtBot, preview: DocumentPreview, picture: str) -> None:
    opened(qtbot, preview, place.Span(picture, 0, 10, 1))
    assert preview.picture is not None
    for width in (372, 700):
        preview.resize(width, 520)
        qtbot.waitUntil(lambda width=width: preview.width() == width)
        page = preview.picture.page
        shown = min(page.width(), page.image.width())
        assert abs(page.height() - shown / 2) <= 1


def test_a_picture_that_is_broken_falls_back_to_its_text(qtbot: QtBot, preview: DocumentPreview, picture: str) -> None:
    Path(picture).write_bytes(b"no picture")
    opened(qtbot, preview, place.Span(picture, 5, 9, 1))
    assert not preview.shows_picture and marked_text(preview) == ["Anna"]
    assert "cannot be shown" in preview.note.text()


def test_a_large_picture_is_read_smaller(tmp_path: Path) -> None:
    file = tmp_path / "large.png"
    assert letters(4000, 1000).save(str(file))
    image = read_image(file, 0)
    assert (image.width(), image.height()) == (3000, 750)
    assert frames(file) == 1
    assert read_image(file, 7).isNull()


def test_every_frame_of_a_tiff_is_a_page(
    qtbot: QtBot, preview: DocumentPreview, library: FakeLibrary, tmp_path: Path
) -> None:
    uri = str(tmp_path / "fax.tiff")
    first, second = (PIL.Image.new("L", (80, 60), shade) for shade in (250, 120))
    first.save(uri, save_all=True, append_images=[second])
    pages = (PageSpan(1, 0, 10, "ocr", 91.0), PageSpan(2, 10, 28, "poor", 40.0))
    library.documents[uri] = StoredDocument(uri, "fax", "image/tiff", SCANNED, pages)
    opened(qtbot, preview, place.Span(uri, 0, 4, 1))
    assert preview.place.text() == "1 of 2 · OCR" and preview.picture is not None
    with qtbot.waitSignal(preview.shown):
        preview.later.click()
    assert preview.place.text() == "2 of 2 · OCR"
    assert preview.picture.page.image.pixelColor(5, 5).lightness() == 120


def test_a_scanned_page_of_a_pdf_is_marked_by_its_boxes(
    qtbot: QtBot, preview: DocumentPreview, library: FakeLibrary, tmp_path: Path
) -> None:
    uri = str(tmp_path / "scan.pdf")
    PIL.Image.new("L", (850, 1100), 255).save(uri, resolution=100)
    pages = (PageSpan(1, 0, len(SCANNED), "ocr", 91.0),)
    library.documents[uri] = StoredDocument(uri, "scan", "application/pdf", SCANNED, pages)
    library.words[uri] = WORDS
    opened(qtbot, preview, place.Span(uri, 11, 19, 1))
    assert preview.shows_page and preview.pdf is not None
    (rect,) = preview.pdf.page.rects
    size = preview.pdf.page.document.pagePointSize(0)
    assert abs(rect.left() - 0.10 * size.width()) < 1 and abs(rect.top() - 0.30 * size.height()) < 1
    assert preview.place.text() == "1 of 1 · OCR"


# Other kinds


def test_slides_and_sheets_are_named_by_their_labels(
    qtbot: QtBot, preview: DocumentPreview, library: FakeLibrary
) -> None:
    slides = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    document = StoredDocument(
        "/a/talk.pptx", "Talk", slides, "one\ntwo", (PageSpan(1, 0, 4), PageSpan(2, 4, 7, label="Budget"))
    )
    library.documents["/a/talk.pptx"] = document
    opened(qtbot, preview, place.Span("/a/talk.pptx", 4, 7, 2))
    assert preview.place.text() == "slide 2 · Budget" and marked_text(preview) == ["two"]


def test_a_file_inside_another_is_shown_as_its_text(
    qtbot: QtBot, preview: DocumentPreview, library: FakeLibrary
) -> None:
    uri = f"{WARRANTY}#attached.pdf"
    library.documents[uri] = StoredDocument(uri, "attached", "application/pdf", "attached words", (PageSpan(1, 0, 14),))
    opened(qtbot, preview, place.Span(uri, 0, 8, 1))
    assert not preview.shows_page and marked_text(preview) == ["attached"]
    assert preview.note.isHidden(), "nothing is wrong with it"


def test_code_is_set_in_the_font_of_code(qtbot: QtBot, preview: DocumentPreview, library: FakeLibrary) -> None:
    library.documents["/a/x.py"] = StoredDocument("/a/x.py", "x", "text/x-python", "def x(): ...", ())
    opened(qtbot, preview, place.Span("/a/x.py", 4, 5))
    code = preview.text.font().family()
    opened(qtbot, preview, place.Span("/gone/long.txt", 4, 5))
    assert preview.text.font().family() != code


def test_a_note_of_a_vault_is_opened_in_obsidian_at_its_heading(
    qtbot: QtBot, theme: Theme, tasks: TaskRunner, library: FakeLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "Heating.md"
    note.write_text("# Heating\n\n## Pump\nquiet")
    library.documents[str(note)] = StoredDocument(str(note), "Heating", "text/markdown", note.read_text(), ())
    vault = Source(SourceId(1), "Notes", "obsidian", str(tmp_path), "ready", 1)
    preview = DocumentPreview(theme, library, tasks, lambda uri: vault)
    qtbot.addWidget(preview)
    opened(qtbot, preview, place.Span(str(note), 11, 15, None, "Heating › Pump"))
    assert preview.open_button.accessibleName() == "Open in Obsidian"
    told: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: told.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
    )
    preview.open_button.click()
    assert told[0].startswith("obsidian://open?") and "Heating" in told[0] and "Pump" in told[0]


def test_a_page_of_the_web_is_opened_in_the_browser(
    qtbot: QtBot, preview: DocumentPreview, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri = "https://example.org/guide/"
    library.documents[uri] = StoredDocument(uri, "Guide", "text/html", "Turn the valve.", ())
    told: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: told.append(url.toString()))
    opened(qtbot, preview, place.Span(uri, 0, 4))
    assert preview.note.isHidden() and not preview.folder_button.isVisible()
    assert preview.open_button.accessibleName() == "Open the page in the browser"
    preview.open_button.click()
    assert told == [uri]


def test_a_locked_pdf_is_shown_as_its_text_and_says_so(
    qtbot: QtBot, preview: DocumentPreview, library: FakeLibrary, tmp_path: Path
) -> None:
    from pypdf import PdfReader, PdfWriter

    locked = tmp_path / "locked.pdf"
    writer = PdfWriter(clone_from=PdfReader(WARRANTY))
    writer.encrypt("sesame")
    writer.write(locked)
    library.documents[str(locked)] = replace(stored_pdf(), uri=str(locked))
    opened(qtbot, preview, replace(pdf_span(COVERED), uri=str(locked)))
    assert not preview.shows_page and marked_text(preview) == [COVERED]
    assert "locked by its password" in preview.note.text()
