"""What this flow keeps on a person, at the city and at the OCMW."""

from kring.core.personal import PersonalRecord

_LISTED = {
    "file_number": "debt.file_number",
    "first_name": "person.first_name",
    "last_name": "person.last_name",
    "street": "person.street",
    "house_number": "person.house_number",
}

PERSONAL_RECORDS = (
    PersonalRecord(
        table="debtors.Row",
        found_by="ssin_blind",
        items={
            **_LISTED,
            "ssin_sealed": "person.ssin",
            "ssin_blind": "person.ssin",
            "mark": "debt.client_mark",
            "marked_on": "debt.client_mark",
            "signal": "debt.recovery_signal",
            "signalled_on": "debt.recovery_signal",
        },
        beside=("id", "organisation_id", "round", "number", "chunk", "state", "fault", "note", "signal_tx"),
    ),
    PersonalRecord(
        table="debtors.Case",
        found_by="person",
        items={**_LISTED, "marked_on": "debt.client_mark"},
        beside=("id", "organisation_id", "received", "chunk", "ref", "person", "partner"),
    ),
    PersonalRecord(
        table="debtors.Talk",
        found_by="case",
        items={"answer": "debt.talk_answer", "note_sealed": "debt.talk_note"},
        beside=("id", "organisation_id", "case", "again_on", "position", "at"),
    ),
    PersonalRecord(
        table="debtors.Signal",
        found_by="case",
        items={"sent_on": "debt.recovery_signal"},
        beside=("id", "organisation_id", "case", "decided_by", "decided_at", "state", "reasons"),
    ),
)
