"""What the directory keeps, and what an OCMW has yet to tell it. Two sides, no shared row."""

from django.db import models

from kring.guard.models import OwnRow


class Enrolment(OwnRow):
    """The directory's side: one statement of one OCMW on one enrolment of its own; later statements stand beside it.

    The person is a keyed pseudonym and nothing else: from it nobody finds out who is enrolled, the directory neither. ``ref`` is
    the OCMW's own reference; of the statements on one of them the ``current`` holds.
    """

    BLIND = ("blind",)

    blind = models.BinaryField()
    enrolling = models.UUIDField()
    ref = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    capacity = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    provenance = models.CharField(max_length=12)
    stated_on = models.DateField()
    batch = models.UUIDField()
    current = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "enrolling", "ref", "number"], name="directory_enrolment_numbered"
            ),
            models.UniqueConstraint(
                fields=["organisation_id", "enrolling", "ref"],
                condition=models.Q(current=True),
                name="directory_enrolment_one_current",
            ),
        ]
        indexes = [models.Index(fields=["organisation_id", "blind", "enrolling"], name="directory_enrolment_whose")]


class Tally(OwnRow):
    """The directory's side: how many questions one organisation had answered in one hour. Says nothing of anybody."""

    asker = models.UUIDField()
    hour = models.DateTimeField()
    asked = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "asker", "hour"], name="directory_tally_once")
        ]


class Outgoing(OwnRow):
    """The OCMW's side: something about one enrolment that the directory must hear; gone once it left.

    ``stopped`` holds the codes of why it may not leave now; the next change, or the hourly tick, tries again.
    """

    batch = models.UUIDField()
    chunk = models.PositiveIntegerField()
    chunks = models.PositiveIntegerField()
    enrolment = models.UUIDField()
    person = models.UUIDField()
    capacity = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    provenance = models.CharField(max_length=12)
    ended = models.BooleanField()
    stopped = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "batch", "enrolment"], name="directory_outgoing_once_per_batch"
            )
        ]
