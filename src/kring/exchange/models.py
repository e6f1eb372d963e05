"""What the door remembers: batches (for periodicity), permits (for the exit), clocks (for retention), faults that were reported.

Envelopes are no model: the application has no privilege on them (``envelope.py``).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kring.guard.models import OwnRow


class Batch(OwnRow):
    """One batch that took its place in the periodicity of a disclosure, on the day of its first permit."""

    batch = models.UUIDField()
    document = models.CharField(max_length=80)
    disclosure = models.CharField(max_length=80)
    recipient = models.UUIDField()
    first_permit_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "batch", "disclosure"], name="exchange_batch_once")
        ]


class Permit(OwnRow):
    """A permission that was written down. Two columns are the database's own: ``tx`` and ``at``, stamped at insert.

    ``line`` is the place of its log line within that transaction. ``release()`` takes it once, in a later transaction,
    within five minutes. source: DESIGN, "The life of a disclosure"
    """

    batch = models.UUIDField()
    chunk = models.PositiveIntegerField()
    digest = models.CharField(max_length=80)
    disclosure = models.CharField(max_length=80)
    recipient = models.UUIDField()
    items = ArrayField(models.CharField(max_length=80))
    line = models.PositiveIntegerField()


class Clock(OwnRow):
    """When one received row must be gone: at the latest on ``due_on``, sooner when its event starts the term.

    It also says under which disclosure of which text the row came: that text limits to whom it may go on.
    source: REQUIREMENTS E7 - a rule has a starting event and a cap; E15
    """

    holder = models.CharField(max_length=80)
    row = models.UUIDField()
    digest = models.CharField(max_length=80)
    disclosure = models.CharField(max_length=80, blank=True)
    rule = models.CharField(max_length=80)
    received_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "holder", "row"], name="exchange_clock_once")]
        indexes = [
            models.Index(fields=["organisation_id", "due_on"], name="exchange_clock_due"),
            models.Index(fields=["organisation_id", "row"], name="exchange_clock_row"),
        ]


class Question(OwnRow):
    """A question that was taken in and waits for its answer; the answer's release deletes it.

    ``content`` holds who is asked about and what the asker stated of itself, encrypted for this row.
    """

    SEALED = {"content": "exchange.question.content"}

    envelope = models.UUIDField()
    asker = models.UUIDField()
    digest = models.CharField(max_length=80)
    disclosure = models.CharField(max_length=80)
    content = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "envelope"], name="exchange_question_once")]


class Deposit(OwnRow):
    """A party laid its text down with the acting organisation, which evaluates gates of it (``standing.py``)."""

    digest = models.CharField(max_length=80)
    party = models.UUIDField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "digest", "party"], name="exchange_deposit_once")
        ]


class Report(OwnRow):
    """Recipient. A row that came in and what is wrong with it: reported to its source, or told by it.

    ``report`` is the id under which both sides know it; ``row`` is the own row of ``holder``; ``batch``, ``chunk`` and ``ref`` say
    under which release it came. ``fault`` is one of ``faults.FAULTS``, empty when the source told it by itself; ``outcome`` one
    of ``faults.OUTCOMES``, empty while it waits. ``corrected`` are the items that the source changed, ``valued`` those of them
    whose new value is to come or came (``arrived_tx``). No value is ever kept here. source: E8
    """

    BLIND = ("blind",)

    report = models.UUIDField()
    source = models.UUIDField()
    about = models.UUIDField()
    digest = models.CharField(max_length=80)
    disclosure = models.CharField(max_length=80)
    batch = models.UUIDField()
    chunk = models.PositiveIntegerField()
    ref = models.UUIDField()
    holder = models.CharField(max_length=80)
    row = models.UUIDField()
    blind = models.BinaryField(null=True)
    items = ArrayField(models.CharField(max_length=80))
    fault = models.CharField(max_length=20, blank=True)
    position = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20, blank=True)
    corrected = ArrayField(models.CharField(max_length=80), default=list)
    valued = ArrayField(models.CharField(max_length=80), default=list)
    told_at = models.DateTimeField(null=True, blank=True)
    told_tx = models.BigIntegerField(null=True, blank=True)
    arrived_tx = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "source", "report"], name="exchange_report_once")
        ]
        indexes = [models.Index(fields=["organisation_id", "holder", "row"], name="exchange_report_row")]


class Investigation(OwnRow):
    """Source. Somebody who received a row reports a fault in it; a person finds out, by ``due_on``. source: 004 art. 7

    ``outcome`` is empty while it is open; ``items`` are those reported, ``corrected`` those that were then
    changed, ``valued`` those of them that have a value now. ``also`` are others who received the wrong value,
    ``[{"batch", "chunk", "ref", "recipient", "items"}]``.
    """

    BLIND = ("blind",)

    report = models.UUIDField()
    reporter = models.UUIDField()
    digest = models.CharField(max_length=80)
    disclosure = models.CharField(max_length=80)
    batch = models.UUIDField()
    chunk = models.PositiveIntegerField()
    ref = models.UUIDField()
    blind = models.BinaryField(null=True)
    items = ArrayField(models.CharField(max_length=80))
    fault = models.CharField(max_length=20)
    taken_at = models.DateTimeField()
    taken_tx = models.BigIntegerField()
    due_on = models.DateField()
    outcome = models.CharField(max_length=20, blank=True)
    corrected = ArrayField(models.CharField(max_length=80), default=list)
    valued = ArrayField(models.CharField(max_length=80), default=list)
    also = models.JSONField(default=list)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "reporter", "report"], name="exchange_investigation_once"
            )
        ]
        indexes = [
            models.Index(fields=["organisation_id", "batch"], name="exchange_inquiry_batch"),
            models.Index(fields=["organisation_id", "due_on"], name="exchange_inquiry_due"),
        ]
