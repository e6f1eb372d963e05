"""Pages in Dutch, French, German and English, complete: every text is translated, and none stays as it is in English.

English needs no catalogue: the texts of the source are English. Names and words that languages share stand in a list
with the reason (``tools.translations.SAME``).
"""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext
from tools import catalogue, translations

CATALOGUES = ("nl", "fr", "de")


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_text_of_the_pages_is_translated(language: str) -> None:
    """Nothing missing, empty, fuzzy or as in English; same placeholders and markup; the plural of the language."""
    assert translations.wrong(language) == []


@pytest.mark.parametrize("language", CATALOGUES)
def test_no_reason_outlives_its_text(language: str) -> None:
    """The list of texts that stay the same holds no more than is needed, and stays short."""
    assert translations.unused(language) == []
    assert len(translations.SAME[language]) <= 30
    assert all(translations.SAME[language].values())


def test_the_pages_are_offered_in_each_language_that_has_a_catalogue() -> None:
    """And in English."""
    assert [code for code, _name in settings.LANGUAGES] == [*CATALOGUES, "en"]
    assert catalogue.LANGUAGES == CATALOGUES


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "not translated"),
        ("Save", "the same as in English"),
        ("%(numéro)s conservé", "other placeholders or markup"),
    ],
)
def test_the_measure_sees_what_is_wrong(words: str, told: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A catalogue with one poor entry is told so, by the text it is about."""
    poor = catalogue.load("fr")
    entry = poor.get("Save")
    assert entry is not None
    entry.string = words
    monkeypatch.setattr(translations, "load", lambda _language: poor)
    assert f"{told}: 'Save'" in translations.wrong("fr")


def test_the_measure_sees_a_plural_of_another_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """French says "0 ligne": a catalogue with the Dutch rule is wrong."""
    foreign = Catalog(locale="nl")
    monkeypatch.setattr(translations, "load", lambda _language: foreign)
    assert translations.wrong("fr")[0] == "plural forms are (n != 1)"


def test_the_catalogues_stand_in_the_form_that_the_tool_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Running it changes nothing but texts: no dates, no line numbers, no other order."""
    monkeypatch.setattr(catalogue, "_file", lambda language: tmp_path / f"{language}.po")
    for language in CATALOGUES:
        committed = (catalogue.PACKAGE / "locale" / language / "LC_MESSAGES/django.po").read_bytes()
        (tmp_path / f"{language}.po").write_bytes(committed)
        assert catalogue.update(language) == 0
        assert (tmp_path / f"{language}.po").read_bytes() == committed


@pytest.mark.parametrize(
    ("language", "none", "one", "many"),
    [
        ("nl", "0 rijen zijn geweigerd", "1 rij is geweigerd", "2 rijen zijn geweigerd"),
        ("fr", "0 ligne a été refusée", "1 ligne a été refusée", "2 lignes ont été refusées"),
        ("de", "0 Zeilen wurden abgelehnt", "1 Zeile wurde abgelehnt", "2 Zeilen wurden abgelehnt"),
        ("en", "0 rows were refused", "1 row was refused", "2 rows were refused"),
    ],
)
def test_a_number_takes_the_plural_of_its_language(language: str, none: str, one: str, many: str) -> None:
    """As people of that language say it."""
    with translation.override(language):
        said = [
            ngettext("%(count)s row was refused", "%(count)s rows were refused", n) % {"count": n} for n in (0, 1, 2)
        ]
    assert said == [none, one, many]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "Wachtwoord vergeten?"),
        ("fr", "Mot de passe oublié\u00a0?"),
        ("de", "Passwort vergessen?"),
        ("en", "Forgot your password?"),
    ],
)
def test_borrowed_pages_speak_our_words(language: str, said: str) -> None:
    """The texts of sign-in come from a library; ours go first in every language."""
    with translation.override(language):
        assert gettext("Forgot your password?") == said
