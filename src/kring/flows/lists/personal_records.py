"""What this flow keeps on a person, at the discloser and at the recipient: any item of the vocabulary, as the instrument lists."""

from kring.core.personal import ANY_ITEM, PersonalRecord

PERSONAL_RECORDS = (
    PersonalRecord(
        table="lists.SentRow",
        found_by="blind",
        items={"blind": "person.ssin", "plain": ANY_ITEM, "sealed": ANY_ITEM, "decided": ANY_ITEM},
        beside=("id", "organisation_id", "sending", "number", "chunk", "ref", "state", "faults", "reasons"),
    ),
    PersonalRecord(
        table="lists.ReceivedRow",
        found_by="blind",
        items={"blind": "person.ssin", "plain": ANY_ITEM, "sealed": ANY_ITEM},
        beside=("id", "organisation_id", "received", "chunk", "position", "ref"),
    ),
)
