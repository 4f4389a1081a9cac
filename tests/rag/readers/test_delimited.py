"""CSV and TSV: the file unchanged, its delimiter and header found out."""

from __future__ import annotations

from pathlib import Path

import pytest

from alcove.rag.readers.delimited import delimiter
from alcove.rag.split import split
from tests.rag.reading import read_file


@pytest.mark.parametrize(
    ("name", "text", "header"),
    [
        ("a.csv", "Name,Town\r\nAnn,Tver\r\n", "Name,Town"),
        ("a.csv", "Name;Price, net\nAnn;3,5\nBob;4,5\n", "Name;Price, net"),
        ("a.tsv", "Name\tTown\nAnn\tTver", "Name\tTown"),
        ("a.csv", '"Name\nof it","Town"\nAnn,3\nBob,4\n', '"Name\nof it","Town"'),
        ("a.csv", "sep=;\nName;Town\nAnn;3\n", "Name;Town"),
        ("a.csv", "Report of May\nName,Town,Age\nAnn,Tver,3\n", "Name,Town,Age"),
        ("a.csv", "1,2\n3,4\n", None),
        ("a.csv", "just a line", None),
    ],
)
def test_the_text_is_the_file_and_the_header_is_found(tmp_path: Path, name: str, text: str, header: str | None) -> None:
    path = tmp_path / name
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    read = read_file(path)
    assert read.text == text
    assert [read.text[t.header_start : t.header_end] for t in read.tables] == ([header] if header else [])
    assert all(t.end == len(text) for t in read.tables)


def test_every_piece_keeps_the_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Имя;Город\n" + "".join(f"Анна {n};Тверь\n" for n in range(500)), "cp1251")
    pieces = split(read_file(path))
    assert len(pieces) > 5 and all(piece.header == (0, 9) for piece in pieces[1:])


def test_a_field_beyond_the_limit_of_the_csv_module_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Name,Town\n"' + "x" * 150_000 + "\n", "utf-8")
    assert read_file(path).tables == ()


@pytest.mark.parametrize(("text", "sign"), [("a|b\nc|d", "|"), ("a b\nc d", ","), ("", ",")])
def test_delimiters(text: str, sign: str) -> None:
    assert delimiter(text) == sign
