"""Organisations that are hosted here, their public keys, and the positions that people hold in them."""

from uuid import uuid4

from django.db import models

from kring.guard.models import OwnRow


class Organisation(models.Model):
    """A legal person that is a controller: a city and its OCMW are two. Public: everyone who is hosted here may read it.

    source: 004 parties, 002 §1 - parties are known by enterprise number; DOMAIN trap 4.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=200)
    enterprise_number = models.CharField(max_length=10, unique=True)
    kind = models.CharField(max_length=20)
    region = models.CharField(max_length=20, default="flanders")
    language = models.CharField(max_length=2, default="nl")
    fictitious = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class OrganisationKey(models.Model):
    """The public half of a key pair: ``seal`` receives envelopes (X25519), ``sign`` signs statements (Ed25519)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation_id = models.UUIDField()
    use = models.CharField(max_length=8)
    public = models.BinaryField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)


class Position(OwnRow):
    """What one person does in one organisation, from when until when (both days included).

    A person may hold positions in several organisations and acts for one at a time. ``bound_by_secrecy``: by professional secrecy,
    which some instruments demand of whoever sends or reads. source: REQUIREMENTS E18, E5, R1
    """

    account_id = models.UUIDField(null=True, blank=True)
    name = models.CharField(max_length=200)
    function = models.CharField(max_length=40)
    team = models.CharField(max_length=80, blank=True)
    territory = models.CharField(max_length=80, blank=True)
    bound_by_secrecy = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
