"""PDF: text layers with pdfium's indices, and which pages are read by OCR instead."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageFilter

import alcove
from alcove.core.errors import DocumentError
from alcove.rag import ocr
from alcove.rag.readers import How, PagesDone
from alcove.rag.readers.pdf import _with_hyphens, layer_of
from alcove.rag.split import split
from alcove.rag.types import Document, PageSpan
from tests.rag.paper import ENGLISH, RUSSIAN, Sheet, error_rate, pdf, picture
from tests.rag.reading import read_all, read_file, read_members

SAMPLES = Path(alcove.__file__).parent / "samples" / "library"
PLAIN = "The oil dries in two days and is then hard\nenough to be rubbed down with wool."


@pytest.fixture(autouse=True)
def prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Tesseract stand back behind nobody: on a busy machine the tests would wait for minutes."""
    monkeypatch.setattr(ocr, "NICE", 0)


def document(tmp_path: Path, data: bytes, how: How | None = None) -> Document:
    path = tmp_path / "paper.pdf"
    path.write_bytes(data)
    return read_file(path, how=how)


def kinds(read: Document) -> list[str]:
    return [page.kind for page in read.pages]


def text_of(read: Document, page: PageSpan) -> str:
    return read.text[page.start : page.end]


# The text layer


def test_pages_have_exact_spans(tmp_path: Path) -> None:
    read = document(tmp_path, pdf("First page.", "", "Third page.\nSecond line."))
    assert [page.number for page in read.pages] == [1, 2, 3]
    assert kinds(read) == ["text", "empty", "text"]
    texts = [text_of(read, page).split() for page in read.pages]
    assert texts == [["First", "page."], [], ["Third", "page.", "Second", "line."]]
    assert read.title == ""
    assert {chunk.page for chunk in split(read)} == {1, 3}


def test_the_title_is_the_documents_own(tmp_path: Path) -> None:
    assert document(tmp_path, pdf("Text.", title="The  lease")).title == "The lease"


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.pdf")), ids=lambda path: path.name)
def test_text_keeps_the_indices_a_page_can_be_highlighted_by(path: Path) -> None:
    sample = read_file(path)
    file = pypdfium2.PdfDocument(path)
    for span, page in zip(sample.pages, file, strict=True):
        textpage = page.get_textpage()
        raw = textpage.get_text_range()
        text = text_of(sample, span)
        assert len(text) == len(raw)
        assert all(ours == theirs or theirs == "\ufffe" for ours, theirs in zip(text, raw, strict=True))
        assert "\ufffe" not in text
        textpage.close()
        page.close()
    file.close()


def test_line_end_hyphens_are_soft_where_the_word_stands_elsewhere() -> None:
    assert _with_hyphens(["a house\ufffehold. x\ufffey.", "Household goods. end\ufffe"]) == [
        "a house\u00adhold. x-y.",
        "Household goods. end-",
    ]
    assert _with_hyphens(["plain"]) == ["plain"]


def test_the_outline_and_the_page_labels_are_kept(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("Preface.", "One.", "Two.")))
    chapter = writer.add_outline_item(title="Chapter  one", page_number=1)
    writer.add_outline_item(title="Its part", page_number=2, parent=chapter)
    writer.set_page_label(0, 0, style="/r")
    writer.set_page_label(1, 2, style="/D", start=2)
    file = io.BytesIO()
    writer.write(file)
    read = document(tmp_path, file.getvalue())
    assert [(one.level, one.text, one.start) for one in read.headings] == [
        (1, "Chapter one", read.pages[1].start),
        (2, "Its part", read.pages[2].start),
    ]
    assert [page.label for page in read.pages] == ["i", "", ""]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf("", ""), "its 2 pages are empty"),
        (pdf(""), "no text was found on it"),
        (b"Dear aunt", "damaged or not a PDF"),
        (pdf("Text.")[:200], "damaged"),
    ],
)
def test_a_pdf_without_text_or_damaged_is_not_read(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        document(tmp_path, data)


def test_a_page_tree_that_loops_or_lies_is_no_trap(tmp_path: Path) -> None:
    looping = pdf("Text.").replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")
    with pytest.raises(DocumentError):
        document(tmp_path, looping)
    lying = pdf("Text.").replace(b"/Count 1 ", b"/Count 999999999 ")
    assert kinds(document(tmp_path, lying)) == ["text"]


def test_a_damaged_page_costs_only_itself(tmp_path: Path) -> None:
    read = document(tmp_path, pdf("First.", "Second.").replace(b"[5 0 R 7 0 R]", b"[5 0 R 3 0 R]"))
    assert kinds(read)[0] == "text" and len(read.pages) == 2
    assert read.pages[1].kind in ("unread", "empty")


def encrypted(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("A secret.")))
    writer.encrypt(password, "owner", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize("given", ["", "wrong"])
def test_an_encrypted_pdf_needs_its_password(tmp_path: Path, given: str) -> None:
    with pytest.raises(DocumentError, match="encrypted and needs a password") as caught:
        document(tmp_path, encrypted("secret"), How(password=given))
    assert caught.value.action == "password"


def test_the_password_opens_it(tmp_path: Path) -> None:
    assert "A secret." in document(tmp_path, encrypted("secret"), How(password="secret")).text
    assert "A secret." in document(tmp_path, encrypted("")).text
    assert "First" in document(tmp_path, pdf("First."), How(password="needless")).text


def test_attached_files_are_members(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("See the attached note.")))
    writer.add_attachment("note.txt", b"The key lies under the pot.")
    writer.add_attachment("thing.xyz", b"\0")
    writer.write(tmp_path / "with.pdf")
    members = read_members(tmp_path / "with.pdf")
    assert members["note.txt"].document is not None
    assert members["note.txt"].document.text == "The key lies under the pot."
    assert "does not read .xyz" in members["thing.xyz"].reason


# Which text layers are used


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        ("", "none"),
        (" \r\n\t", "none"),
        ("•••", "none"),
        (ENGLISH, "good"),
        (RUSSIAN, "good"),
        ("12,5  1 000  77 %", "good"),
        ("Größe für Mädchen: schön, süß, über Öl", "good"),
        ("\ufffe\u00ad word", "good"),
        ("(cid:12)(cid:45)(cid:8) a (cid:77)(cid:3)", "garbage"),
        ("\ue012\ue044\uf0a3\ue012\ue001 ab", "garbage"),
        ("\ufffd\ufffd\ufffd\ufffd te\ufffdt", "garbage"),
        ("\x01\x02\x13\x04 a\x05\x06", "garbage"),
        (RUSSIAN.encode("cp1251").decode("latin-1"), "garbage"),
        ("".join(chr(ord(sign) - 29) if sign.isalpha() else sign for sign in ENGLISH), "odd"),
        (ENGLISH.translate(str.maketrans("etaoinsrhl", "zqxjkvbwfg")), "odd"),
        (RUSSIAN.translate(str.maketrans("оеаинтслв", "щшчцжхфъь")), "odd"),
        ("日本語の文章です。" * 30, "good"),
    ],
)
def test_a_text_layer_is_judged_by_its_characters(text: str, layer: str) -> None:
    if layer == "odd":
        assert layer_of(text) in ("odd", "garbage")
    else:
        assert layer_of(text) == layer


# Scans


def test_each_page_is_read_the_way_it_needs(tmp_path: Path) -> None:
    poor = picture(ENGLISH).filter(ImageFilter.GaussianBlur(4.0))
    speck = Image.new("L", (583, 827), 250)
    speck.putpixel((300, 300), 60)
    data = pdf(PLAIN, Sheet(scan=picture(ENGLISH)), Sheet(scan=speck), Sheet(scan=poor), Sheet(scan=picture(RUSSIAN)))
    (tmp_path / "mixed.pdf").write_bytes(data)
    read, told = read_all(tmp_path / "mixed.pdf")
    assert kinds(read) == ["text", "ocr", "empty", "poor", "ocr"]
    assert error_rate(text_of(read, read.pages[1]), ENGLISH) < 0.02
    assert error_rate(text_of(read, read.pages[4]), RUSSIAN) < 0.02
    assert read.pages[0].confidence is None and (read.pages[1].confidence or 0) > 85
    assert "too poor" in read.pages[3].reason
    assert {chunk.page for chunk in split(read)} == {1, 2, 5}
    assert isinstance(told[-1], PagesDone) and told[-1] == PagesDone(5, 5)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_words_have_their_boxes_on_the_page_as_it_is_shown(tmp_path: Path, rotate: int) -> None:
    scan = picture(ENGLISH).rotate(rotate, expand=True, fillcolor=255)
    size = (420, 595) if rotate % 180 == 0 else (595, 420)
    read = document(tmp_path, pdf(Sheet(scan=scan, place=(0, 0, *size), rotate=rotate, size=size)))
    assert kinds(read) == ["ocr"]
    assert all(read.text[word.start : word.end].strip() for word in read.words)
    lease = next(word for word in read.words if read.text[word.start : word.end] == "lease")
    left, top, right, bottom = lease.box  # /Rotate turns clockwise what was turned the other way: it is shown upright
    assert 0.1 < left < right < 0.35 and 0.05 < top < bottom < 0.11


def test_a_scan_below_a_digital_header_is_read_whole(tmp_path: Path) -> None:
    scan = picture(ENGLISH, ENGLISH)
    read = document(tmp_path, pdf(Sheet("Received on 3 June", scan=scan, place=(0, -40, 420, 595))))
    assert kinds(read) == ["ocr"]
    assert "tenant pays" in read.text.replace("\n", " ") and "Received" in read.text


def test_a_photograph_beside_complete_text_is_no_reason_to_doubt_it(tmp_path: Path) -> None:
    photo = Image.radial_gradient("L").resize((800, 800))
    read = document(tmp_path, pdf(Sheet(PLAIN, scan=photo, place=(60, 60, 300, 300))))
    assert kinds(read) == ["text"] and read.words == ()


def test_an_invisible_text_layer_over_its_scan_is_used(tmp_path: Path) -> None:
    scan = Image.new("L", (1166, 1654), 255)
    shown = pypdfium2.PdfDocument(pdf(Sheet(PLAIN)))
    scan.paste(shown[0].render(scale=200 / 72, grayscale=True).to_pil().resize(scan.size))
    shown.close()
    read = document(tmp_path, pdf(Sheet(PLAIN, scan=scan, invisible=True)))
    assert kinds(read) == ["text"] and read.text.split() == PLAIN.split()


def test_a_garbage_text_layer_is_replaced(tmp_path: Path) -> None:
    cids = "(cid:12)(cid:44)".replace("(", r"\(").replace(")", r"\)")
    read = document(tmp_path, pdf(Sheet(cids, scan=picture(ENGLISH), invisible=True)))
    assert kinds(read) == ["ocr"] and "lease of the garage" in read.text


def test_a_page_of_no_size_or_too_many_strokes_is_no_trap(tmp_path: Path) -> None:
    strokes = " ".join(f"{n % 400} {n % 590} m {n % 300} {n % 500} l S" for n in range(20_000))
    read = document(tmp_path, pdf(Sheet(PLAIN, strokes=strokes), Sheet(PLAIN, size=(14_400, 14_400))))
    assert [page.kind for page in read.pages] == ["text", "text"]


# Where OCR is not to be had


def test_without_ocr_scans_stay_unread_with_a_reason(tmp_path: Path) -> None:
    read = document(tmp_path, pdf(PLAIN, Sheet(scan=picture(ENGLISH)), ""), How(ocr=False))
    assert kinds(read) == ["text", "unread", "empty"]
    assert read.pages[1].reason == "the page is a scan, and reading scans (OCR) is switched off"


def test_a_doubtful_layer_is_better_than_none(tmp_path: Path) -> None:
    scan = picture(ENGLISH, ENGLISH)
    data = pdf(Sheet("Received on 3 June", scan=scan, place=(0, -40, 420, 595)))
    assert kinds(document(tmp_path, data, How(ocr=False))) == ["text"]


@pytest.mark.parametrize(("languages", "action"), [((), "language eng"), (("rus",), "language rus")])
def test_without_tesseract_a_scan_says_what_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, languages: tuple[str, ...], action: str
) -> None:
    monkeypatch.setattr(ocr, "languages_installed", frozenset)
    with pytest.raises(DocumentError, match="Tesseract") as caught:
        document(tmp_path, pdf(Sheet(scan=picture(ENGLISH))), How(languages=languages))
    assert caught.value.action == action
    assert kinds(document(tmp_path, pdf(PLAIN))) == ["text"]


def test_a_missing_language_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "languages_installed", lambda: frozenset({"eng"}))
    with pytest.raises(DocumentError, match="language that Tesseract lacks here") as caught:
        document(tmp_path, pdf(Sheet(scan=picture(RUSSIAN, RUSSIAN))))
    assert caught.value.action == "language rus"


PAPER = ("Contents: Rent, Notice\n1.2 Rent\nIt is due.\nNotice\nThree months.", "Late\nfees\nare due.")


@pytest.mark.parametrize(
    ("entries", "lines"),
    [
        ([("Rent", 0), ("Notice", 0), ("Late fees", 1)], ["1.2 Rent", "Notice", "Late"]),
        ([("Rent", 0), ("Late fees", 0)], ["1.2 Rent", "Late"]),  # all lead to one page
        ([("Late fees", 0), ("Nowhere", 1)], ["Contents: Rent, Notice", "Late"]),
    ],
)
def test_headings_of_the_outline_stand_where_their_words_do(
    tmp_path: Path, entries: list[tuple[str, int]], lines: list[str]
) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(*PAPER)))
    for title, page in entries:
        writer.add_outline_item(title=title, page_number=page)
    file = io.BytesIO()
    writer.write(file)
    read = document(tmp_path, file.getvalue())
    assert [read.text[one.start :].split("\n")[0].strip() for one in read.headings] == lines
