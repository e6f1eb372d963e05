"""What stays of an instrument that is over: figures in which nobody can be found, and the certificate of what was erased.

Both are made once and kept for ever. Neither holds a count that the figures had to hold back. source: 002 §8c; REQUIREMENTS D7
"""

from django.db import models

from kring.guard.models import OwnRow


class Evaluation(OwnRow):
    """The own side's figures, as they may be told (``small_cells``); the exact ones were never stored.

    ``over_on`` is the first day on which nothing passed, ``why`` what ended it. ``least`` and ``spread`` are the thresholds under
    which they were protected; ``figures`` names each group, part and spread with what is told of it. ``tx`` is the transaction
    that made it and erased the rows.
    """

    digest = models.CharField(max_length=80)
    over_on = models.DateField()
    why = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    least = models.PositiveSmallIntegerField()
    spread = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    tx = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "digest"], name="register_evaluation_once")]


class Cost(OwnRow):
    """What one spared measure would have cost, as somebody of the own side entered it; the newest holds."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, db_constraint=False, related_name="costs")
    cents = models.PositiveIntegerField()
    position = models.UUIDField()
    at = models.DateTimeField()


class Erasure(OwnRow):
    """The certificate: what was erased of the own side, when, and where the log says so.

    ``erased`` lists tables with what may be told of how many rows went; ``kept`` what stays, and why. ``tx`` holds the line.
    The rest comes once that line is sealed: ``recounted_at`` with what was ``left``, the ``line``'s place, size and root of the
    checkpoint over it, and the ``statement`` that told the other parties.
    """

    digest = models.CharField(max_length=80)
    over_on = models.DateField()
    erased_at = models.DateTimeField()
    tx = models.BigIntegerField()
    erased = models.JSONField()
    kept = models.JSONField()
    recounted_at = models.DateTimeField(null=True, blank=True)
    left = models.PositiveIntegerField(null=True, blank=True)
    line = models.BigIntegerField(null=True, blank=True)
    size = models.BigIntegerField(null=True, blank=True)
    root = models.CharField(max_length=64, blank=True)
    statement = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "digest"], name="register_erasure_once")]
