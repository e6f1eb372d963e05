"""Client files, enrolments and debts: who is a client of this OCMW, in which capacity, in which period, and how we know."""

from django.db import models
from django.db.models import F, Q

from kring.guard.models import OwnRow
from kring.persons.models import Person


class RegisterImport(OwnRow):
    """One time that the client register was taken in from a file; the file itself is not kept."""

    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    position_id = models.UUIDField()


class ImportReport(OwnRow):
    """What became of the rows of one import, so that the page of it can be opened again.

    ``rows`` holds ``[row, status, code, other row, heading]`` per row of the sheet: numbers and codes, no cell of the file
    and no person. One value for all of them, for they are written once and only ever read together with their order.
    """

    source_import = models.ForeignKey(RegisterImport, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    rows = models.JSONField()
    persons = models.PositiveIntegerField()
    taken = models.PositiveIntegerField()
    updated = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    layout = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "source_import"], name="clients_importreport_once")
        ]


class Enrolment(OwnRow):
    """A person's capacity in a period, both days included; ``valid_until`` null is open. ``provenance`` is one of ``PROVENANCES``.

    ``source_import`` and ``source_row`` say which row of which import last stated it. source: issue point 3; E17
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    capacity = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    provenance = models.CharField(max_length=10, default="declared")
    source_import = models.ForeignKey(
        RegisterImport, on_delete=models.PROTECT, db_constraint=False, related_name="+", null=True, blank=True
    )
    source_row = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "person", "capacity", "valid_from"], name="clients_enrolment_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="clients_enrolment_period",
            ),
        ]


class Debt(OwnRow):
    """One debt of a client, as the client gave it. No order, no rank: all are treated alike. The organisation's own data.

    ``amount_cents`` is in euro cents, null when the client does not know it. source: 002 §2b; D3
    """

    SEALED = {"note_sealed": "clients.debt.note"}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    creditor = models.CharField(max_length=200)
    amount_cents = models.BigIntegerField(null=True, blank=True)
    note_sealed = models.BinaryField(null=True)
    given_on = models.DateField()
    given_to = models.UUIDField()
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "person"], name="clients_debt_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_cents__isnull=True) | Q(amount_cents__gt=0), name="clients_debt_amount"
            )
        ]


class ClientFile(OwnRow):
    """A client's file, from the day it opened to the day it closed, and who works on it. source: 004 art. 2; E5, E7"""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    team = models.CharField(max_length=80, blank=True)
    position_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "person"],
                condition=Q(closed_on__isnull=True),
                name="clients_clientfile_one_open",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")), name="clients_clientfile_period"
            ),
        ]
