"""What this package keeps on a person."""

from kring.core.personal import PersonalRecord

PERSONAL_RECORDS = (
    PersonalRecord(
        table="clients.Enrolment",
        found_by="person",
        items={"capacity": "client.capacity", "valid_from": "client.period", "valid_until": "client.period"},
        beside=("id", "organisation_id", "person", "provenance", "source_import", "source_row"),
    ),
    PersonalRecord(
        table="clients.ClientFile",
        found_by="person",
        items={"opened_on": "client.file", "closed_on": "client.file", "team": "client.file"},
        beside=("id", "organisation_id", "person", "position_id"),
    ),
    PersonalRecord(
        table="clients.Debt",
        found_by="person",
        items={
            "creditor": "client.debt_creditor",
            "amount_cents": "client.debt_amount",
            "note_sealed": "client.debt_note",
            "given_on": "client.debt_given",
            "settled_on": "client.debt_settled",
        },
        beside=("id", "organisation_id", "person", "given_to"),
    ),
)
