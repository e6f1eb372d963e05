"""Rows that belong to one organisation, and the wrapped data keys of organisations."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import uuid4

from django.db import models

from kring.guard.acting import acting_organisation


class OwnRow(models.Model):
    """A row of one organisation. The database shows it to that organisation only (migration operation ``own``)."""

    SEALED: ClassVar[Mapping[str, str]] = {}
    """Columns that ``FieldCipher("fields")`` encrypts → the place that is bound in, which a full stop and the id follow."""
    BLIND: ClassVar[tuple[str, ...]] = ()
    """Columns that hold pseudonyms of ``keys.blind``. A new key finds by these what to renew; a test fails on one that lacks."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation_id = models.UUIDField(default=acting_organisation, editable=False)

    class Meta:
        abstract = True


class DataKey(OwnRow):
    """A random key of one organisation for one purpose, wrapped by the installation's master key.

    Destroying the row destroys the key. A new master key wraps these rows again and touches no data (``keys.rewrap``).
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
