"""The form of one kind of statement, made from its move: what it must say, and what it may say beside that."""

from datetime import date
from uuid import UUID, uuid4

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from kring.desks.register.saying import Offer, Stand, earliest
from kring.desks.register.words import CHANGES, OUTCOMES
from kring.face.forms import DayField
from kring.instruments.standing_moves import MOVES, Kind
from kring.instruments.statements import Said

_LONG = 20_000
_TEXTS: dict[Kind, StrPromise] = {
    "advice": _("The advice"),
    "signature": _("Why the unfavourable advice of your own officer was not followed"),
    "suspension": _("Why you suspend"),
    "inquiry_closed": _("What exactly happened"),
    "safeguards_recorded": _("Which safeguards there are now"),
    "resumption": _("Why it can be resumed"),
    "end": _("Why you end it"),
    "termination_notice": _("Why you give notice"),
    "change_told": _("What changes"),
    "review_closed": _("What the review concludes"),
}
_REFS: dict[Kind, StrPromise] = {
    "decision": _("Reference of the decision"),
    "signature": _("Where the signed paper is"),
    "publication": _("Where it is published"),
    "condition_met": _("By what it is shown"),
    "dpia_referenced": _("Where the impact assessment is"),
}
_DAYS: dict[Kind, StrPromise] = {
    "advice": _("Day of the advice"),
    "decision": _("Day of the decision"),
    "signature": _("Day of the last signature of your side"),
    "publication": _("Day of the publication"),
    "end": _("First day on which nothing passes any more"),
    "agreement_ended": _("First day on which that agreement does not run any more"),
}


class StatementForm(forms.Form):
    """What a statement of one kind says. Its fields are those that the move asks, and a few that it may have."""

    def __init__(self, *args: object, offer: Offer, stands: Stand, own: UUID, today: date, **known: object) -> None:
        """``offer`` is what may be said now; ``own`` says it, on ``today`` unless it names another day."""
        super().__init__(*args, **known)  # type: ignore[arg-type]  # as Django's own
        self.offer, self.stands, self.own, self.today = offer, stands, own, today
        kind, asks = offer.kind, MOVES[offer.kind].asks
        if offer.about:
            self._choice("about", _("About which"), [(str(one.id), _told(one)) for one in offer.about])
        if offer.keys:
            self._choice("key", _("Which one"), [(key, self._key(key)) for key in offer.keys])
        if "outcome" in asks:
            self.fields["outcome"] = forms.ChoiceField(
                label=_("The advice is"), choices=list(OUTCOMES.items()), widget=forms.RadioSelect
            )
        if kind == "signature":
            self.fields["office"] = forms.CharField(
                label=_("Who signed, by office"),
                help_text=_("Offices, no names: for example “burgemeester, algemeen directeur”."),
                max_length=200,
            )
        if "text" in asks or (kind == "signature" and self._advised_against()):
            self.fields["text"] = forms.CharField(
                label=_TEXTS.get(kind, _("What you declare")),
                help_text=_("No personal data: every party reads it."),
                max_length=_LONG,
                widget=forms.Textarea(attrs={"rows": "8", "lang": "nl", "class": "ds-input"}),
            )
        if kind in _REFS:
            self.fields["ref"] = forms.CharField(
                label=_REFS[kind], max_length=200, required="ref" in asks or kind == "publication"
            )
        if kind in _DAYS:
            self.fields["on"] = DayField(label=_DAYS[kind], initial=today)
        if "effect_on" in asks:
            first = earliest(stands.terms, today)
            self.fields["effect_on"] = DayField(label=_("First day on which nothing passes any more"), initial=first)
        issued, reference = stands.terms.issued
        if kind == "decision":
            self.initial.update({name: value for name, value in (("on", issued), ("ref", reference)) if value})

    def _choice(self, name: str, label: object, choices: list[tuple[str, object]]) -> None:
        only = len(choices) == 1
        self.fields[name] = forms.ChoiceField(
            label=label,  # type: ignore[arg-type]  # lazy
            choices=choices,
            initial=choices[0][0] if only else None,
            widget=forms.HiddenInput if only else forms.RadioSelect,
        )

    def _key(self, key: str) -> object:
        undertaking = self.stands.terms.undertakings.get(key)
        return undertaking.text if undertaking else CHANGES.get(key, key)

    def _advised_against(self) -> bool:
        return any(
            k.said.kind == "advice" and k.said.made_by == self.own and k.said.outcome == "negative"
            for k in self.stands.known
        )

    def said(self, *, function: str, fictitious: bool) -> Said:
        """The statement; only when the form is valid."""
        given = self.cleaned_data
        return Said(
            id=uuid4(),
            digest=self.stands.digest,
            kind=self.offer.kind,
            made_by=self.own,
            office=given.get("office") or function,
            on=given.get("on") or self.today,
            fictitious=fictitious,
            outcome=given.get("outcome", ""),
            text=given.get("text", ""),
            ref=given.get("ref", ""),
            about=UUID(given["about"]) if given.get("about") else None,
            key=given.get("key", ""),
            effect_on=given.get("effect_on"),
        )


def _told(one: Said) -> str:
    return f"{date_format(one.on, 'DATE_FORMAT')}: {one.text}"
