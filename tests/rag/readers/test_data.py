"""JSON, YAML, TOML, XML and SVG: unchanged text, its shape as headings, and no entity followed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.types import Document
from tests.rag.reading import read_file


def read(tmp_path: Path, name: str, text: str, encoding: str = "utf-8") -> Document:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return read_file(path)


def outline(document: Document) -> list[tuple[int, str, str]]:
    return [(h.level, h.text, document.text[h.start : h.start + 6]) for h in document.headings]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"oil": ["tung", 48.0], "да": null}\n'),
        ("a.jsonl", '{"a": 1}\r\n{"a": 2}\r\n'),
        ("a.json", "{broken"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nTung oil.\n\n"),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nTung oil.\n"),
        ("a.xml", "<a>not <b>well-formed</a>"),
    ],
)
def test_the_text_is_the_file_unchanged(tmp_path: Path, name: str, text: str) -> None:
    assert read(tmp_path, name, text).text == text


def test_toml_tables_are_headings(tmp_path: Path) -> None:
    text = 'a = 1\n[tool.oil]  # of wood\nx = [\n  [1, 2],\n]\n[[ wax ]]\r\nb = "[no]"\n["quoted.x"]\n'
    assert outline(read(tmp_path, "a.toml", text)) == [
        (2, "tool.oil", "[tool."), (1, "wax", "[[ wax"), (2, '"quoted.x"', '["quot')]  # fmt: skip


def test_yaml_keys_that_hold_more_than_a_value_are_headings(tmp_path: Path) -> None:
    text = "# oils: no\nname: x\noils:\n  tung: 48\njobs :  # all\n- a\nempty:\nнемного слов:\r\n  - b\nlast:\n"
    assert [(level, name) for level, name, _ in outline(read(tmp_path, "a.yml", text))] == [
        (1, "oils"), (1, "jobs"), (1, "немного слов")]  # fmt: skip


def test_xml_has_the_titles_of_its_sections(tmp_path: Path) -> None:
    text = (
        "<?xml version='1.0'?><book xmlns:x='u'><title>Über <i>wood</i></title><chapter><title>Öle</title><section>"
        "<title> Tung\n oil </title></section></chapter><x:chapter><x:title>Wax</x:title><title/></x:chapter></book>"
    )
    document = read(tmp_path, "a.xml", text)
    assert document.text == text and document.title == "Über wood"
    assert [(level, name) for level, name, _ in outline(document)] == [
        (1, "Über wood"), (2, "Öle"), (3, "Tung oil"), (2, "Wax")]  # fmt: skip
    assert {at for _, _, at in outline(document)} == {"<title", "<x:tit"}


def test_outlines_are_headings(tmp_path: Path) -> None:
    text = "<opml><head><title>Feeds</title></head><body><outline text='A'><outline text='B'/></outline></body></opml>"
    assert [(h.level, h.text) for h in read(tmp_path, "a.opml", text).headings] == [(1, "Feeds"), (1, "A"), (2, "B")]


def test_xml_is_decoded_as_it_declares(tmp_path: Path) -> None:
    text = "<?xml version='1.0' encoding='koi8-r'?><a><title>Ёж</title></a>"
    document = read(tmp_path, "a.xml", text, "koi8-r")
    assert (document.text, document.title) == (text, "Ёж")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f'<!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]><a><title>&l9;</title></a>', "grow without bound"),
        (f'<!DOCTYPE a [<!ENTITY b "{"b" * 100_000}">]><a>{"&b;" * 5_000}</a>', "grow without bound"),
        ('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', "external entities"),
        ('<!DOCTYPE a [<!ENTITY e SYSTEM "http://127.0.0.1/x">]><a><text>&e;</text></a>', "external entities"),
    ],
)
@pytest.mark.parametrize("name", ["a.xml", "a.svg"])
def test_entities_that_explode_or_lead_away_are_refused_quickly(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    began = time.monotonic()
    with pytest.raises(DocumentError, match=reason):
        read(tmp_path, name, text)
    assert time.monotonic() - began < 5


def test_harmless_entities_and_deep_nesting_are_read(tmp_path: Path) -> None:
    text = '<!DOCTYPE a SYSTEM "x.dtd" [<!ENTITY v "2.0">]><a><title>Oil &v;</title></a>'
    assert read(tmp_path, "a.xml", text).title == "Oil 2.0"
    assert read(tmp_path, "b.xml", "<a>" * 200_000).headings == ()


def test_an_svg_is_the_words_on_it(tmp_path: Path) -> None:
    drawing = (
        "<svg xmlns='http://www.w3.org/2000/svg'><title>Plan</title><style>text{}</style><desc>Of a flat</desc>"
        "<g><title>Room</title>"
        "<text x='1' y='2'>Kitchen<tspan font-size='2'>ette</tspan><tspan y='3'>12 m²</tspan></text>"
        "</g><text>Bath</text><foreignObject><div><p>Long</p><p>label</p></div></foreignObject>"
        "<metadata>no</metadata></svg>"
    )
    document = read(tmp_path, "plan.svg", drawing)
    assert document.title == "Plan"
    assert document.text.split("\n") == [
        "Plan", "Of a flat", "Room", "Kitchenette", "12 m²", "Bath", "Long", "label"]  # fmt: skip


@pytest.mark.parametrize(
    ("drawing", "reason"), [("<svg><path d='M0'/></svg>", "no text in the drawing"), ("no drawing", "damaged or not")]
)
def test_a_drawing_without_words_is_not_read(tmp_path: Path, drawing: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read(tmp_path, "a.svg", drawing)
