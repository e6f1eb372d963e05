"""A text that is not in the reader's language is given in Dutch, the authentic one, and marked as Dutch."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import MessageDecoder, MessageEncoder
from django.template import engines
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString

from kring.core.errors import Fault
from kring.face.forms import DayField
from kring.face.spoken import InDutch, capital, dutch, filled, kept, listed, of_fault, plain, spoken
from kring.face.words import to_the_second
from kring.policy.check_clauses import GUARANTEES

ROOT = Path(__file__).parents[3]
REFUSAL = {"nl": "de overeenkomst is <geschorst>", "en": "the agreement is suspended"}


def shown(text: str, *, template: str = "{{ text }}") -> str:
    return engines["django"].from_string("{% load face %}" + template).render({"text": text})


@pytest.mark.parametrize(
    ("language", "html"),
    [
        ("nl", "de overeenkomst is &lt;geschorst&gt;"),
        ("en", "the agreement is suspended"),
        ("fr", '<span lang="nl">de overeenkomst is &lt;geschorst&gt;</span>'),
        ("de", '<span lang="nl">de overeenkomst is &lt;geschorst&gt;</span>'),
    ],
)
def test_a_reader_gets_the_own_language_or_marked_dutch(language: str, html: str) -> None:
    """Never English for a reader of French or German; and escaped, marked or not."""
    with translation.override(language):
        assert shown(spoken(REFUSAL)) == html


def test_the_mark_stays_where_the_text_stands_alone() -> None:
    """With a capital, in a list of errors, in a component."""
    with translation.override("fr"):
        text = spoken(REFUSAL)
        assert shown(capital(text)).startswith('<span lang="nl">De')
        form = Empty({"day": "1/1/2026"})
        form.add_error(None, text)
        assert '<li><span lang="nl">de overeenkomst' in str(form)
        assert '<h1 class="ds-heading" data-size="md"><span lang="nl">' in shown(
            text, template="{% page_header title=text %}{% endpage_header %}"
        )


class Empty(forms.Form):
    """A form with a day."""

    day = DayField(label="Dag")


def test_the_mark_goes_where_no_element_can_stand() -> None:
    """In a sentence, in an attribute, in a title, in data."""
    with translation.override("de"):
        text = spoken(REFUSAL)
        assert f"{text}" == REFUSAL["nl"]
        assert type(", ".join([text, text])) is str
        assert type(plain(text)) is str
        assert (
            shown(text, template="<title>{{ text|plain }}</title>")
            == "<title>de overeenkomst is &lt;geschorst&gt;</title>"
        )


def test_a_sentence_keeps_the_mark_of_its_dutch_part() -> None:
    """The rest of the sentence is in the language of the page, and everything is escaped once."""
    with translation.override("fr"):
        said = filled("Seulement si : %(what)s & <b>", {"what": spoken(REFUSAL), "count": 2})
    assert said == 'Seulement si : <span lang="nl">de overeenkomst is &lt;geschorst&gt;</span> &amp; &lt;b&gt;'
    assert isinstance(said, SafeString)
    with translation.override("nl"):
        assert (
            filled("Alleen als: %(what)s & <b>", {"what": spoken(REFUSAL)})
            == "Alleen als: de overeenkomst is <geschorst> & <b>"
        )


def test_several_texts_keep_their_marks() -> None:
    """Only the Dutch ones have one."""
    with translation.override("fr"):
        assert listed(["<i>", InDutch("stad")]) == '&lt;i&gt;, <span lang="nl">stad</span>'
    assert listed(["a", "<b>"], "; ") == "a; <b>"


def test_words_of_people_are_dutch() -> None:
    """The title of an agreement is Dutch for every reader; nothing is no text to mark."""
    with translation.override("en"):
        assert shown(dutch("Protocol")) == '<span lang="nl">Protocol</span>'
        assert type(dutch("")) is str
        assert spoken({}) == ""
    with translation.override("nl"):
        assert type(dutch("Protocol")) is str


def test_a_message_for_the_next_page_keeps_its_mark() -> None:
    """What a session keeps is text: Django's own encoder and decoder carry it."""
    with translation.override("fr"):
        carried = MessageEncoder().encode([Message(40, kept(spoken(REFUSAL))), Message(40, kept("<b>"))])
        marked, bare = json.loads(carried, cls=MessageDecoder)
    assert shown(marked.message) == '<span lang="nl">de overeenkomst is &lt;geschorst&gt;</span>'
    assert shown(bare.message) == "&lt;b&gt;"


def test_a_fault_is_told_in_the_language_in_which_it_can_be_told() -> None:
    """With English beside it, its message is Dutch; without, it was told in the reader's language where it arose."""
    both, own = Fault("x", "Dit gaat niet.", en="This cannot be."), Fault("y", "Cela ne va pas.")
    with translation.override("fr"):
        assert isinstance(of_fault(both), InDutch)
        assert not isinstance(of_fault(own), InDutch)
    with translation.override("en"):
        assert of_fault(both) == "This cannot be."


def test_days_times_and_numbers_are_written_as_in_the_language() -> None:
    """Day before month in each; German has its dot, French its space, English its comma."""
    day, moment = date(2026, 3, 2), datetime(2026, 3, 2, 9, 5, 7, tzinfo=UTC)
    written = {}
    for language in ("nl", "fr", "de", "en"):
        with translation.override(language):
            number = number_format(1204.5, decimal_pos=2, force_grouping=True)
            written[language] = (date_format(day), date_format(day, "MONTH_DAY_FORMAT"), to_the_second(moment), number)
    assert written == {
        "nl": ("2 maart 2026", "2 maart", "2 maart 2026 09:05:07", "1.204,50"),
        "fr": ("2 mars 2026", "2 mars", "2 mars 2026 09:05:07", "1\u00a0204,50"),
        "de": ("2. März 2026", "2. März", "2. März 2026 09:05:07", "1.204,50"),
        "en": ("2 March 2026", "2 March", "2 March 2026 09:05:07", "1,204.50"),
    }


def test_no_page_writes_days_its_own_way() -> None:
    """Pages name a format; how a day looks stands in ``face.formats``."""
    literal = re.compile(r"""["'](?:l )?j\.? [FMb]\b""")
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("templates/**/*.html")]
    own = [path.name for path in sources if "formats" not in path.parts and literal.search(path.read_text("utf-8"))]
    assert own == []


def test_every_guarantee_of_the_house_has_words() -> None:
    """A clause may rest on it; the page says what it means, in each language."""
    from kring.desks.register import words  # noqa: PLC0415 - its texts are translated when they are read

    assert words.GUARANTEES.keys() == GUARANTEES
