"""What the door keeps on a person: which rows were reported to be wrong. No value of any of them."""

from kring.core.personal import PersonalRecord

_PLACE = (
    "id",
    "organisation_id",
    "report",
    "digest",
    "disclosure",
    "batch",
    "chunk",
    "ref",
    "items",
    "fault",
    "outcome",
)

PERSONAL_RECORDS = (
    PersonalRecord(
        table="exchange.Report",
        found_by="blind",
        items={"blind": "person.ssin"},
        beside=(
            *_PLACE,
            "source",
            "about",
            "holder",
            "row",
            "position",
            "at",
            "corrected",
            "valued",
            "told_at",
            "told_tx",
            "arrived_tx",
        ),
    ),
    PersonalRecord(
        table="exchange.Investigation",
        found_by="blind",
        items={"blind": "person.ssin"},
        beside=(
            *_PLACE,
            "reporter",
            "taken_at",
            "taken_tx",
            "due_on",
            "corrected",
            "valued",
            "also",
            "decided_by",
            "decided_at",
        ),
    ),
)
