"""The keyword index in a real database: forms of a word, languages side by side, scripts without spaces, names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.connectors.base import Item
from alcove.core.database import Database
from alcove.rag.catalogue import Catalogue
from alcove.rag.embeddings import Embeddings
from alcove.rag.keywords import any_of, forms_of, indexed, terms_of
from alcove.rag.reader import Reading
from alcove.rag.retrieve import Retriever
from alcove.rag.split import split
from alcove.rag.stems import FUNCTION_STEMS, content_stems, stem
from alcove.rag.types import Document

NOTES = {
    "de": "Der Vertrag wurde im März verlängert und ist nun bis zum Jahr 2030 gültig. Die Häuser der Straße sind alt.",
    "en": "The contract was renewed in March and it is now valid until the year 2030. The houses in the street areold.",
    "fr": "Le contrat a été renouvelé et il est valable pour deux ans. Les chevaux sont dans le pré de la société.",
    "es": "El contrato fue renovado y es válido para los dos años. Las habitaciones de la casa son grandes y nuevas.",
    "ru": "Договоры продлены до конца года, и ёлки стоят во дворе.",
    "zh": "合同于三月一日生效,房租每月支付一次。第3章API設計",
    "ja": "東京都の図書館で本を借りる。コンピューターは新しい。関東",
    "ko": "도서관에서 책을 빌렸습니다.",
    "th": "ห้องสมุดเปิดทุกวัน",
    "hi": "किताबें पुस्तकालय में हैं।",
    "code": "def parseHttpResponse2(raw): return raw.body_text[:max_seq_length]\nclass HTTPServer: pass",
    "kebab": "Set kebab-case-name, then call module.attr and restart. ＦＵＬＬ width, and the wellness co-payment.",
}


class Shelf:
    """A library of notes, one file each."""

    def __init__(self, database: Database) -> None:
        self.catalogue = Catalogue(database)
        self.source = self.catalogue.add_source("v", "folder", "/v", 1).id
        self.retriever = Retriever(self.catalogue, None, Embeddings(database, 1), database)

    def put(self, name: str, text: str) -> None:
        document = Document(text)
        item = Item(f"/v/{name}.txt", "text/plain", 1, 1)
        self.catalogue.keep(self.source, item, "r", Reading(document, split(document, "note")))

    def found(self, question: str) -> list[str]:
        return [Path(hit.uri).stem for hit in self.retriever.search(question, 20, None, "keyword").result.hits]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Shelf]:
    database = Database(tmp_path / "library.db")
    yield Shelf(database)
    database.close()


@pytest.fixture
def shelf(empty: Shelf) -> Shelf:
    for name, text in NOTES.items():
        empty.put(name, text)
    return empty


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Verträge", "de"),
        ("Welche Verträge wurden verlängert?", "de"),
        ("Vertrage", "de"),
        ("Haus", "de"),
        ("STRASSE", "de"),
        ("contracts renewing", "en"),
        ("Which contracts are renewed?", "en"),
        ("cheval", "fr"),
        ("sociétés", "fr"),
        ("societe", "fr"),
        ("habitación", "es"),
        ("договором", "ru"),
        ("ёлка", "ru"),
        ("елками", "ru"),
        ("房租", "zh"),
        ("合同什么时候生效", "zh"),
        ("設計", "zh"),
        ("第3章", "zh"),
        ("図書館", "ja"),
        ("京", "ja"),
        ("コンピューター", "ja"),
        ("ｺﾝﾋﾟｭｰﾀｰ", "ja"),
        ("도서관", "ko"),
        ("ห้องสมุด", "th"),
        ("किताब", "hi"),
        ("parseHttp", "code"),
        ("parse_http_response2", "code"),
        ("parsehttpresponse2", "code"),
        ("response", "code"),
        ("maxSeqLength", "code"),
        ("body", "code"),
        ("http server", "code"),
        ("HttpServer", "code"),
        ("kebab", "kebab"),
        ("kebabCaseName", "kebab"),
        ("module.attr", "kebab"),
        ("attr", "kebab"),
        ("full", "kebab"),
        ("copayment", "kebab"),
    ],
)
def test_what_is_meant_is_found_first(shelf: Shelf, question: str, first: str) -> None:
    assert shelf.found(question)[:1] == [first]


@pytest.mark.parametrize("character", ["東", "京", "都", "関", "る"])
def test_a_single_character_is_found_wherever_it_stands_in_its_run(shelf: Shelf, character: str) -> None:
    assert shelf.found(character) == ["ja"]


@pytest.mark.parametrize("question", ["都東", "Zebra", "ばなな", "treaty", "?!"])
def test_what_is_not_there_is_not_found(shelf: Shelf, question: str) -> None:
    assert shelf.found(question) == []


def test_the_languages_are_those_of_the_chunks_and_go_with_them(shelf: Shelf) -> None:
    assert shelf.catalogue.languages() == {"de", "en", "es", "fr"}
    known = shelf.catalogue.known(shelf.source)
    shelf.catalogue.remove_items([known["/v/de.txt"].id])
    assert shelf.catalogue.languages() == {"en", "es", "fr"}
    assert shelf.found("Verträge") == []
    shelf.catalogue.remove_source(shelf.source)
    assert shelf.catalogue.languages() == set()


def test_a_renamed_item_is_found_by_its_name_in_its_language(shelf: Shelf) -> None:
    old = shelf.catalogue.known(shelf.source)["/v/de.txt"]
    item = Item("/v/Versicherungen.txt", "text/plain", 1, 1)
    shelf.catalogue.move_items(shelf.source, [(old, item)])
    assert shelf.found("Versicherung") == ["Versicherungen"]


def test_rarity_is_that_of_all_forms_of_a_word(shelf: Shelf) -> None:
    plain = [stem(word) for word in ("Verträge", "contracts", "Häusern", "房租", "договором")]
    assert all(shelf.catalogue.document_frequency([one]) <= 2 for one in plain)
    rarity = shelf.retriever.rarity([*plain, ""])
    unheard = rarity.pop("")
    assert all(one < unheard for one in rarity.values()), "each stands somewhere"
    assert shelf.retriever.rarity(["東"])["東"] < unheard


def test_a_question_is_asked_in_its_language_or_in_all_there_are() -> None:
    held = {"de", "en", "fr"}
    assert terms_of("Vertrages", held) == ['"vertrag"']
    assert set(terms_of("insurances", held)) == {'"insur"', '"insuranc"'}
    assert terms_of("Which insurances are there for the house?", held) == ['"insur"', '"hous"']
    assert terms_of("Welche Versicherungen gibt es für die Häuser?", held) == [
        '"versicherungen"', '"hauser"', '"versicher"', '"haus"',
    ]  # fmt: skip
    assert terms_of("", held) == terms_of("…", held) == []


def test_of_nothing_but_function_words_these_are_asked() -> None:
    assert terms_of("Who is it?", {"en"}) == ['"who"', '"is"', '"it"']


def test_question_words_of_other_languages_say_nothing() -> None:
    assert content_stems("Wann wurde der Vertrag von uns verlängert?") == [stem("Vertrag"), stem("verlängert")]
    assert content_stems("Combien de contrats avons-nous dans la société ?") == ["contrat", "avon", "societ"]
    assert "contract" not in FUNCTION_STEMS


def test_names_are_indexed_in_parts_and_whole() -> None:
    assert indexed("parseHttpResponse2", "en") == "pars http response2 respons parsehttpresponse2"
    assert indexed("max_seq_length", "en") == "max seq length maxseqlength"
    assert indexed("HTTPServer", "en") == "http server httpserver"
    assert indexed("kebab-case", "en") == "kebab case kebabcas"
    assert indexed("os.path", "en") == "os path ospath"
    assert indexed("iPhone PDFs McDonald USA Plain", "en") == "iphon pdfs mc donald mcdonald usa plain"
    assert indexed("2024-05-03 3.5", "en") == "2024 05 03 3 5"
    assert indexed("re-\nread", "en") == "re read"


def test_runs_without_spaces_are_indexed_by_pairs_and_their_last_character() -> None:
    assert indexed("東京都", "en") == "東京 京都 都"
    assert indexed("本", "en") == "本"
    assert indexed("第3章API設計", "en") == "第 3 章 api 設計 計"


def test_a_plain_stem_has_a_form_for_each_language() -> None:
    assert forms_of("versicherungen", {"de", "en"}) == ["versicherungen", "versicher"]
    assert any_of(["a", "東", "東京"]) == '"a" OR "東"* OR "東京"'
