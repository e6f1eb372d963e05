"""A comparison of two texts in words: one line per row, in Dutch or English, for the terminal and for the page alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kring.core.reasons import Localised
from kring.core.vocabulary import Vocabulary

from .classes import party_classes
from .condition_words import day_says, duration_says, every_says, pick_says, says
from .difference import CHANGE_ONLY, Change, Term, Value, party_mark
from .difference_cubes import HOLDS, KNOWN, Cube, Outcome
from .difference_outcomes import Free, Holds, Often, Picked, Variable
from .difference_terms import Effect, Kept, TermChange
from .rules import Policy, Retention

KINDS: dict[str, Localised] = {
    "new": {"nl": "laat voor het eerst toe", "en": "allows for the first time"},
    "wider": {"nl": "laat nu ook toe", "en": "now also allows"},
    "gone": {"nl": "laat niet meer toe", "en": "no longer allows"},
    "narrower": {"nl": "laat nog toe, maar niet meer", "en": "still allows, but no longer"},
}
_BY: dict[str, Localised] = {
    "send": {"nl": "{a} → {b}", "en": "{a} → {b}"},
    "ask": {"nl": "{a} → {b}, op vraag", "en": "{a} → {b}, when asked"},
    "onward": {"nl": "{a} mag doorgeven aan {b}", "en": "{a} may give on to {b}"},
}
_KEPT: dict[str, Localised] = {
    "longer": {"nl": "langer bewaard", "en": "kept longer"},
    "shorter": {"nl": "korter bewaard", "en": "kept shorter"},
    "both": {"nl": "soms langer, soms korter bewaard", "en": "kept now longer, now shorter"},
    "otherwise": {"nl": "anders bewaard", "en": "kept otherwise"},
}
_TERMS: dict[str, Localised] = {
    "needs": {"nl": "wat gezegd moet zijn voor het in werking is", "en": "what must be said before it is in force"},
    "notice": {"nl": "opzegtermijn", "en": "term of notice"},
    "end_of": {"nl": "eindigt samen met", "en": "ends with"},
    "undertaking": {"nl": "verbintenis “{about}”", "en": "undertaking “{about}”"},
    "in_reply_to": {"nl": "“{about}” antwoordt op", "en": "“{about}” replies to"},
    "follows": {"nl": "“{about}” volgt op", "en": "“{about}” follows"},
    "duties_at_end": {"nl": "wat na het einde moet gebeuren", "en": "what is due after the end"},
}
_NEEDS: dict[str, Localised] = {
    "advised": {"nl": "advies", "en": "advice"},
    "signed": {"nl": "handtekening", "en": "signature"},
    "published": {"nl": "bekendmaking", "en": "publication"},
    "decided": {"nl": "beslissing van de overheid", "en": "decision of the authority"},
}


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One row in words. ``cases`` empty: always."""

    kind: str
    what: str
    between: str
    items: tuple[str, ...]
    purposes: str
    roles: str
    values: str
    terms: str
    cases: tuple[str, ...]

    def line(self, language: str) -> str:
        """All of it in one sentence."""
        when = {"nl": "wanneer", "en": "when"}[language]
        either = {"nl": " — of — ", "en": " — or — "}[language]
        parts = [", ".join(self.items), self.between, self.purposes, self.roles, self.values, self.terms]
        said = f"{self.what}: {' · '.join(part for part in parts if part)}"
        return f"{said} · {when} {either.join(self.cases)}" if self.cases else said


class Teller:
    """Tells rows about one pair of texts, in one language."""

    def __init__(
        self,
        old: Policy | None,
        new: Policy,
        words: Vocabulary,
        language: str,
        purposes: Mapping[str, str] | None = None,
    ) -> None:
        """``purposes`` are the sentences of the texts; without them a purpose is called by its key."""
        self.words = words
        self.purposes = purposes or {}
        self.language = language
        self.names = {
            party_mark(policy, key): party.name or self._of_class(policy, key) or key
            for policy in (*([old] if old else []), new)
            for key, party in policy.parties.items()
        }

    def change(self, row: Change) -> ToldChange:
        """One row of what passes."""
        return ToldChange(
            kind=row.kind,
            what=self._in(KINDS[row.kind]),
            between=self._in(_BY[row.by]).format(a=self._party(row.discloser), b=self._party(row.recipient)),
            items=tuple(sorted(map(self._item, row.items))),
            purposes=self._purposes(row.purposes),
            roles=self._roles(row),
            values=self._values(row.values),
            terms="; ".join(self._term(one) for one in sorted(row.terms, key=lambda term: (term.stopped, term.first))),
            cases=tuple(said for said in map(self._case, row.cases) if said),
        )

    def kept(self, row: Kept) -> str:
        """One row of how long."""
        between = f"{self._party(row.discloser)} → {self._party(row.recipient)}"
        before, after = (", ".join(map(self.retention, rules)) for rules in (row.before, row.after))
        was = self._both("was", "was")
        items = ", ".join(sorted(map(self._item, row.items)))
        return f"{self._in(_KEPT[row.how])}: {items} · {between} · {after} ({was}: {before})"

    def term(self, row: TermChange) -> str:
        """One term of the instrument."""
        before, after = (self._said(row.code, value) for value in (row.before, row.after))
        return f"{self._in(_TERMS[row.code]).format(about=row.about)}: {after} ({self._both('was', 'was')}: {before})"

    def effect(self, effect: Effect) -> tuple[str, ...]:
        """What one piece of text did by itself."""
        rows = [self.change(row).line(self.language) for row in effect.permission.rows]
        return (*rows, *map(self.kept, effect.kept), *map(self.term, effect.terms))

    def retention(self, rule: Retention) -> str:
        """How long one rule keeps."""
        cap = (
            self._both(f"{rule.cap} werkdagen", f"{rule.cap} working days")
            if isinstance(rule.cap, int)
            else self._in(duration_says(rule.cap))
        )
        said = self._both(f"hoogstens {cap} na ontvangst", f"at most {cap} after receipt")
        if not rule.events:
            return said
        events = ", ".join(self._in(self.words.events[e].text) if e in self.words.events else e for e in rule.events)
        if rule.keep.is_zero:
            return self._both(f"tot “{events}”, {said}", f"until “{events}”, {said}")
        keep = self._in(duration_says(rule.keep))
        return self._both(f"tot {keep} na “{events}”, {said}", f"until {keep} after “{events}”, {said}")

    # ----- parts

    def _in(self, text: Localised) -> str:
        return text.get(self.language, text["nl"])

    def _both(self, nl: str, en: str) -> str:
        return en if self.language == "en" else nl

    def _class(self, key: str | None) -> str:
        known = party_classes().get(key or "")
        return self._in(known.title) if known else ""

    def _of_class(self, policy: Policy, key: str) -> str:
        """What the class is called; with the place in the text where it stands twice."""
        called = self._class(policy.parties[key].of_class)
        return f"{called} ({key})" if called and party_mark(policy, key).endswith(f":{key}") else called

    def _party(self, mark: str) -> str:
        return self.names.get(mark) or self._class(mark.removeprefix("class:")) or mark.split(":", 1)[-1]

    def _item(self, name: str) -> str:
        if name == CHANGE_ONLY:
            return self._both("alleen dat er iets wijzigde", "only that something changed")
        return self._in(self.words.items[name].text) if name in self.words.items else name

    def _purposes(self, keys: Iterable[str]) -> str:
        said = [self.purposes.get(key, "") for key in sorted(keys)]
        return " ".join(said) if all(said) else f"{self._both('doel', 'purpose')}: {', '.join(sorted(keys))}"

    def _role_names(self, roles: Iterable[str]) -> str:
        some = sorted(self._in(self.words.roles[role].text) if role in self.words.roles else role for role in roles)
        return ", ".join(filter(None, some))

    def _roles(self, row: Change) -> str:
        senders, readers = self._role_names(row.sender_roles), self._role_names(row.reader_roles)
        sent, read = self._both("door", "by"), self._both("voor", "for")
        return " ".join(filter(None, (f"{sent} {senders}" if senders else "", f"{read} {readers}" if readers else "")))

    def _values(self, values: Iterable[Value]) -> str:
        some = sorted(values, key=lambda value: (value.text is None, value.text or "", value.shortest))
        if any(
            value.text is None and not value.other_than and not value.shortest and value.longest is None
            for value in some
        ):
            return ""
        return ", ".join(map(self._value, some))

    def _value(self, value: Value) -> str:
        if value.text is not None:
            return f"“{value.text}”"
        other = self._both("elke andere waarde", "any other value") if value.other_than else ""
        if value.longest is None and value.shortest:
            length = self._both(
                f"langer dan {value.shortest - 1} tekens", f"longer than {value.shortest - 1} characters"
            )
        elif value.longest is not None:
            low, high = value.shortest, value.longest
            length = self._both(f"van {low} tot {high} tekens", f"of {low} to {high} characters")
        else:
            length = ""
        return " ".join(filter(None, (other, length))) or self._both("elke waarde", "any value")

    def _term(self, term: Term) -> str:
        first, last = term.first, term.last
        since = "" if first == date.min else day_says(first)
        if since and last:
            days = self._both(f"van {since} tot en met {day_says(last)}", f"from {since} to {day_says(last)}")
        elif since:
            days = self._both(f"vanaf {since}", f"from {since}")
        else:
            until = self._both(f"tot en met {day_says(last)}", f"until {day_says(last)}") if last else ""
            days = until or self._both("altijd", "always")
        return (
            days
            if not term.stopped
            else self._both(f"tijdens schorsing en na einde ({days})", f"while stopped ({days})")
        )

    def _case(self, case: Cube[Variable]) -> str:
        order = sorted(case.items(), key=lambda pair: (pair[1] != HOLDS, repr(pair[0])))
        return self._both("; en ", "; and ").join(
            filter(None, (self._literal(one, outcomes) for one, outcomes in order))
        )

    def _literal(self, one: Variable, outcomes: frozenset[Outcome]) -> str:
        if isinstance(one, Free) and outcomes == HOLDS:
            return ""  # so it always is, unless the text excepts it
        said = self._variable(one)
        if outcomes == HOLDS:
            return said
        if outcomes == KNOWN:
            return self._both(f"bekend is of: {said}", f"it is known whether: {said}")
        if outcomes == frozenset({None}):
            return self._both(f"niet bekend is of: {said}", f"it is not known whether: {said}")
        return self._both(f"niet: {said}", f"not: {said}")

    def _variable(self, one: Variable) -> str:
        if isinstance(one, Holds):
            return self._in(says(one.condition, self.words))
        if isinstance(one, Often):
            return self._in(every_says(one.every))
        if isinstance(one, Picked):
            return self._in(pick_says(one.among, one.within, one.latest, one.per, one.together))
        if one.name == "restriction":
            return self._both("de verwerking niet beperkt is", "the processing is not restricted")
        return self._both("niemand bezwaar maakte", "nobody objected")

    def _said(self, code: str, value: str) -> str:
        if not value:
            return self._both("niets", "nothing")
        if code == "needs":
            return ", ".join(self._in(_NEEDS[one]) if one in _NEEDS else one for one in value.split(", "))
        return value
