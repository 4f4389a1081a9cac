"""Which language a text is in, told by its function words."""

from __future__ import annotations

import pytest

from alcove.rag.languages import FUNCTION_WORDS, language_of

SAID = {
    "en": "The rent is due on the first of each month and must be paid by transfer, or else there will be a fee.",
    "de": "Die Miete ist am ersten Tag des Monats fällig und wird durch Überweisung bezahlt, sonst gibt es Gebühren.",
    "fr": "Le loyer est dû le premier jour de chaque mois et il doit être payé par virement, sinon il y a des frais.",
    "es": "El alquiler se paga el primer día de cada mes por transferencia, y si no es así hay que pagar una multa.",
    "it": "L'affitto è dovuto il primo giorno di ogni mese e deve essere pagato con bonifico, se no c'è una penale.",
    "pt": "A renda é paga no primeiro dia de cada mês por transferência, e se não for assim há uma multa para você.",
    "nl": "De huur is op de eerste dag van elke maand verschuldigd en moet door overschrijving worden betaald.",
    "sv": "Hyran ska betalas den första dagen i varje månad och om det inte är gjort så får du en avgift från oss.",
    "da": "Huslejen skal betales den første dag i hver måned, og hvis den ikke er betalt af dig, får du et gebyr hvad.",
    "no": "Husleien må betales den første dagen i hver måned, og hvis den ikke er betalt av deg, får du et gebyr noe.",
    "fi": "Vuokra on maksettava kuun ensimmäisenä päivänä, ja jos se ei ole maksettu, niin siitä tulee myös maksu.",
    "hu": "A bérleti díj a hónap első napján esedékes, és ha nem fizetik be, akkor az egy késedelmi díj is lesz.",
    "ro": "Chiria este scadentă în prima zi a lunii și trebuie plătită prin virament, iar dacă nu, este o penalizare.",
    "tr": "Kira her ayın ilk günü ödenir ve havale ile yapılır, ama bu gün için bir şey ödenmezse daha çok alınır.",
    "pl": "Czynsz jest płatny pierwszego dnia miesiąca i musi być wpłacony przelewem, bo jeśli nie, to są także kary.",
    "cs": "Nájem je splatný první den v měsíci a musí být zaplacen převodem, nebo bude účtován poplatek, který je.",
}


def test_there_is_a_text_for_each() -> None:
    assert SAID.keys() == FUNCTION_WORDS.keys()


@pytest.mark.parametrize("code", SAID)
def test_it_is_told(code: str) -> None:
    assert language_of(SAID[code]) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12 345 678",
        "Berlin Hamburg Leipzig Dresden",
        "the rent",
        "J Smith, L Brown, D Jones, S White, C Martin, M Dupont, N Roy",
        "Аренда платится в первый день месяца.",
        "合同于三月一日生效",
        "int main(void) { return x << 3; }",
        f"the of and {'kettle ' * 60}",
        "en et den det de dem og eller",
    ],
)
def test_what_tells_nothing_has_the_language_around_it(text: str) -> None:
    assert language_of(text) == ""
    assert language_of(text, "fr") == "fr"


def test_only_the_languages_asked_for_are_told() -> None:
    assert language_of(SAID["de"], among={"de", "fr"}) == "de"
    assert language_of(SAID["de"], "en", among={"fr"}) == "en"
    assert language_of(SAID["de"], "en", among=set()) == "en"
