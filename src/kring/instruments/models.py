"""Instruments as one party keeps them: its own copy of the text, its own copy of every statement about it.

Both are kept for ever: the application may add rows, never change or delete one. source: DESIGN, "Whose row is it?"
"""

from uuid import UUID

from django.db import models

from kring.core.canonical import Json
from kring.guard.models import OwnRow
from kring.instruments.standing_moves import ONCE_PER_PARTY


class InstrumentVersion(OwnRow):
    """One version of one document: what it says, its hash, and which organisation is which of its parties.

    A document is amended only by a new version. source: REQUIREMENTS P8
    """

    document_id = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=71)
    document: "models.JSONField[dict[str, Json], dict[str, Json]]" = models.JSONField()
    parties: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField()
    adopted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "digest"], name="instruments_version_one_copy"),
            models.UniqueConstraint(
                fields=["organisation_id", "document_id", "version"], name="instruments_version_one_text"
            ),
        ]

    def organisations(self) -> dict[str, UUID]:
        """Which organisation is which party, by the key of the party in the document."""
        return {key: UUID(organisation) for key, organisation in self.parties.items()}


class Statement(OwnRow):
    """What one party said about a version, as its maker signed it: offices, no personal data.

    ``said`` is the statement's id, the same in every copy; ``signed`` the maker's Ed25519 signature over the canonical
    JSON of the statement. The columns beside them repeat the content, for questions.
    """

    said = models.UUIDField()
    digest = models.CharField(max_length=71)
    kind = models.CharField(max_length=24)
    made_by = models.UUIDField()
    office = models.CharField(max_length=200)
    on = models.DateField()
    outcome = models.CharField(max_length=12, blank=True)
    text = models.TextField(blank=True)
    ref = models.CharField(max_length=200, blank=True)
    about = models.UUIDField(null=True, blank=True)
    key = models.CharField(max_length=120, blank=True, default="")
    effect_on = models.DateField(null=True, blank=True)
    fictitious = models.BooleanField()
    signed = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "said"], name="instruments_statement_taken_once"),
            models.UniqueConstraint(
                fields=["organisation_id", "digest", "made_by", "kind"],
                condition=models.Q(kind__in=ONCE_PER_PARTY),
                name="instruments_statement_once_per_party",
            ),
        ]
        indexes = [models.Index(fields=["organisation_id", "digest"], name="instruments_statement_of_text")]


class PairRecord(OwnRow):
    """What one organisation said about the agreement between a pair (an OCMW and a reception office), as it signed it.

    ``kind`` is ``agreed`` (these are the terms) or ``ended`` (the agreement ``pair`` ends). The terms count once both said the
    same; ``content`` is what was signed. No personal data. source: REQUIREMENTS K17
    """

    said = models.UUIDField()
    pair = models.CharField(max_length=71)
    kind = models.CharField(max_length=8)
    other = models.UUIDField()
    made_by = models.UUIDField()
    content: "models.JSONField[dict[str, Json], dict[str, Json]]" = models.JSONField()
    signed = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "said"], name="instruments_pairrecord_taken_once"),
            models.UniqueConstraint(
                fields=["organisation_id", "pair", "made_by", "kind"], name="instruments_pairrecord_once_per_party"
            ),
        ]
        indexes = [models.Index(fields=["organisation_id", "other"], name="instruments_pairrecord_of_pair")]
