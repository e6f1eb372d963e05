"""A person as one organisation knows the person, and the restrictions and objections that hold for people.

Two organisations that know the same person have two rows, two pseudonyms and two ciphertexts, and cannot tell.
"""

from django.db import models
from django.db.models import F, Q

from kring.guard.models import OwnRow


class Person(OwnRow):
    """One person in one organisation. Names and address stand in clear under row security, else nobody can search.

    ``ssin_sealed`` is the national number, encrypted for its place; ``ssin_blind`` the keyed pseudonym under which it is
    found. Both are null for a person without a number, who exists like any other. source: DESIGN ground rules; E13
    """

    SEALED = {"ssin_sealed": "persons.person.ssin"}
    BLIND = ("ssin_blind",)

    ssin_sealed = models.BinaryField(null=True)
    ssin_blind = models.BinaryField(null=True)
    first_name = models.CharField(max_length=200, blank=True)
    last_name = models.CharField(max_length=200, blank=True)
    street = models.CharField(max_length=200, blank=True)
    house_number = models.CharField(max_length=40, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    municipality = models.CharField(max_length=100, blank=True)
    died_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation_id", "id"], condition=Q(died_on__isnull=False), name="persons_person_died"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "ssin_blind"], name="persons_person_one_per_number"),
            models.CheckConstraint(
                condition=Q(ssin_sealed__isnull=True, ssin_blind__isnull=True)
                | Q(ssin_sealed__isnull=False, ssin_blind__isnull=False),
                name="persons_person_number_whole",
            ),
        ]


class _Held(OwnRow):
    """Something that holds for a person in a period, both days included; ``valid_until`` null is until further notice.

    The person is a pseudonym, not a row: it also holds for people whom this organisation does not keep.
    """

    BLIND = ("blind",)

    blind = models.BinaryField()
    ground = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    decided_by = models.UUIDField()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["organisation_id", "blind"], name="%(app_label)s_%(class)s_blind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_period",
            )
        ]


class Restriction(_Held):
    """The person's data may be kept but not used or disclosed; ``ground`` is one of ``grounds.RESTRICTION``. source: V5"""


class Objection(_Held):
    """The person objects to disclosure; ``ground`` is one of ``grounds.OBJECTION``. source: V4; DESIGN, conditions"""
