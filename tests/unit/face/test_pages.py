"""What pages are made of, without a database: paging, navigation, the start page's order, words, forms, problems."""

from datetime import date
from uuid import uuid4

import pytest
from django import forms
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation

from kring.face import navigation, today
from kring.face.forms import DayField
from kring.face.language import LanguageMiddleware, safe_next
from kring.face.navigation import Entry
from kring.face.paging import Paging, paging_of
from kring.face.tables import Cell, Column, Table
from kring.face.today import Matter, Quiet
from kring.face.words import days_left, function_label, function_labels
from kring.guard.acting import Acting
from kring.parties.actions import FUNCTIONS


def shown(paging: Paging) -> list[int | None]:
    return [link[0] if link else None for link in paging.links]


@pytest.mark.parametrize(
    ("asked", "number"), [("", 1), ("3", 3), ("0", 1), ("99", 7), ("-2", 1), ("drie", 1), ("٣", 1), ("9" * 50, 1)]
)
def test_whatever_page_is_asked_for_one_that_exists_is_given(asked: str, number: int) -> None:
    """640 rows of 100 are 7 pages; nothing else in the address can be reached."""
    request = RequestFactory().get("/", {"bladzijde": asked, "stand": "open"})
    paging = paging_of(request, 640, size=100)
    assert paging.number == number
    assert "stand=open" in paging.href(2)
    assert QueryDict(paging.href(2)[1:])["bladzijde"] == "2"


def test_an_empty_list_has_one_page_without_rows() -> None:
    """0 to 0 of 0, and nowhere to go."""
    paging = Paging(1, 50, 0)
    assert (paging.first, paging.last, paging.pages, paging.previous, paging.following) == (0, 0, 1, "", "")


def test_a_long_list_shows_its_ends_and_where_one_is() -> None:
    """A gap stands for more than one page only."""
    assert shown(Paging(5, 50, 640)) == [1, None, 4, 5, 6, None, 13]
    assert shown(Paging(3, 50, 640)) == [1, 2, 3, 4, None, 13]
    assert shown(Paging(1, 50, 640)) == [1, 2, None, 13]


@pytest.mark.req("E5")
def test_somebody_sees_only_the_entries_of_their_function(monkeypatch: pytest.MonkeyPatch) -> None:
    """In order; what everybody may see among them; an entry whose page is not served here is left out."""
    monkeypatch.setattr(navigation, "_entries", {})
    navigation.register(
        Entry("Voor de DPO", "about", frozenset({"dpo"}), order=1),
        Entry("Over", "accessibility", None, order=9),
        Entry("Nergens", "no-such-page", None),
    )
    assert [entry.label for entry in navigation.shown_to("dpo", "about")] == ["Voor de DPO", "Over"]
    assert [entry.label for entry in navigation.shown_to("debt_team", "about")] == ["Over"]
    assert [entry.current for entry in navigation.shown_to("dpo", "about")] == [True, False]


def test_an_entry_stays_marked_on_the_pages_behind_it() -> None:
    """By its namespace, and not for a namespace that merely begins alike."""
    entry = Entry("Debiteuren", "debtors:rounds", None)
    assert entry.holds("debtors:row")
    assert not entry.holds("debtors_archive:row")
    assert not Entry("Vandaag", "today", None).holds("todays")


def test_the_start_page_puts_the_most_urgent_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot wait, then by last day, then what has none; nothing of another function."""
    monkeypatch.setattr(today, "_providers", [])
    late, soon = Matter("late", "#", until=date(2026, 12, 24)), Matter("soon", "#", until=date(2026, 12, 1))
    urgent, some_day = Matter("urgent", "#", urgent=True), Matter("some day", "#")
    today.register(frozenset({"debt_team"}), lambda _acting: [some_day, late, urgent, soon])
    today.register(frozenset({"dpo"}), lambda _acting: [Matter("not mine", "#")])
    assert today.matters_for("debt_team", Acting(uuid4(), uuid4())) == (urgent, soon, late, some_day)


def test_a_day_without_matters_says_what_comes_to_whom(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each function its own sentence and its own page; a page that is not served here is no link."""
    monkeypatch.setattr(today, "_providers", [])
    monkeypatch.setattr(today, "_quiet", [])
    lists, gone = Quiet("Lijsten komen hier.", "Naar de lijsten", "about"), Quiet("Meer.", "Verder", "no-such-page")
    for _ in range(2):
        today.register(frozenset({"debt_team"}), _nothing, lists)
    today.register(frozenset({"debt_team", "dpo"}), _nothing, gone)
    assert today.quiet_for("debt_team") == (lists, gone)
    assert today.quiet_for("dpo") == (gone,)
    assert [bool(one.href) for one in (lists, gone)] == [True, False]


def _nothing(_acting: Acting) -> list[Matter]:
    return []


def test_every_function_has_its_word() -> None:
    """A code is never shown to people."""
    with translation.override("nl"):
        assert all(function_label(code) != code for code in FUNCTIONS)
        assert (
            function_labels({"dpo", "social_worker"})
            == "functionaris voor gegevensbescherming of maatschappelijk werker"
        )
        assert [days_left(n) for n in (0, 1, 3, -2)] == ["vandaag", "nog 1 dag", "nog 3 dagen", "2 dagen te laat"]


class OneField(forms.Form):
    """A form with a day."""

    day = DayField(label="Dag")


@pytest.mark.parametrize(
    "typed",
    [
        "3/9/2026",
        "03-09-2026",
        "3.9.2026",
        "2026-09-03",
        " 3/9/2026 ",
        "3 september 2026",
        "3 Sept. 2026",
        "3 septembre 2026",
        "3. September 2026",
        "3-sep-2026",
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str) -> None:
    """Day before month, always; a month also by its name."""
    form = OneField({"day": typed})
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2026, 9, 3)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1er août 2026", (2026, 8, 1)),
        ("2 mrt 2026", (2026, 3, 2)),
        ("9 Dez 2026", (2026, 12, 9)),
        ("4 juin 2026", (2026, 6, 4)),
    ],
)
def test_months_are_known_by_name_in_the_languages_of_the_pages(typed: str, day: tuple[int, int, int]) -> None:
    """Whole or for short."""
    form = OneField({"day": typed})
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(*day)


@pytest.mark.parametrize(
    "typed", ["31/11/2026", "3/9/26", "3/9", "morgen", "3 jui 2026", "3 ma 2026", "45 mei 2026", "3 e 2026"]
)
def test_what_is_no_day_is_refused_with_an_example(typed: str) -> None:
    """A day that does not exist, two months that begin alike, a year for short: nothing is guessed."""
    with translation.override("nl"):
        form = OneField({"day": typed})
        assert form.errors["day"] == [
            "Dit is geen dag. Schrijf dag, maand en het volledige jaar, bijvoorbeeld 3/9/2026."
        ]


def test_a_day_that_is_left_empty_is_asked_for() -> None:
    """With an example."""
    with translation.override("nl"):
        assert OneField({"day": ""}).errors["day"] == ["Vul een dag in, bijvoorbeeld 3/9/2026."]


class Note(forms.Form):
    """A question, with a note that has an end."""

    note = forms.CharField(label="Wat kwam eruit?", max_length=10, widget=forms.Textarea)


def test_what_is_pasted_is_never_cut_off_in_silence() -> None:
    """The browser takes it whole, the check says that it is too long, and all of it is given back."""
    with translation.override("nl"):
        html = str(Note({"note": "Elf letters."}))
    assert "maxlength" not in html
    assert "Elf letters." in html
    assert "niet meer dan 10 tekens" in html
    assert "Wat kwam eruit: Zorg" in html


def test_what_is_wrong_stands_at_the_field_and_on_top() -> None:
    """The summary links to the field; the field says it is wrong and by which text; values are escaped."""
    with translation.override("nl"):
        html = str(OneField({"day": "<b>nooit</b>"}))
    assert 'href="#id_day"' in html
    assert 'aria-invalid="true"' in html
    assert "id_day_error" in html
    assert "<b>nooit</b>" not in html
    assert 'type="date"' not in html


def test_a_table_refuses_a_row_that_does_not_fit() -> None:
    """A missing cell would move all that follow under the wrong heading."""
    with pytest.raises(ValueError, match="shorter"):
        _ = Table("T", [Column("a"), Column("b")], [[Cell("1")]]).lines


@pytest.mark.parametrize(
    "wanted", ["//kwaad.example/", "https://kwaad.example/", "javascript:alert(1)", "", "\\\\kwaad.example"]
)
def test_a_link_never_sends_somebody_elsewhere(wanted: str) -> None:
    """After choosing a language or a position one stays on this site."""
    assert safe_next(RequestFactory().get("/"), wanted) == "/"


def test_pages_are_dutch_whatever_the_browser_prefers() -> None:
    """Two colleagues at one desk read the same page; a choice made here is kept."""
    spoken = []
    middleware = LanguageMiddleware(lambda _request: spoken.append(translation.get_language()) or _answer())
    english = RequestFactory().get("/", headers={"Accept-Language": "en"})
    middleware(english)
    english.COOKIES["kring_language"] = "en"
    middleware(english)
    english.COOKIES["kring_language"] = "xx"
    middleware(english)
    assert spoken == ["nl", "en", "nl"]


def _answer() -> object:
    from django.http import HttpResponse  # noqa: PLC0415

    return HttpResponse()
