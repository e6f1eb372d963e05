"""The rules of a text in words: what each disclosure lets pass, how long it is kept, from when until when, who must do what."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kring.core.vocabulary import Vocabulary
from kring.desks.register.beside_rows import Row, added, in_words, nl, role_names, said, sentences
from kring.face.spoken import capital, dutch, filled, listed
from kring.policy import condition_words
from kring.policy.classes import party_classes
from kring.policy.document import Document
from kring.policy.kinds import laws
from kring.policy.rules import Condition, ItemRule, Policy, Rule, When
from kring.policy.shapes import Disclosure, EndOf, ItemGroup, Onward, Purpose

Names = dict[str, str]
"""Parties by key."""


def purpose(one: Purpose) -> Row:
    """What the data are for, and on which law that rests."""
    does = [_("What goes, goes for a purpose named here; the log says which.")]
    for side, keys in (
        (_("Collected on the ground of: %(law)s"), one.basis.collection),
        (_("Disclosed on the ground of: %(law)s"), one.basis.disclosure),
    ):
        does += [filled(side, {"law": dutch(_law(key))}) for key in keys]
    if one.basis.collection or one.basis.disclosure:
        does.append(_("If none of these laws is in force any more, nothing passes for this purpose."))
    return Row(one.text.nl, tuple(does), added=added(one), place=one.place or "")


def disclosure(one: Disclosure, document: Document, rule: Rule, words: Vocabulary, names: Names) -> Iterator[Row]:
    """One direction: who, for what, under which conditions, how often, which items, and to whom it may go on."""
    between = {"sender": names[rule.discloser], "recipient": names[rule.recipient]}
    yield Row(
        sentences(
            *(purpose.text.nl for purpose in document.purpose if purpose.key in rule.purposes),
            "" if one.added else nl(one.why),
        ),
        tuple(_direction(one, rule, words, between)),
        added=added(one),
        place=one.place or "",
    )
    for gate, compiled in zip(one.gate, rule.gates, strict=True):
        yield Row(
            "" if gate.added else nl(gate.why),
            (_gate(compiled, words, between),),
            added=nl(gate.why) if gate.added else "",
            place=gate.place or "",
        )
    if rule.every is not None and not isinstance(one.every, str) and one.every is not None:
        often = in_words(condition_words.every_says(rule.every))
        yield Row(said(one.every, None), (capital(often),), added=added(one.every))
    for group in one.item or ():
        yield _items(group, rule.items[group.names[0]], words)
    for to in one.onward:
        yield _onward(to, rule, words, names)
    if not one.onward and rule.items:
        yield Row("", (_("Stays with %(recipient)s: it may be given to nobody else.") % between,))


def _direction(one: Disclosure, rule: Rule, words: Vocabulary, between: Names) -> Iterator[str]:
    if rule.items:
        counted = ngettext(
            "Lets pass: %(count)s item, %(sender)s → %(recipient)s",
            "Lets pass: %(count)s items, %(sender)s → %(recipient)s",
            len(rule.items),
        )
        yield counted % {"count": len(rule.items), **between}
    else:
        yield _("Lets pass: only the notice that something changed, %(sender)s → %(recipient)s") % between
    if rule.by == "ask":
        yield _("Only in answer to a question of %(recipient)s; the question is minimised too.") % between
    if rule.in_reply_to:
        yield _("Only in reply to “%(key)s”") % {"key": rule.in_reply_to}
    if rule.follows:
        yield _("Only after “%(key)s”") % {"key": rule.follows}
    if rule.sender_roles:
        yield filled(_("Sent by: %(roles)s"), {"roles": role_names(rule.sender_roles, words)})
    if rule.reader_roles:
        yield filled(_("Read by: %(roles)s"), {"roles": role_names(rule.reader_roles, words)})
    if one.every == "on_event":
        yield _("Each time that it happens")
    if rule.after_end:
        yield _("Passes also while the agreement is suspended and after its end")
    if "restriction" in rule.despite:
        yield _("A restriction of the processing does not stop it")
    if "objection" in rule.despite:
        yield _("An objection does not stop it")


def _gate(gate: Condition, words: Vocabulary, between: Names) -> str:
    by = {
        "discloser": between["sender"],
        "recipient": between["recipient"],
        "directory": _("the reference directory"),
    }[gate.evaluated_by]
    return filled(_("Only if: %(condition)s (judged by %(by)s)"), {"condition": _says(gate, words), "by": by})


def _items(group: ItemGroup, item: ItemRule, words: Vocabulary) -> Row:
    does = [
        filled(_("Lets pass: %(items)s"), {"items": listed(in_words(words.items[name].text) for name in group.names)})
    ]
    if group.purpose:
        does.append(_("Only for the purpose: %(purposes)s") % {"purposes": ", ".join(group.purpose)})
    if group.values:
        does.append(
            _("No other value than: %(values)s") % {"values": ", ".join(f"“{value}”" for value in group.values)}
        )
    if item.pick is not None:
        does.append(filled(_("Of several only: %(pick)s"), {"pick": in_words(condition_words.picked_says(item.pick))}))
    if item.when is not None:
        does += _when(item.when, words)
    if group.free_text is not None and group.free_text.max is not None:
        does.append(_("Free text of at most %(count)s characters") % {"count": group.free_text.max})
    if group.to_confirm:
        does.append(_("To be confirmed by whoever adopts the text: the source does not name these items."))
    return Row(
        sentences(
            said(group, None),
            nl(group.ground),
            nl(group.when.why) if group.when else "",
            group.free_text.guidance or "" if group.free_text else "",
        ),
        tuple(does),
        added=added(group),
        place=group.place or "",
    )


def _when(when: When, words: Vocabulary) -> list[str]:
    says = [_says(one, words) for one in when.conditions]
    each = _("judged on each record by itself") if when.about_entries else ""
    if len(says) == 1:
        said_so = filled(_("Only if: %(condition)s"), {"condition": says[0]})
    elif when.mode == "any":
        said_so = filled(_("Only if one of these holds: %(conditions)s"), {"conditions": listed(says, "; ")})
    else:
        said_so = filled(_("Only if all of these hold: %(conditions)s"), {"conditions": listed(says, "; ")})
    return [listed((said_so, f"({each})"), " ") if each else said_so]


def _onward(to: Onward, rule: Rule, words: Vocabulary, names: Names) -> Row:
    known = party_classes().get(to.to)
    who = names.get(to.to) or (in_words(known.title) if known else to.to)
    does = [filled(_("%(recipient)s may give it on to: %(who)s"), {"recipient": names[rule.recipient], "who": who})]
    for one in rule.onward:
        if one.to == to.to:
            does += [filled(_("Only if: %(condition)s"), {"condition": _says(gate, words)}) for gate in one.gates]
    reasons = [nl(gate.why) for gate in to.gate]
    return Row(sentences(said(to, None), *reasons), tuple(does), added=added(to), place=to.place or "")


def retentions(document: Document, policy: Policy, words: Vocabulary) -> Iterator[Row]:
    """How long, after which event, and never longer than."""
    for name, one in document.retention.items():
        rule = policy.retentions[name]
        events = listed(in_words(words.events[event].text) for event in rule.events if event in words.events)
        cap = (
            ngettext("%(count)s working day", "%(count)s working days", rule.cap) % {"count": rule.cap}
            if isinstance(rule.cap, int)
            else in_words(condition_words.duration_says(rule.cap))
        )
        does = []
        if events and rule.keep.is_zero:
            does.append(filled(_("Erased once: %(events)s"), {"events": events}))
        elif events:
            keep = in_words(condition_words.duration_says(rule.keep))
            does.append(filled(_("Kept for %(term)s after: %(events)s"), {"term": keep, "events": events}))
        does.append(_("In any case erased %(cap)s after receipt") % {"cap": cap})
        does += [
            filled(
                _("If “%(event)s”: then the rule “%(rule)s”"),
                {
                    "event": in_words(words.events[event].text),
                    "rule": after if isinstance(after, str) else ", ".join(after),
                },
            )
            for event, after in rule.then.items()
            if event in words.events
        ]
        yield Row(said(one, one.text), tuple(does), added=added(one), place=one.place or "")


def term(document: Document, policy: Policy) -> Iterator[Row]:
    """From when until when, what follows, and what happens after a breach."""
    if document.issued is not None:
        issued = document.issued
        yield Row(
            sentences(issued.by, issued.reference or ""),
            (_("Given by an authority on %(day)s; each party records that decision.") % {"day": _day(issued.on)},),
        )
    if document.duration is not None:
        one = document.duration
        yield Row(said(one, one.text), tuple(_duration(document, policy)), added=added(one), place=one.place or "")
    if document.sanction is not None:
        stops = (
            _("After a breach: either party stops all exchange at once.")
            if document.sanction.do == "suspend"
            else _("After a breach: the agreement ends.")
        )
        resumes = _("Resumed only after the inquiry is closed and safeguards are recorded.")
        sanction = document.sanction
        does = (stops, resumes) if sanction.do == "suspend" else (stops,)
        yield Row(said(sanction, sanction.text), does, added=added(sanction), place=sanction.place or "")


def _duration(document: Document, policy: Policy) -> Iterator[str]:
    until = document.duration.until if document.duration else None
    first = _("no fixed day") if policy.begins == date.min else _day(policy.begins)
    if isinstance(until, EndOf):
        yield _("Nothing passes before %(first)s.") % {"first": first}
        yield _("Ends together with: %(agreement)s") % {"agreement": until.end_of}
    else:
        last = _day(policy.ends) if policy.ends else _("no fixed day")
        yield _("Nothing passes before %(first)s or after %(last)s") % {"first": first, "last": last}
    if policy.notice is not None:
        notice = in_words(condition_words.duration_says(policy.notice))
        yield _("A party may give notice; it ends %(term)s later.") % {"term": notice}
    for duty in policy.duties_at_end:
        yield _duty(duty)


def _duty(duty: str) -> str:
    """What is due around the end."""
    said_of = {
        "evaluate": _("After the end an evaluation is made."),
        "erase": _("After the end what was received is erased."),
    }
    if duty.startswith("warn:"):
        ahead = in_words(condition_words.duration_text(duty.removeprefix("warn:")))
        return _("The parties are warned %(term)s ahead.") % {"term": ahead}
    return said_of.get(duty, duty)


def undertakings(document: Document, names: Names) -> Iterator[Row]:
    """What a party must do by a day: followed, shown as open, and never a reason by itself to let something pass."""
    for one in document.condition:
        due = _day(one.due) if isinstance(one.due, date) else _("as soon as possible")
        yield Row(
            sentences(one.text.nl, "" if one.added else nl(one.why)),
            (_("Followed until it is shown to be met.") + " " + _("Due: %(due)s") % {"due": due},),
            shown_by(names.get(one.of, one.of), one.evidence or ""),
            added=added(one),
            place=one.place or "",
        )


def shown_by(owner: str, evidence: str) -> str:
    """Who answers for what people promise, and what shows that it was done."""
    parts = {"owner": owner, "evidence": dutch(evidence) or "…"}
    return filled(_("%(owner)s answers for this; shown by: %(evidence)s"), parts)


def _says(condition: Condition, words: Vocabulary) -> str:
    return in_words(condition_words.says(condition, words))


def _law(key: str) -> str:
    law = laws()[key]
    return f"{law.nl} {law.mark}" if law.mark else law.nl


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
