"""The items that identify or reach a person, and the gates that rest on what the person knows and wants.

Being informed and consenting are told by the version of the text: what a person agreed to last year is not what stands in the text
of today. Neither follows from the other. source: 002 §3a; 004 C, art. 3; 001 (V3)
"""

from kring.core.readers import read_names
from kring.core.reasons import Localised
from kring.core.vocabulary import Args, Argument, Context, Fact, Facts, Gate, Item, Missing, by, vocabulary


def _told_of(
    name: str, argument: str, *, code: str, refusal: Localised, says: Localised, choices: tuple[str, ...] = ()
) -> tuple[Fact, Gate]:
    """A fact that lists names, told by the discloser of the person, and the gate that its argument is one of them."""

    def judge(args: Args, facts: Facts, _context: Context) -> bool | Missing:
        names = facts.get(name)
        return args[argument] in names if isinstance(names, frozenset) else Missing(name)

    gate = Gate(
        name=name,
        args=(Argument(argument, "text", choices=choices),),
        facts=(name,),
        judge=judge,
        evaluated_by=by("discloser"),
        code=code,
        refusal=refusal,
        says=says,
    )
    return Fact(name, read_names, about="person"), gate


PERSONS = vocabulary(
    Item("person.first_name", "person", "ordinary", {"nl": "voornaam", "en": "first name"}),
    Item("person.last_name", "person", "ordinary", {"nl": "achternaam", "en": "last name"}),
    Item("person.ssin", "person", "national_number", {"nl": "rijksregisternummer", "en": "national register number"}),
    Item("person.street", "person", "ordinary", {"nl": "straat", "en": "street"}),
    Item("person.house_number", "person", "ordinary", {"nl": "huisnummer", "en": "house number"}),
    Item("person.postcode", "person", "ordinary", {"nl": "postcode", "en": "postcode"}),
    Item("person.municipality", "person", "ordinary", {"nl": "gemeente", "en": "municipality"}),
    Item("contact.address", "contact", "ordinary", {"nl": "adres", "en": "address"}),
    Item("contact.telephone", "contact", "ordinary", {"nl": "telefoonnummer", "en": "telephone number"}),
    Item("contact.email", "contact", "ordinary", {"nl": "e-mailadres", "en": "e-mail address"}),
    Item("person.died_on", "person", "ordinary", {"nl": "datum van overlijden", "en": "day of death"}),
    Item(
        "person.restriction",
        "person",
        "ordinary",
        {"nl": "beperking van de verwerking", "en": "restriction of processing"},
    ),
    Item("person.objection", "person", "ordinary", {"nl": "bezwaar", "en": "objection"}),
    *_told_of(
        "informed",
        "text",
        code="not_informed",
        refusal={
            "nl": "Niet vastgelegd is dat de betrokkene geïnformeerd werd met de tekst “{text}”.",
            "en": "It is not on record that the person was informed with the text “{text}”.",
        },
        says={
            "nl": "de betrokkene werd geïnformeerd met de tekst “{text}”",
            "en": "the person was informed with the text “{text}”",
        },
    ),
    *_told_of(
        "notice_given",
        "text",
        code="notice_not_given",
        refusal={
            "nl": "Niet vastgelegd is dat de betrokkene de kennisgeving “{text}” kreeg.",
            "en": "It is not on record that the person was given the notice “{text}”.",
        },
        says={
            "nl": "de betrokkene kreeg de kennisgeving “{text}”, of weigerde ze te ondertekenen",
            "en": "the person was given the notice “{text}”, or refused to sign it",
        },
    ),
    *_told_of(
        "consent",
        "text",
        code="no_consent",
        refusal={
            "nl": "De betrokkene gaf geen toestemming volgens de tekst “{text}”, of trok ze in.",
            "en": "The person gave no consent to the text “{text}”, or withdrew it.",
        },
        says={
            "nl": "de betrokkene stemde toe met de tekst “{text}” en trok dat niet in",
            "en": "the person consented to the text “{text}” and did not withdraw it",
        },
    ),
    *_told_of(
        "lives_in_area",
        "of",
        choices=("recipient", "discloser"),
        code="lives_elsewhere",
        refusal={
            "nl": "De betrokkene verblijft niet in het werkingsgebied ({of}).",
            "en": "The person does not live in the working area ({of}).",
        },
        says={
            "nl": "de betrokkene verblijft in het werkingsgebied ({of})",
            "en": "the person lives in the working area ({of})",
        },
    ),
)
