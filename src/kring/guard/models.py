"""Rows that belong to one organisation, and the wrapped data keys of organisations."""

from uuid import uuid4

from django.db import models

from kring.guard.acting import acting_organisation


class OwnRow(models.Model):
    """A row of one organisation. The database shows it to that organisation only (migration operation ``own``)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation_id = models.UUIDField(default=acting_organisation, editable=False)

    class Meta:
        abstract = True


class DataKey(OwnRow):
    """A random key of one organisation for one purpose, wrapped by the installation's master key.

    Destroying the row destroys the key. A new master key would rewrap these rows and touch
    no data; a command for that is not there yet.
    """

    purpose = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    wrapped = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "purpose", "version"], name="guard_datakey_one_per_version"
            )
        ]
