"""What this flow keeps on a person, at the directory and at an OCMW."""

from kring.core.personal import PersonalRecord

PERSONAL_RECORDS = (
    PersonalRecord(
        table="directory.Enrolment",
        found_by="blind",
        items={
            "blind": "person.ssin",
            "capacity": "client.capacity",
            "valid_from": "client.period",
            "valid_until": "client.period",
            "provenance": "enrolment.provenance",
        },
        beside=("id", "organisation_id", "enrolling", "ref", "number", "stated_on", "batch", "current"),
    ),
    PersonalRecord(
        table="directory.Outgoing",
        found_by="person",
        items={
            "capacity": "client.capacity",
            "valid_from": "client.period",
            "valid_until": "client.period",
            "provenance": "enrolment.provenance",
        },
        beside=("id", "organisation_id", "batch", "chunk", "chunks", "enrolment", "person", "ended", "stopped"),
    ),
)
