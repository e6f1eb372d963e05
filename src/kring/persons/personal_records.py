"""What this package keeps on a person."""

from kring.core.personal import PersonalRecord

PERSONAL_RECORDS = (
    PersonalRecord(
        table="persons.Person",
        found_by="id",
        items={
            "ssin_sealed": "person.ssin",
            "ssin_blind": "person.ssin",
            "first_name": "person.first_name",
            "last_name": "person.last_name",
            "street": "person.street",
            "house_number": "person.house_number",
            "postcode": "person.postcode",
            "municipality": "person.municipality",
            "died_on": "person.died_on",
        },
        beside=("id", "organisation_id"),
    ),
    PersonalRecord(
        table="persons.Restriction",
        found_by="blind",
        items={"ground": "person.restriction"},
        beside=("id", "organisation_id", "blind", "valid_from", "valid_until", "decided_by"),
    ),
    PersonalRecord(
        table="persons.Objection",
        found_by="blind",
        items={"ground": "person.objection"},
        beside=("id", "organisation_id", "blind", "valid_from", "valid_until", "decided_by"),
    ),
)
