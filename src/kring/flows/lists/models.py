"""What each side keeps of a disclosure that no special flow claims. No row is shared: the two are joined by a reference only.

Discloser: ``Sending``, ``SendingPart``, ``SentRow``. Recipient: ``ReceivedList``, ``ReceivedPart``, ``ReceivedRow``. Both hold
values by the names of the instrument's items, so that an instrument nobody has seen needs no table. ``plain`` holds ordinary
items in clear, under row security, for else nobody can search; ``sealed`` national numbers, special and judicial items, free
text and entries.
"""

from django.db import models
from django.db.models import Q

from kring.guard.models import OwnRow


class Sending(OwnRow):
    """Discloser. One batch of one disclosure, from a workbook, a form for one person, or answers to a received list.

    Its id is the id of the batch. How far it is follows from its parts. ``in_reply_to`` is the batch that it answers; ``team``
    that of whoever started it: a position of another team does not see it. ``missing`` are items without a column in the file,
    ``dropped`` the headings that were not read. source: REQUIREMENTS E1, E5
    """

    partner = models.UUIDField()
    version = models.UUIDField()
    document = models.CharField(max_length=80)
    digest = models.CharField(max_length=80)
    disclosure = models.CharField(max_length=80)
    role = models.CharField(max_length=80)
    purpose = models.CharField(max_length=80, blank=True)
    declared = models.JSONField(default=list)
    origin = models.CharField(max_length=10)
    in_reply_to = models.UUIDField(null=True, blank=True)
    team = models.CharField(max_length=80, blank=True)
    started_by = models.UUIDField()
    started_at = models.DateTimeField()
    day = models.DateField()
    valid = models.PositiveIntegerField()
    invalid = models.PositiveIntegerField()
    chunks = models.PositiveIntegerField()
    missing = models.JSONField(default=list)
    dropped = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(origin__in=["workbook", "form", "reply"]), name="lists_sending_origin")
        ]
        indexes = [
            models.Index(fields=["organisation_id", "-started_at"], name="lists_sending_newest"),
            models.Index(fields=["organisation_id", "in_reply_to"], name="lists_sending_answers"),
        ]


class SendingPart(OwnRow):
    """Discloser. What leaves in one envelope: ``queued``, then ``sent`` or ``stopped`` with ``reasons`` as ``{"code", "text"}``."""

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, db_constraint=False, related_name="parts")
    number = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="queued")
    withheld = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "sending", "number"], name="lists_part_once"),
            models.CheckConstraint(condition=Q(state__in=["queued", "sent", "stopped"]), name="lists_part_state"),
        ]


class SentRow(OwnRow):
    """Discloser. One person of a sending. ``ref`` is what travels: the own id, or in an answer the other side's reference.

    ``blind`` is the person's pseudonym, null where no number is known. ``number`` is the (first) row in the sheet. ``decided``
    are facts that a person decided. ``faults`` say what to mend (code and item) in a row that is not sent; ``reasons`` why it was
    withheld.
    """

    SEALED = {"sealed": "lists.sentrow"}
    BLIND = ("blind",)

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, db_constraint=False, related_name="people")
    number = models.PositiveIntegerField()
    chunk = models.PositiveIntegerField(null=True, blank=True)
    ref = models.CharField(max_length=36)
    blind = models.BinaryField(null=True)
    plain = models.JSONField(default=dict)
    sealed = models.BinaryField()
    decided = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="ready")
    faults = models.JSONField(default=list)
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "sending", "ref"], name="lists_row_once"),
            models.CheckConstraint(
                condition=Q(state="invalid", chunk__isnull=True)
                | Q(state__in=["ready", "sent", "withheld"], chunk__isnull=False),
                name="lists_row_state",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "sending", "chunk"], name="lists_row_chunk"),
            models.Index(fields=["organisation_id", "blind"], name="lists_row_blind"),
            models.Index(fields=["organisation_id", "ref"], name="lists_row_ref"),
        ]


class ReceivedList(OwnRow):
    """Recipient. A batch that another organisation sent: whose, when, under what; ``in_reply_to`` the own batch that it answers."""

    batch = models.UUIDField()
    partner = models.UUIDField()
    document = models.CharField(max_length=80)
    digest = models.CharField(max_length=80)
    disclosure = models.CharField(max_length=80)
    purpose = models.CharField(max_length=80, blank=True)
    day = models.DateField()
    chunks = models.PositiveIntegerField()
    in_reply_to = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "partner", "batch", "disclosure"], name="lists_received_once"
            )
        ]
        indexes = [models.Index(fields=["organisation_id", "in_reply_to"], name="lists_received_answers")]


class ReceivedPart(OwnRow):
    """Recipient. One envelope of a list; its rows are shown once the log covers ``tx``, the transaction that took it in."""

    received = models.ForeignKey(ReceivedList, on_delete=models.CASCADE, db_constraint=False, related_name="parts")
    number = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    tx = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "received", "number"], name="lists_received_part_once")
        ]


class ReceivedRow(OwnRow):
    """Recipient. What arrived of one person, or of one entry of a person's records, with a clock of its own.

    ``ref`` is the sender's reference; ``position`` its place among the rows that arrived in this part.
    """

    SEALED = {"sealed": "lists.receivedrow"}
    BLIND = ("blind",)

    received = models.ForeignKey(ReceivedList, on_delete=models.CASCADE, db_constraint=False, related_name="people")
    chunk = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    ref = models.CharField(max_length=80)
    blind = models.BinaryField(null=True)
    plain = models.JSONField(default=dict)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "received", "chunk", "position"], name="lists_received_row_once"
            )
        ]
        indexes = [
            models.Index(fields=["organisation_id", "received", "ref"], name="lists_received_ref"),
            models.Index(fields=["organisation_id", "blind"], name="lists_received_blind"),
        ]
