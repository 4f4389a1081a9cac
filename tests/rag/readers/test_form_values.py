"""What was typed into a PDF is part of its page's text, after what is printed there."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, PdfObject, TextStringObject

from alcove.rag.types import Document
from tests.rag.paper import pdf
from tests.rag.reading import read_file


def annotation(kind: str, **entries: PdfObject) -> DictionaryObject:
    one = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(f"/{kind}"),
            NameObject("/Rect"): ArrayObject([FloatObject(at) for at in (20, 20, 220, 40)]),
        }
    )
    one.update({NameObject(f"/{key}"): value for key, value in entries.items()})
    return one


def typed_onto(tmp_path: Path, printed: str, *annotations: DictionaryObject, title: str = "") -> Document:
    writer = pypdf.PdfWriter(io.BytesIO(pdf(printed, "Page two.")))
    page = writer.pages[0]
    page[NameObject("/Annots")] = ArrayObject(writer._add_object(one) for one in annotations)
    if title:
        writer.add_metadata({"/Title": title})
    path = tmp_path / "form.pdf"
    writer.write(path)
    return read_file(path)


def field(value: PdfObject) -> DictionaryObject:
    return annotation("Widget", FT=NameObject("/Tx"), T=TextStringObject("name"), V=value)


def test_values_of_fields_stand_at_the_end_of_their_page(tmp_path: Path) -> None:
    form = typed_onto(
        tmp_path,
        "Name: Phone:",
        field(TextStringObject("Антон Bauer")),
        field(TextStringObject("+49 30 1234\r\nafter six")),
        annotation("FreeText", Contents=TextStringObject("Received on Monday")),
    )
    page = form.pages[0]
    assert form.text[page.start : page.end].split("\n")[1:] == [
        "Антон Bauer", "+49 30 1234", "after six", "Received on Monday",
    ]  # fmt: skip
    assert form.text[form.pages[1].start :].strip() == "Page two."


def test_what_is_no_value_or_stands_there_already_is_left_out(tmp_path: Path) -> None:
    form = typed_onto(
        tmp_path,
        "Total: 42 EUR",
        field(TextStringObject("42 EUR")),
        field(TextStringObject("")),
        annotation("Widget", FT=NameObject("/Btn"), V=NameObject("/Off")),
        annotation("Text", Contents=TextStringObject("a note in the margin")),
        field(TextStringObject("x" * 60_000)),
    )
    page = form.pages[0]
    assert form.text[page.start : page.end].strip() == "Total: 42 EUR"


def test_a_title_has_no_null(tmp_path: Path) -> None:
    assert typed_onto(tmp_path, "Text.", title="Lease\0").title == "Lease"
