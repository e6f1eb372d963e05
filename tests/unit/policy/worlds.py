"""A small world in which everything can be tried: two parties, two roles, two purposes, three items, three gates."""

from datetime import date, timedelta
from functools import lru_cache

from kring.core.readers import read_day, read_yes_or_no
from kring.core.vocabulary import (
    Args,
    Context,
    Event,
    Fact,
    Facts,
    Gate,
    Item,
    Judge,
    Missing,
    Record,
    Role,
    RowCondition,
    Vocabulary,
    by,
    merge,
    vocabulary,
)
from kring.policy.compile import compile as compile_document
from kring.policy.document import Document, read
from kring.policy.rules import Policy
from kring.policy.vocabulary import COMMON


def told(fact: str) -> Judge:
    """A condition that holds when its fact is told and true."""

    def judge(_args: Args, facts: Facts, _context: Context) -> bool | Missing:
        return facts[fact] is True if fact in facts else Missing(fact)

    return judge


def _text(name: str) -> dict[str, str]:
    return {"nl": name, "en": name}


FACTS = ("red", "green", "blue")
WORDS: Vocabulary = merge(
    COMMON,
    vocabulary(
        *(Item(f"card.{name}", "card", "ordinary", _text(name)) for name in ("name", "street", "mark")),
        *(Item(f"letter.{name}", "letter", "ordinary", _text(name)) for name in ("subject", "sender")),
        Item("card.health", "card", "special", _text("health")),
        Record("letter", _text("letter"), dates=("sent_on",), keys=("box",), kinds=("reminder", "reply")),
        Fact("sent_on", read_day, about="entry"),
        Fact("box", str, about="entry"),
        Fact("opened", read_yes_or_no, about="entry"),
        *(Fact(name, read_yes_or_no, about="person") for name in FACTS),
        *(
            Gate(f"is_{name}", (), (name,), told(name), by(side), f"not_{name}", _text(f"not {name}"))
            for name, side in zip(FACTS, ("discloser", "recipient", "directory"), strict=True)
        ),
        *(
            RowCondition(f"row_{name}", ("card", "letter"), (), (name,), told(name), _text(f"not {name}"))
            for name in FACTS
        ),
        RowCondition("opened", ("letter",), (), ("opened",), told("opened"), _text("not opened"), about="entry"),
        Role("clerk", _text("clerk")),
        Role("porter", _text("porter")),
        Event("letter_closed", "letters", _text("closed")),
    ),
)

BEGINS, ENDS = date(2026, 3, 30), date(2026, 5, 31)
PREVIOUS = date(2026, 3, 31)
"""The day of an earlier batch; another may go a month later, on the last day of April."""
SUSPENDED = date(2026, 5, 10)
ENDED = date(2026, 5, 20)
DONE = date(2026, 3, 1)
BORDERS = (BEGINS, ENDS, ENDS + timedelta(days=1), PREVIOUS, date(2026, 4, 30), SUSPENDED, ENDED, DONE)
DAYS = sorted({border + timedelta(days=days) for border in BORDERS for days in (-2, -1, 0, 1)})
"""Four days around each border."""

SMALL = """
schema = "kring/instrument/1"
id = "small-world"
version = 1
kind = "internal_decision"
title.nl = "Een kleine wereld"

[[party]]
key = "north"
name = "Noord"
enterprise_number = "0000000097"
decided_by = "raad"
signed_by = ["voorzitter"]
dpo = "advises"
[[party]]
key = "south"
name = "Zuid"
enterprise_number = "0000000196"
decided_by = "raad"
signed_by = ["directeur"]
dpo = "advises"

[[purpose]]
key = "greet"
text.nl = "Groeten."
basis = { collection = ["egov-2008/8"], disclosure = ["egov-2008/8"] }
[[purpose]]
key = "visit"
text.nl = "Bezoeken."
basis = { collection = ["egov-2008/8"], disclosure = ["egov-2008/8"] }

[[disclosure]]
key = "there"
from = "north"
to = "south"
by = "send"
purpose = ["greet", "visit"]
sender_role = "clerk"
reader_role = "porter"
gate = [{ is = "is_red", why.nl = "Rood." }, { is = "is_blue", why.nl = "Blauw." }]
every = { at_most = 1, per = "P1M", why.nl = "Niet vaker." }
keep = "short"
[[disclosure.item]]
names = ["card.name"]
why.nl = "De naam."
[[disclosure.item]]
names = ["card.street"]
purpose = ["visit"]
why.nl = "Om te bezoeken."
[[disclosure.item]]
names = ["card.mark"]
why.nl = "Het teken."
[disclosure.item.when]
any = [{ is = "row_green" }, { is = "row_red" }]
why.nl = "Alleen dan."

[[disclosure]]
key = "back"
from = "south"
to = "north"
by = "send"
in_reply_to = "there"
purpose = ["greet"]
sender_role = ["porter", "clerk"]
reader_role = "clerk"
after_end = true
keep = "short"
[[disclosure.item]]
names = ["card.name", "card.mark"]
why.nl = "Terug."
[disclosure.item.when]
all = [{ is = "row_green" }, { is = "row_blue" }]
why.nl = "Beide."

[retention.short]
from = "letter_closed"
keep = "P1M"
cap = "P1Y"
then = "erase"
text.nl = "Een maand."

[duration]
from = 2026-03-30
until = 2026-05-31
then = ["erase"]
text.nl = "Twee maanden."

[[measure]]
text.nl = "Wie verstuurt, leest, en wat het einde overleeft; de straat dient alleen een bezoek."
enforced_by = ["sender_role", "reader_role", "after_end", "there.card.street.purpose"]
"""


@lru_cache(maxsize=1)
def small() -> tuple[Document, Policy]:
    """The small world as text and compiled."""
    document = read(SMALL)
    policy = compile_document(document, WORDS)
    assert isinstance(policy, Policy), [(one.code, one.where, one.text["nl"]) for one in policy]
    return document, policy
