"""The words of the reference directory: what reaches it, what it may be asked, what it answers. source: DOMAIN §2.1-2.3; 003 §85"""

from kring.core.vocabulary import Event, Item, Role, vocabulary

FLOW_DIRECTORY = vocabulary(
    Item(
        "enrolment.provenance",
        "enrolment",
        "ordinary",
        {"nl": "herkomst van de inschrijving", "en": "provenance of the enrolment"},
    ),
    Item(
        "enrolment.last_day",
        "enrolment",
        "ordinary",
        {"nl": "laatste dag van de inschrijving", "en": "last day of the enrolment"},
    ),
    *(
        Item(f"directory.{name}", "directory_question", "ordinary", {"nl": nl, "en": en})
        for name, nl, en in (
            ("instrument", "kenmerk van het instrument", "digest of the instrument"),
            ("disclosure", "mededeling waarvoor gevraagd wordt", "disclosure for which it is asked"),
            ("request", "kenmerk van de aanvraag", "id of the request"),
            ("recipient", "ondernemingsnummer van de ontvanger", "enterprise number of the recipient"),
            ("fact", "wat gevraagd wordt", "what is asked"),
            ("capacity", "hoedanigheidscodes", "capacity codes"),
            ("over", "hoe het instrument de periode noemt", "how the instrument names the period"),
            ("period", "periode waarover de gegevens gaan", "period that the data are about"),
        )
    ),
    Item(
        "directory.answer",
        "directory_answer",
        "ordinary",
        {"nl": "antwoord van het repertorium", "en": "answer of the directory"},
    ),
    Role("enrolment_job", {"nl": "geautomatiseerde inschrijving", "en": "automated enrolment"}),
    Role("directory_job", {"nl": "geautomatiseerd repertorium", "en": "automated directory"}),
    Event(
        "enrolment_ended",
        "flows.directory",
        {"nl": "de inschrijving is geëindigd", "en": "the enrolment ended"},
    ),
)
